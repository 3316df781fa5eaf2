package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import dev.sluice.forecast.ExpertWeight;
import dev.sluice.forecast.Forecast;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a step of a loop sends. */
public sealed interface Output {
    /** A decision, whatever came of it. */
    record Decided(Decision decision) implements Output {}

    /** A forecast made when a window closed, with the experts that weigh most. */
    record Forecasted(Signal signal, Duration window, Forecast forecast, List<ExpertWeight> experts)
            implements Output {}

    /** A claim of something that services share. */
    record Claimed(SharedClaim claim, Instant at) implements Output {}

    /** Replica-time and money of one account and hour, so far or, where {@code closed}, for good. */
    record Costed(Account account, HourCost hour, boolean closed) implements Output {}

    /**
     * Run this many replicas.
     *
     * @param decision the decision that it comes from
     * @param commanded what it asks for
     * @param validUntil from when on it must not be carried out
     * @param size what each replica is to be given; empty: as it is
     */
    record Command(Decision decision, Decision.Commanded commanded, Instant validUntil, Optional<Resources> size)
            implements Output {
        /** Name of the service. */
        public String service() {
            return decision.service();
        }

        /** Pool to scale; empty where the service has one. */
        public String pool() {
            return commanded.pool();
        }

        /** Replicas to run there. */
        public int replicas() {
            return commanded.replicas();
        }

        /** Replicas of the command before. */
        public int previous() {
            return commanded.previous();
        }

        /** Rises with every command of the service. */
        public long generation() {
            return commanded.generation();
        }

        /** Why. */
        public Reason reason() {
            return decision.reason();
        }

        /** Names the decision. */
        public String decisionId() {
            return decision.id();
        }

        /** The decision in one sentence. */
        public String evidence() {
            return decision.detail();
        }

        /** When it was issued. */
        public Instant issuedAt() {
            return decision.at();
        }

        /** The whole of the service after this command, pool by pool; empty where it has one. */
        public List<PoolPart> allocation() {
            return decision.allotment().parts();
        }
    }
}
