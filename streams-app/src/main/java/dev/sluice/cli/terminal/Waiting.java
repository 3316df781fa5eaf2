package dev.sluice.cli.terminal;

import dev.sluice.text.DurationText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Something that a person waits for. If it takes long, it is said what: on a terminal in a line that goes on and is gone
 * in the end, elsewhere in one line.
 */
public final class Waiting implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(Waiting::daemon);

    private final Supplier<String> what;
    private final PrintStream err;
    private final boolean terminal;
    private final long began = System.nanoTime();
    private final Future<?> ticks;
    private int said;
    private boolean over;

    /** @param what what is waited for and how far it has come, asked for from another thread */
    @SuppressWarnings("SystemConsoleNull") // on the Java that this is built for, no console means no terminal
    public static Waiting until(Supplier<String> what) {
        return new Waiting(what, System.err, System.console() != null, LONG, AGAIN);
    }

    Waiting(Supplier<String> what, PrintStream err, boolean terminal, Duration first, Duration again) {
        this.what = what;
        this.err = err;
        this.terminal = terminal;
        this.ticks = CLOCK.scheduleWithFixedDelay(this::say, first.toNanos(), again.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "sluice-waiting");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void say() {
        if (over || (!terminal && said > 0)) {
            return;
        }
        String line = "sluice: " + what.get() + " …";
        if (terminal) {
            line += " " + DurationText.of(Duration.ofSeconds((System.nanoTime() - began) / 1_000_000_000));
            err.print("\r" + line + " ".repeat(Math.max(0, said - line.length())));
        } else {
            err.println(line);
        }
        err.flush();
        said = line.length();
    }

    @Override
    public synchronized void close() {
        over = true;
        boolean unused = ticks.cancel(false);
        if (terminal && said > 0) {
            err.print("\r" + " ".repeat(said) + "\r");
            err.flush();
        }
    }
}
