package dev.sluice.sizing;

import java.time.Duration;
import java.time.Instant;

/** The promise that sizes a service. */
public sealed interface Objective {
    /** What a service without a stated objective gets. */
    Objective DEFAULT = new Unserved(.01);

    /** Keep the share of demand that finds no capacity at or below {@code share}. */
    record Unserved(double share) implements Objective {
        public Unserved {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("unserved must be above 0 and below 1, not " + share);
            }
        }
    }

    /** Keep the {@code quantile} of latency below {@code below}. */
    record Latency(double quantile, Duration below) implements Objective {
        public Latency {
            if (!(quantile > 0 && quantile < 1)) {
                throw new IllegalArgumentException("latency.quantile must be above 0 and below 1, not " + quantile);
            }
            if (below.isNegative() || below.isZero()) {
                throw new IllegalArgumentException("latency.below must be above 0, not " + below);
            }
        }
    }

    /** Finish what waits, and what arrives meanwhile, within {@code within}. */
    record Drain(Duration within) implements Objective {
        public Drain {
            if (within.isNegative() || within.isZero()) {
                throw new IllegalArgumentException("drain must be above 0, not " + within);
            }
        }
    }

    /** Finish what waits by {@code by}: work with an end. */
    record Deadline(Instant by) implements Objective {}
}
