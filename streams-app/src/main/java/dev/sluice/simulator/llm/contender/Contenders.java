package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.RequestMix;
import dev.sluice.simulator.llm.ServingRun;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScenario.Bounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The autoscalers by the names that the command line knows, on one scenario. All begin with the same fleet, and order no
 * more than twice the cheapest fleet that never changes, nor more than is allowed.
 */
public final class Contenders {
    private static final double FIRST = 600;

    private final ServingScenario scenario;
    private final Bounds allowed;
    private final Map<String, Function<Start, ServingRun>> byName = new LinkedHashMap<>();
    private @Nullable Start start;

    /**
     * What all begin with, and what those that need a profile know.
     *
     * @param rated the load that one replica is rated for
     * @param cheapestConstant replicas of the cheapest fleet that never changes and meets 99 % of what is attainable
     * @param initial replicas that each begins with
     * @param bounds fewest and most replicas that each may order
     */
    public record Start(RatedLoad rated, int cheapestConstant, int initial, Bounds bounds) {
        static Start of(ServingScenario scenario, Bounds allowed) {
            RatedLoad rated = RatedLoad.of(scenario);
            int cheapest = ConstantFleet.cheapest(scenario);
            Bounds bounds = allowed.within(2 * cheapest);
            double work = RequestMix.workAtFirst(scenario, FIRST);
            return new Start(rated, cheapest, bounds.clamp((int) Math.ceil(work / rated.work())), bounds);
        }
    }

    private Contenders(ServingScenario scenario, Bounds allowed) {
        this.scenario = scenario;
        this.allowed = allowed;
        addSized("hpa-waiting", at -> new HpaOnWaiting(at.bounds()));
        addSized("kpa", at -> new KpaOnConcurrency(at.rated(), at.initial()));
        addSized("dynamo", at -> new Dynamo(scenario, at.rated(), 5, 180));
        addSized("dynamo-300", at -> new Dynamo(scenario, at.rated(), 10, 300));
        addSized("wva", at -> new Wva());
        addSized(
                "sageserve",
                at -> new SageServe(
                        scenario.spec().kvTokens(), scenario.startup().mean()));
        addSized("tokenscale", at -> new TokenScale(at.rated()));
        byName.put("static-p99", at -> scenario.playConstant(ConstantFleet.forBusyMinutes(scenario, at.rated())));
        byName.put("oracle-const", at -> scenario.playConstant(at.cheapestConstant()));
    }

    /** @param allowed fewest and most replicas that may be ordered; at least one is */
    public static Contenders on(ServingScenario scenario, Bounds allowed) {
        return new Contenders(scenario, allowed);
    }

    private void addSized(String name, Function<Start, FleetController> controller) {
        byName.put(name, at -> scenario.play(controller.apply(at), at.initial(), at.bounds()));
    }

    /** Adds one that sizes the fleet within the same bounds. */
    public void add(String name, Supplier<FleetController> controller) {
        addSized(name, at -> controller.get());
    }

    /** Adds one that plays by itself, from as many replicas as all begin with. */
    public void addPlayed(String name, IntFunction<ServingRun> playedFrom) {
        byName.put(name, at -> playedFrom.apply(at.initial()));
    }

    /** Names in their usual order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * Refuses a name that nobody has.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public void check(String name) {
        if (!byName.containsKey(name)) {
            throw new IllegalArgumentException(
                    "no autoscaler of LLM serving is called " + name + "; there are " + String.join(", ", names()));
        }
    }

    /**
     * Plays one.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public ServingRun play(String name) {
        check(name);
        return Objects.requireNonNull(byName.get(name)).apply(start());
    }

    /** What all begin with. The first call rates a replica and finds the constant fleet, by some ten runs of the scenario. */
    public Start start() {
        if (start == null) {
            start = Start.of(scenario, allowed);
        }
        return start;
    }
}
