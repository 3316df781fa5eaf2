package dev.sluice.simulator.baseline.knative;

/**
 * Knative's pod autoscaler: a stable average decides, unless a short one is so far above that it panics.
 *
 * <p>Source: knative/serving, pkg/autoscaler/scaling/autoscaler.go. Kept on purpose: in panic the size never shrinks
 * until a full stable window after the last reading above the threshold.
 */
public final class KpaDecider {
    /** How often it decides, ms. */
    public static final long TICK = 2_000;

    /**
     * @param target concurrency (or requests per second) that one replica should have
     * @param total what one replica can take
     * @param burstCapacity concurrency to keep free; below zero: unlimited, zero: none
     */
    public record Target(double target, double total, double burstCapacity) {}

    /**
     * @param panicThreshold share of the ready replicas that the short average must ask for
     * @param maxUp largest factor upwards at once
     * @param maxDown largest factor downwards at once
     * @param stableMillis length of the stable window
     * @param delayMillis how long the highest proposal holds
     * @param activation fewest replicas while there is traffic
     */
    public record Rates(
            double panicThreshold, double maxUp, double maxDown, long stableMillis, long delayMillis, int activation) {
        /** Knative's defaults. */
        public static final Rates DEFAULT = new Rates(2, 1000, 2, 60_000, 0, 1);
    }

    /** What to run, the concurrency that is free beyond the burst capacity, and whether it panics. */
    public record Result(int desired, int excessBurst, boolean panic) {}

    private final Rates rates;
    private final TickMax delay;
    private Target target;
    private boolean reachable;
    private boolean panic;
    private long panicSince;
    private int panicMax;

    /** A restart with more than one ready replica begins in panic, so that it never shrinks. */
    public KpaDecider(Target target, Rates rates, int ready, long now) {
        this.target = target;
        this.rates = rates;
        this.delay = new TickMax((int) ((rates.delayMillis() + TICK - 1) / TICK), TICK);
        this.reachable = true;
        this.panicMax = ready;
        if (ready > 1) {
            startPanic(now, ready);
        }
    }

    void startPanic(long since, int most) {
        panic = true;
        panicSince = since;
        panicMax = most;
    }

    void retarget(Target next, boolean isReachable) {
        target = next;
        reachable = isReachable;
    }

    boolean panics() {
        return panic;
    }

    int panicMax() {
        return panicMax;
    }

    /** Decides from the two averages and the replicas that are ready. */
    public Result decide(long now, double stable, double burst, int readyReplicas) {
        int ready = Math.max(1, readyReplicas);
        int wantStable = (int) Math.ceil(stable / target.target());
        int wantPanic = (int) Math.ceil(burst / target.target());
        notePanic(now, (double) wantPanic / ready >= rates.panicThreshold());
        int desired = clamp(wantStable, wantStable, ready);
        if (panic) {
            panicMax = Math.max(panicMax, Math.max(desired, clamp(wantPanic, wantStable, ready)));
            desired = panicMax;
        }
        return new Result(delayed(now, desired), excessBurst(burst, readyReplicas), panic);
    }

    private void notePanic(long now, boolean over) {
        if (over) {
            panicSince = now;
            panic = true;
        } else if (panic && panicSince + rates.stableMillis() < now) {
            panic = false;
            panicMax = 0;
        }
    }

    private int clamp(int want, int wantStable, int ready) {
        int up = (int) Math.ceil(rates.maxUp() * ready);
        int down = reachable ? (int) Math.floor(ready / rates.maxDown()) : 0;
        int clamped = Math.min(Math.max(want, down), up);
        return rates.activation() > 1 && wantStable > 0 ? Math.max(rates.activation(), clamped) : clamped;
    }

    private int delayed(long now, int desired) {
        if (!reachable || rates.delayMillis() == 0) {
            return desired;
        }
        delay.record(now, desired);
        return delay.current();
    }

    private int excessBurst(double burst, int ready) {
        if (target.burstCapacity() < 0) {
            return -1;
        }
        return target.burstCapacity() == 0
                ? 0
                : (int) Math.floor(ready * target.total() - target.burstCapacity() - burst);
    }
}
