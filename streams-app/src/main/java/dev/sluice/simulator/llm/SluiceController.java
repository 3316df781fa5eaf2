package dev.sluice.simulator.llm;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Decision;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.forecast.LatencyHistogram;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.time.Duration;
import java.time.Instant;
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
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Duration interval;
    private final ServiceLoop loop;
    private Optional<Output.Command> newest = Optional.empty();
    private int ready;
    private int reporters;
    private Optional<Decision> last = Optional.empty();
    private long told = START;

    /** A loop under {@code policy} that decides every {@code interval}. */
    public SluiceController(ScalingPolicy policy, Duration interval) {
        this.interval = interval;
        LoopSettings settings = new LoopSettings(interval, Duration.ZERO, Duration.ofMinutes(5), TimeSource.EVENT);
        loop = new ServiceLoop(policy.service(), settings);
        loop.policy(Optional.of(policy));
    }

    /**
     * Sluice with its defaults and the limits of a scenario, or with what a policy states beside them. The plant has
     * replicas of one kind: pools and roles are not played.
     */
    public static SluiceController of(ServingScenario scenario, Optional<ScalingPolicy> stated) {
        ScalingPolicy policy = stated.orElseGet(() -> ScalingPolicy.of("sluice", MOST));
        Optional<Duration> window = policy.demand().window();
        return new SluiceController(
                policy.withPlacement(Placement.ANYWHERE)
                        .withTokens(
                                promised(scenario.limits(), policy.objective().tokens())),
                window.orElse(INTERVAL));
    }

    /** Starts from what was measured of a replica. */
    public SluiceController startingFrom(Optional<ReplicaProfile> profile) {
        profile.ifPresent(loop::profile);
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
        tellReady(fleet, from, now);
        OptionalInt decided = OptionalInt.empty();
        for (int other = 1; other < reporters; other++) {
            decided = latest(loop.report(silent(other, from, now), now), fleet, now, decided);
        }
        return latest(loop.report(ofAll(fleet, from, now), now), fleet, now, decided);
    }

    /** The newest decision, which says why; empty before the first. */
    public Optional<Decision> lastDecision() {
        return last;
    }

    private OptionalInt latest(Step step, FleetView fleet, long now, OptionalInt before) {
        OptionalInt decided = before;
        for (Output output : step.outputs()) {
            if (output instanceof Output.Command command) {
                decided = OptionalInt.of(command.replicas());
                newest = Optional.of(command);
                acknowledge(command, fleet.ready(), now);
            } else if (output instanceof Output.Decided made) {
                last = Optional.of(made.decision());
            }
        }
        return decided;
    }

    /** What was ordered at {@code from} and is ready by now became so between the two: the middle is the best guess. */
    private void tellReady(FleetView fleet, long from, long now) {
        if (fleet.ready() != ready) {
            newest.ifPresent(command -> {
                boolean justOrdered = command.issuedAt().toEpochMilli() == from;
                acknowledge(command, fleet.ready(), justOrdered ? from + (now - from) / 2 : now);
            });
        }
    }

    private void acknowledge(Output.Command command, int readyNow, long now) {
        ready = readyNow;
        boolean reached = command.replicas() <= readyNow;
        Acknowledgement.Status status = reached ? Acknowledgement.Status.READY : Acknowledgement.Status.APPLIED;
        loop.acknowledged(acknowledged(command, status, readyNow, now), now);
    }

    private static Acknowledgement acknowledged(
            Output.Command command, Acknowledgement.Status status, int ready, long now) {
        return new Acknowledgement(
                command.pool(),
                command.generation(),
                status,
                command.replicas(),
                OptionalInt.of(ready),
                command.issuedAt(),
                Instant.ofEpochMilli(now));
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
