package dev.sluice.simulator.plant;

/**
 * Work that waits because more arrives than the ready replicas serve: a fluid queue with a limit, above which units
 * fail.
 */
final class OverloadQueue {
    private double waiting;
    private double served;
    private double failed;
    private double area;

    double waiting() {
        return waiting;
    }

    /** Units served since {@link #reset}. */
    double served() {
        return served;
    }

    /** Units refused since {@link #reset}. */
    double failed() {
        return failed;
    }

    /** Unit-seconds spent waiting since {@link #reset}. */
    double area() {
        return area;
    }

    void reset() {
        served = 0;
        failed = 0;
        area = 0;
    }

    /**
     * Lets {@code seconds} pass.
     *
     * @param arrival units per second that arrive
     * @param capacity units per second that are served while there are any
     * @param limit most units that may wait
     */
    void flow(double seconds, double arrival, double capacity, double limit) {
        double growth = arrival - capacity;
        if (growth > 0) {
            served += capacity * seconds;
            grow(seconds, growth, Math.max(limit, waiting));
        } else {
            served += Math.min(capacity * seconds, waiting + arrival * seconds);
            drain(seconds, -growth);
        }
    }

    private void grow(double seconds, double growth, double limit) {
        double growing = Math.min(seconds, (limit - waiting) / growth);
        double end = growing < seconds ? limit : waiting + growth * seconds;
        area += (waiting + end) / 2 * growing + limit * (seconds - growing);
        failed += growth * (seconds - growing);
        waiting = end;
    }

    private void drain(double seconds, double rate) {
        double end = Math.max(0, waiting - rate * seconds);
        double draining = end > 0 || waiting == 0 ? seconds : waiting / rate;
        area += (waiting + end) / 2 * draining;
        waiting = end;
    }
}
