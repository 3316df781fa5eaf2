package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.TokenLimits;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.plant.FleetView;
import dev.sluice.simulator.llm.replica.ReplicaTiming;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * NVIDIA Dynamo's planner for aggregated serving with limits. A throughput tick sets the floor: predicted work over the rated
 * load. A load tick adds a replica where every engine's estimate is over a limit, and takes one where all would stay under
 * 80 % with one less. It does nothing while ready replicas are not what it ordered.
 *
 * <p>Source: ai-dynamo/dynamo, planner. Simplified: the predictor is the constant one (default: ARIMA), estimates come from
 * the profile and queued tokens instead of a regression, the limit of the first token is that of the mean prompt, and
 * replicas drain.
 */
final class Dynamo implements FleetController {
    private static final double COMFORT = .8;
    private static final double ROUNDING = 1e-6;

    private final ServingScenario scenario;
    private final RatedLoad rated;
    private final double loadTick;
    private final double throughputTick;
    private final DemandSums sums = new DemandSums();
    private Map<Integer, FleetView.Replica> before = Map.of();
    private double nextThroughput;
    private double meanPrompt = Double.NaN;
    private int floor = 1;

    /** @param loadTick seconds between looks at the engines, {@code throughputTick} between those at demand */
    Dynamo(ServingScenario scenario, RatedLoad rated, double loadTick, double throughputTick) {
        this.scenario = scenario;
        this.rated = rated;
        this.loadTick = loadTick;
        this.throughputTick = throughputTick;
        this.nextThroughput = throughputTick;
    }

    @Override
    public Duration interval() {
        return Duration.ofNanos(Math.round(1e9 * loadTick));
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        sums.add(fleet);
        if (fleet.now() + ROUNDING >= nextThroughput) {
            floor = (int) Math.max(1, Math.ceil(sums.work(rated) / throughputTick / rated.work()));
            meanPrompt = sums.meanPrompt();
            nextThroughput += throughputTick;
            sums.clear();
        }
        Map<Integer, FleetView.Replica> earlier = before;
        before = byId(fleet.replicas());
        if (fleet.ready() != fleet.wanted()) {
            return OptionalInt.empty();
        }
        return fleet.wanted() < floor ? OptionalInt.of(floor) : onLoad(fleet, earlier);
    }

    private OptionalInt onLoad(FleetView fleet, Map<Integer, FleetView.Replica> earlier) {
        double prompt = Double.isNaN(meanPrompt) ? DemandSums.meanPrompt(fleet.interval()) : meanPrompt;
        int n = fleet.ready();
        double held = fleet.gateway() * prompt / Math.max(1, n);
        double idle = scenario.unloaded().firstToken((int) Math.round(prompt), 0);
        TokenLimits limits = scenario.limits();
        Estimates estimates = new Estimates(
                fleet.replicas(),
                replica -> firstToken(replica, replica.pendingPromptTokens() + held + prompt) / limits.firstToken(idle),
                replica -> interToken(replica, earlier) / limits.interToken());
        if (n > 0 && estimates.allOverALimit()) {
            return OptionalInt.of(fleet.wanted() + 1);
        }
        boolean comfortable = n > 1 && fleet.wanted() > floor && estimates.allUnder(COMFORT * (n - 1) / n);
        return comfortable ? OptionalInt.of(fleet.wanted() - 1) : OptionalInt.empty();
    }

    private double firstToken(FleetView.Replica replica, double tokens) {
        EngineSettings settings = scenario.settings();
        return tokens * rated.perPromptToken()
                + Math.ceil(tokens / settings.chunkTokens()) * timing().decode(replica.running());
    }

    /** As seen since the last look, or else by the profile. */
    private double interToken(FleetView.Replica replica, Map<Integer, FleetView.Replica> earlier) {
        FleetView.Replica then = earlier.getOrDefault(replica.id(), replica);
        return replica.decodeSteps() > then.decodeSteps()
                ? (replica.decodeSeconds() - then.decodeSeconds()) / (replica.decodeSteps() - then.decodeSteps())
                : timing().decode(replica.running());
    }

    private ReplicaTiming timing() {
        return scenario.spec().timing();
    }

    private static Map<Integer, FleetView.Replica> byId(List<FleetView.Replica> replicas) {
        Map<Integer, FleetView.Replica> byId = new HashMap<>();
        replicas.forEach(replica -> byId.put(replica.id(), replica));
        return byId;
    }

    /** Times of engines as shares of their limits. */
    private record Estimates(
            List<FleetView.Replica> replicas,
            ToDoubleFunction<FleetView.Replica> firstToken,
            ToDoubleFunction<FleetView.Replica> interToken) {
        boolean allOverALimit() {
            return replicas.stream().allMatch(replica -> firstToken.applyAsDouble(replica) > 1)
                    || replicas.stream().allMatch(replica -> interToken.applyAsDouble(replica) > 1);
        }

        boolean allUnder(double share) {
            return replicas.stream()
                    .allMatch(replica ->
                            firstToken.applyAsDouble(replica) < share && interToken.applyAsDouble(replica) < share);
        }
    }
}
