package dev.sluice.control;

import dev.sluice.forecast.ExpertWeight;
import dev.sluice.forecast.Forecast;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a step of a loop sends. */
public sealed interface Output {
    /** A decision, whatever came of it. */
    record Decided(Decision decision) implements Output {}

    /** A forecast made when a window closed, with the experts that weigh most. */
    record Forecasted(Signal signal, Duration window, Forecast forecast, List<ExpertWeight> experts)
            implements Output {}

    /**
     * Run this many replicas.
     *
     * @param service name of the service
     * @param replicas replicas to run
     * @param previous replicas of the command before
     * @param generation rises with every command of the service
     * @param reason why
     * @param decisionId the decision that it comes from
     * @param evidence the decision in one sentence
     * @param issuedAt when it was issued
     * @param validUntil from when on it must not be carried out
     */
    record Command(
            String service,
            int replicas,
            int previous,
            long generation,
            Reason reason,
            String decisionId,
            String evidence,
            Instant issuedAt,
            Instant validUntil)
            implements Output {}
}
