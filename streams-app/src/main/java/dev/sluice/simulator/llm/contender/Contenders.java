package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.RequestMix;
import dev.sluice.simulator.llm.ServingRun;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScenario.Bounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The autoscalers by the names that the command line knows, on one scenario. All begin with the same fleet, and within the
 * same bounds: up to twice the cheapest fleet that never changes.
 */
public final class Contenders {
    private static final double FIRST = 600;

    private final ServingScenario scenario;
    private final RatedLoad rated;
    private final int cheapest;
    private final int initial;
    private final Bounds bounds;
    private final Map<String, Supplier<ServingRun>> byName = new LinkedHashMap<>();

    private Contenders(ServingScenario scenario) {
        this.scenario = scenario;
        this.rated = RatedLoad.of(scenario);
        this.cheapest = ConstantFleet.cheapest(scenario);
        this.bounds = new Bounds(1, 2 * cheapest);
        this.initial = (int) Math.max(1, Math.ceil(RequestMix.workAtFirst(scenario, FIRST) / rated.work()));
        add("hpa-waiting", () -> new HpaOnWaiting(bounds));
        add("kpa", () -> new KpaOnConcurrency(rated, initial));
        add("dynamo", () -> new Dynamo(scenario, rated, 5, 180));
        add("dynamo-300", () -> new Dynamo(scenario, rated, 10, 300));
        add("wva", Wva::new);
        add(
                "sageserve",
                () -> new SageServe(
                        scenario.spec().kvTokens(), scenario.startup().mean()));
        add("tokenscale", () -> new TokenScale(rated));
        byName.put("static-p99", () -> scenario.playConstant(ConstantFleet.forBusyMinutes(scenario, rated)));
        byName.put("oracle-const", () -> scenario.playConstant(cheapest));
    }

    /** Rates a replica and finds the cheapest constant fleet, which takes some twenty runs of the scenario. */
    public static Contenders on(ServingScenario scenario) {
        return new Contenders(scenario);
    }

    /** Adds one that sizes the fleet within the same bounds. */
    public void add(String name, Supplier<FleetController> controller) {
        byName.put(name, () -> scenario.play(controller.get(), initial, bounds));
    }

    /** Names in their usual order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * Plays one.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public ServingRun play(String name) {
        Supplier<ServingRun> found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no autoscaler of LLM serving is called " + name + "; there are " + names());
        }
        return found.get();
    }

    /** The load that one replica is rated for. */
    public RatedLoad rated() {
        return rated;
    }

    /** Replicas of the cheapest fleet that never changes and meets 99 % of what is attainable. */
    public int cheapestConstant() {
        return cheapest;
    }

    /** Replicas that each begins with. */
    public int initial() {
        return initial;
    }
}
