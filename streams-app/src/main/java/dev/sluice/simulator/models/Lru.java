package dev.sluice.simulator.models;

/** Gives up what was called longest ago, and what was not called for some minutes. */
final class Lru implements ModelKeeper {
    private static final double MINUTE = 60;

    private final double keepMinutes;
    private final double[] last;

    /** Keeps models for so many minutes after their last call; infinite: until their memory is needed. */
    Lru(int models, double keepMinutes) {
        this.keepMinutes = keepMinutes;
        last = new double[models];
    }

    @Override
    public void called(int m, double now, boolean ready) {
        last[m] = now;
    }

    @Override
    public double worth(int m, double now) {
        return 1 / (now - last[m] + 1);
    }

    @Override
    public boolean stays(int m, double now) {
        return now - last[m] <= keepMinutes * MINUTE;
    }
}
