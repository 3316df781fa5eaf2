package dev.sluice.allocation.batch;

import dev.sluice.allocation.PoolChoice;
import dev.sluice.text.Checks;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Work to be finished by a time.
 *
 * @param service name of the service that works it off
 * @param work units that are left
 * @param deadline when it must be finished
 * @param choices the pools that it can run on, with units per second for one replica
 * @param terms what an interruption costs and how careful to be
 */
public record BatchJob(String service, double work, Instant deadline, List<PoolChoice> choices, Terms terms) {
    public BatchJob {
        choices = List.copyOf(choices);
        Checks.name("service", service);
        Checks.amount("work", work);
    }

    /** The job with {@code left} units left and {@code now} running. */
    public BatchJob with(double left, List<PoolChoice> now) {
        return new BatchJob(service, left, deadline, now, terms);
    }

    /**
     * What an interruption costs and how careful to be.
     *
     * @param checkpoint time between two checkpoints: an interruption loses half of it on average
     * @param review time until the plan is looked at again
     * @param margin share of the time left to keep in hand, 0 to below 1
     */
    public record Terms(Duration checkpoint, Duration review, double margin) {
        public static final Terms DEFAULT = new Terms(Duration.ofMinutes(5), Duration.ofMinutes(5), .1);

        public Terms {
            if (checkpoint.isNegative() || review.isNegative()) {
                throw new IllegalArgumentException("checkpoint and review must not be below 0");
            }
            if (!(margin >= 0 && margin < 1)) {
                throw new IllegalArgumentException(
                        "margin must be from 0 to below 1, not " + NumberText.exactly(margin));
            }
        }
    }
}
