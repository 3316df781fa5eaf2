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
     * @param service name of the service
     * @param pool pool to scale; empty where the service has one
     * @param replicas replicas to run there
     * @param previous replicas of the command before
     * @param generation rises with every command of the service
     * @param reason why
     * @param decisionId the decision that it comes from
     * @param evidence the decision in one sentence
     * @param issuedAt when it was issued
     * @param validUntil from when on it must not be carried out
     * @param allocation the whole of the service after this command, pool by pool; empty where it has one
     * @param size what each replica is to be given; empty: as it is
     */
    record Command(
            String service,
            String pool,
            int replicas,
            int previous,
            long generation,
            Reason reason,
            String decisionId,
            String evidence,
            Instant issuedAt,
            Instant validUntil,
            List<PoolPart> allocation,
            Optional<Resources> size)
            implements Output {}
}
