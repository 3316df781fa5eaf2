package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.PoolPart;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import dev.sluice.demand.Signal;
import dev.sluice.forecast.ExpertWeight;
import dev.sluice.forecast.Forecast;
import dev.sluice.policy.Resources;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** An output of a step of the loop. */
public sealed interface Output {
    /** A decision, whatever its outcome. */
    record Decided(Decision decision) implements Output {}

    /** A forecast made when a window closed, with the experts of the largest weight. */
    record Forecasted(Signal signal, Duration window, Forecast forecast, List<ExpertWeight> experts)
            implements Output {}

    /** A claim on a shared resource. */
    record Claimed(SharedClaim claim, Instant at) implements Output {}

    /**
     * Replica-time and cost of one account and hour: final if {@code closed}, otherwise so far.
     *
     * @param spentThisMonth by the service in all pools in the month of the hour; empty if that month is over
     */
    record Costed(Account account, HourCost hour, boolean closed, OptionalDouble spentThisMonth) implements Output {}

    /**
     * A command to run this many replicas.
     *
     * @param decision the decision behind it
     * @param commanded the replicas and their pool
     * @param validUntil from when on it must not be carried out
     * @param size resources of each replica; empty: unchanged
     * @param drain how long a replica may finish its work before it is ended; empty: the platform's own way
     */
    record Command(
            Decision decision,
            Decision.Commanded commanded,
            Instant validUntil,
            Optional<Resources> size,
            Optional<Duration> drain)
            implements Output {
        /** Returns the name of the service. */
        public String service() {
            return decision.service();
        }

        /** Returns the pool to scale; empty if the service has only one. */
        public String pool() {
            return commanded.pool();
        }

        /** Returns the replicas to run there. */
        public int replicas() {
            return commanded.replicas();
        }

        /** Returns the replicas of the previous command. */
        public int previous() {
            return commanded.previous();
        }

        /** Returns the generation, which rises with every command of the service. */
        public long generation() {
            return commanded.generation();
        }

        /** Returns the reason. */
        public Reason reason() {
            return decision.reason();
        }

        /** Returns the name of the decision. */
        public String decisionId() {
            return decision.id();
        }

        /** Returns the decision in one sentence. */
        public String evidence() {
            return decision.detail();
        }

        /** Returns when the command was issued. */
        public Instant issuedAt() {
            return decision.at();
        }

        /** Returns the allocation of the service after this command, by pool; empty if it has only one. */
        public List<PoolPart> allocation() {
            return decision.allotment().parts();
        }
    }
}
