package dev.sluice.cli.process;

/** Stops what runs when the process is told to end, and holds the end up until it has stopped. */
final class ShutdownSignal implements AutoCloseable {
    private final Thread hook;
    private volatile boolean came;

    private ShutdownSignal(Runnable stop) {
        hook = new Thread(
                () -> {
                    came = true;
                    stop.run();
                },
                "shutdown");
    }

    /** From now until it is closed, the signal runs {@code stop}, which returns when all has stopped. */
    static ShutdownSignal then(Runnable stop) {
        ShutdownSignal signal = new ShutdownSignal(stop);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Whether the signal came. */
    boolean came() {
        return came;
    }

    @Override
    public void close() {
        if (!came) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
