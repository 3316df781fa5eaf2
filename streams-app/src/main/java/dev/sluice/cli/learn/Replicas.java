package dev.sluice.cli.learn;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.events.ScalingDecision;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.history.TaughtDemand;
import dev.sluice.simulator.history.TaughtReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What demand does not tell: capacity, lead time, length of a window. What is stated comes first, then what the past shows of
 * replicas, then what the running loop has learned and told in its newest decision, then defaults.
 */
final class Replicas {
    private static final long WITHIN = 200_000;
    private static final Duration USUAL_LEAD = Duration.ofSeconds(60);

    private final ScalingPolicy policy;
    private final Stated stated;
    private final Optional<ScalingDecision> newest;
    private final Duration usualWindow;

    private Replicas(ScalingPolicy policy, Stated stated, Optional<ScalingDecision> newest, Duration usualWindow) {
        this.policy = policy;
        this.stated = stated;
        this.newest = newest;
        this.usualWindow = usualWindow;
    }

    /**
     * What a person stated.
     *
     * @param perReplica what one replica serves, units per second
     */
    record Stated(OptionalDouble perReplica, Optional<Duration> lead) {}

    /**
     * What a lesson goes by.
     *
     * @param unknown where it comes from, if nobody stated it
     */
    record Known(TaughtDemand.Terms terms, List<String> unknown) {
        Known {
            unknown = List.copyOf(unknown);
        }
    }

    static Replicas of(Connection connection, ScalingPolicy policy, Stated stated, Duration usualWindow) {
        return new Replicas(policy, stated, newest(connection, policy.service()), usualWindow);
    }

    Duration window() {
        return newest.map(Replicas::window)
                .orElseGet(() -> policy.demand().window().orElse(usualWindow));
    }

    /** What is known together with what the past shows of replicas. */
    Known with(TaughtReplica taught) {
        List<String> unknown = new ArrayList<>();
        double perReplica = perReplica(taught, unknown);
        return new Known(new TaughtDemand.Terms(window(), perReplica, lead(unknown)), unknown);
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

    private double perReplica(TaughtReplica taught, List<String> unknown) {
        OptionalDouble shown = taught.perReplica(policy.demand().signal());
        OptionalDouble known = stated.perReplica().isPresent() ? stated.perReplica() : shown;
        known = known.isPresent() ? known : policy.demand().perReplica();
        if (known.isPresent()) {
            return known.getAsDouble();
        }
        Double learned = newest.map(ScalingDecision::getPerReplica).orElse(null);
        if (learned == null) {
            throw new CommandFailedException("what one replica of " + policy.service()
                    + " serves is not known, and "
                    + (taught.windows() == 0
                            ? "counts of demand cannot tell it: read replicas and latencies too (--preset, or columns"
                                    + " of the CSV file)"
                            : "what was read of its replicas does not tell it")
                    + ", say --per-replica N, state demand.perReplica in its policy, or let it report for a while"
                    + " first");
        }
        unknown.add("what one replica serves: taken from the newest decision of the running loop");
        return learned;
    }

    private Duration lead(List<String> unknown) {
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
