package dev.sluice.simulator.llm;

import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.FleetView;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sluice itself on a fleet: the service loop that runs in the topology, fed with the reports that replicas would send.
 *
 * <p>One reporter speaks for the whole fleet, as a gateway that reads the metrics of all replicas would. As many report as
 * were ready at first, so that the loop takes them for the fleet before its first command. An executor acknowledges
 * commands, and tells how many replicas are ready whenever that changes.
 */
public final class SluiceController implements FleetController {
    private static final long START = Duration.ofDays(1).toMillis();
    private static final double MILLIS = 1000;
    static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    /** The pool of a fleet that has only one. */
    private static final String ONLY = "";

    private final Duration interval;
    private final LiveLoop loop;
    private int reporters;
    private long told = START;

    /** A loop under {@code policy} that decides every {@code interval}. */
    public SluiceController(ScalingPolicy policy, Duration interval) {
        this.interval = interval;
        this.loop = new LiveLoop(policy, interval, Catalog.EMPTY);
    }

    /**
     * Sluice with its defaults and the limits of a scenario, or with what a policy states beside them, on replicas of one
     * kind: {@link PlacedScenario} plays pools and roles.
     */
    public static SluiceController of(ServingScenario scenario, Optional<ScalingPolicy> stated) {
        ScalingPolicy policy = stated.orElseGet(() -> ScalingPolicy.of("sluice", MOST));
        return new SluiceController(
                within(scenario, policy.withPlacement(Placement.ANYWHERE)),
                policy.demand().window().orElse(INTERVAL));
    }

    /** The policy with the limits of a scenario. */
    static ScalingPolicy within(ServingScenario scenario, ScalingPolicy policy) {
        return policy.withTokens(promised(scenario.limits(), policy.objective().tokens()));
    }

    /** Starts from what was measured of a replica. */
    public SluiceController startingFrom(Optional<ReplicaProfile> profile) {
        profile.ifPresent(loop::startFrom);
        return this;
    }

    private static Objective.Tokens promised(TokenLimits limits, Objective.Tokens stated) {
        double first = stated.firstToken().map(FirstToken::quantile).orElse(FirstToken.QUANTILE);
        double inter = stated.interToken().map(InterToken::quantile).orElse(InterToken.QUANTILE);
        return new Objective.Tokens(
                Optional.of(new FirstToken(first, seconds(limits.firstToken()), limits.slack())),
                Optional.of(new InterToken(inter, seconds(limits.interToken()))));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * MILLIS)));
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        long from = told;
        long now = START + Math.round(fleet.now() * MILLIS);
        told = now;
        if (now <= from) {
            return OptionalInt.empty();
        }
        if (reporters == 0) {
            reporters = Math.max(1, fleet.ready());
        }
        List<RateReport> reports = new ArrayList<>();
        for (int other = 1; other < reporters; other++) {
            reports.add(silent(other, from, now));
        }
        reports.add(ofAll(fleet, from, now));
        Integer replicas =
                loop.take(reports, Map.of(ONLY, fleet.ready()), from, now).get(ONLY);
        return replicas == null ? OptionalInt.empty() : OptionalInt.of(replicas);
    }

    /** The newest decision, which says why; empty before the first. */
    public Optional<Decision> lastDecision() {
        return loop.lastDecision();
    }

    private static RateReport silent(int reporter, long from, long to) {
        double none = Double.NaN;
        return new RateReport("", reporter, from, to, 0, 0, 0, none, none, none, LatencyHistogram.empty());
    }

    private static RateReport ofAll(FleetView fleet, long from, long to) {
        Interval happened = fleet.interval();
        TokenReport tokens = new TokenReport(
                happened.arrivedPromptTokens(),
                happened.arrivedCachedTokens(),
                happened.outputTokens(),
                fleet.running(),
                fleet.kvUsage(),
                happened.firstToken().histogram(),
                happened.interToken().histogram());
        return new RateReport(
                        from,
                        to,
                        happened.arrived(),
                        0,
                        happened.finished(),
                        Double.NaN,
                        fleet.queued(),
                        Double.NaN,
                        LatencyHistogram.empty())
                .with(tokens);
    }
}
