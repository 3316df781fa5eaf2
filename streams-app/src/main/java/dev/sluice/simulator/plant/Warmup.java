package dev.sluice.simulator.plant;

import dev.sluice.simulator.plant.ServiceModel.SlowStart;
import java.util.ArrayDeque;

/** Replicas that are ready and still warm up; the newest are the first to go. */
final class Warmup {
    private record Cohort(long until, int replicas) {}

    private final SlowStart slow;
    private final ArrayDeque<Cohort> cohorts = new ArrayDeque<>();
    private int warming;

    Warmup(SlowStart slow) {
        this.slow = slow;
    }

    /** When the oldest of them is warm; {@link Long#MAX_VALUE}: none warms up. */
    long nextWarm() {
        Cohort oldest = cohorts.peekFirst();
        return oldest == null ? Long.MAX_VALUE : oldest.until();
    }

    /** Replicas' worth of capacity that is missing now. */
    double missing() {
        return warming * (1 - slow.share());
    }

    void warmBy(long now) {
        while (nextWarm() <= now) {
            warming -= cohorts.removeFirst().replicas();
        }
    }

    /** The count of ready replicas changed. */
    void changed(long now, int before, int after) {
        if (slow.millis() == 0) {
            return;
        }
        if (after > before) {
            cohorts.addLast(new Cohort(now + slow.millis(), after - before));
            warming += after - before;
        } else {
            removeNewest(before - after);
        }
    }

    private void removeNewest(int replicas) {
        int left = replicas;
        while (left > 0 && !cohorts.isEmpty()) {
            Cohort newest = cohorts.removeLast();
            int removed = Math.min(left, newest.replicas());
            left -= removed;
            warming -= removed;
            if (removed < newest.replicas()) {
                cohorts.addLast(new Cohort(newest.until(), newest.replicas() - removed));
            }
        }
    }
}
