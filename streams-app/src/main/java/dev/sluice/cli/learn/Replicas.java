package dev.sluice.cli.learn;

import dev.sluice.cli.io.CommandFailedException;
import dev.sluice.cli.io.Connection;
import dev.sluice.cli.io.ServiceLog;
import dev.sluice.events.ScalingDecision;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.history.TaughtDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What counts of demand do not tell: capacity, lead time, length of a window. What is stated comes first, then what the
 * running loop has learned and told in its newest decision, then defaults.
 *
 * @param terms the result
 * @param unknown where it comes from, if nobody stated it
 */
record Replicas(TaughtDemand.Terms terms, List<String> unknown) {
    private static final long WITHIN = 200_000;
    private static final Duration USUAL_LEAD = Duration.ofSeconds(60);

    Replicas {
        unknown = List.copyOf(unknown);
    }

    /**
     * What a person stated.
     *
     * @param perReplica what one replica serves, units per second
     */
    record Stated(OptionalDouble perReplica, Optional<Duration> lead) {}

    static Replicas of(Connection connection, ScalingPolicy policy, Stated stated, Duration usualWindow) {
        Optional<ScalingDecision> newest = newest(connection, policy.service());
        List<String> unknown = new ArrayList<>();
        double perReplica = perReplica(policy, stated, newest, unknown);
        Duration lead = lead(policy, stated, newest, unknown);
        Duration window = policy.demand().window().orElse(usualWindow);
        return new Replicas(
                new TaughtDemand.Terms(newest.map(Replicas::window).orElse(window), perReplica, lead), unknown);
    }

    private static Optional<ScalingDecision> newest(Connection connection, String service) {
        try (ServiceLog<ScalingDecision> log =
                new ServiceLog<>(connection, Topic.SCALING_DECISIONS, ScalingDecision.class, service)) {
            return log.last(1, WITHIN, d -> d.getWindowTo() != null && d.getPerReplica() != null).stream()
                    .findFirst();
        }
    }

    /** Windows are longer than set where reports are. */
    private static Duration window(ScalingDecision decision) {
        return Duration.between(decision.getWindowFrom(), decision.getWindowTo());
    }

    private static double perReplica(
            ScalingPolicy policy, Stated stated, Optional<ScalingDecision> newest, List<String> unknown) {
        OptionalDouble known = stated.perReplica().isPresent()
                ? stated.perReplica()
                : policy.demand().perReplica();
        if (known.isPresent()) {
            return known.getAsDouble();
        }
        Double learned = newest.map(ScalingDecision::getPerReplica).orElse(null);
        if (learned == null) {
            throw new CommandFailedException("what one replica of " + policy.service()
                    + " serves is not known, and counts of demand cannot tell it: say --per-replica N, state"
                    + " demand.perReplica in its policy, or let it report for a while first");
        }
        unknown.add("what one replica serves: taken from the newest decision of the running loop");
        return learned;
    }

    private static Duration lead(
            ScalingPolicy policy, Stated stated, Optional<ScalingDecision> newest, List<String> unknown) {
        Optional<Duration> known = stated.lead().or(policy::leadTime);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Duration> told = newest.map(ScalingDecision::getLeadTimeMs).map(Duration::ofMillis);
        unknown.add("the lead time: "
                + (told.isPresent()
                        ? "taken from the newest decision of the running loop"
                        : USUAL_LEAD.toSeconds() + " s are assumed; --lead states another"));
        return told.orElse(USUAL_LEAD);
    }
}
