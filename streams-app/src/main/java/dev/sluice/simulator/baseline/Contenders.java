package dev.sluice.simulator.baseline;

import dev.sluice.policy.ScalingPolicy.Bounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The baselines by the names that the command line knows. */
public final class Contenders {
    /** Utilization that reactive target tracking runs at. */
    private static final double REACTIVE_TARGET = .7;

    private final Map<String, Contender> byName = new LinkedHashMap<>();

    private Contenders() {}

    /** All baselines, within {@code bounds}; bounds that hindsight sets know none. */
    public static Contenders within(Bounds bounds) {
        Contenders all = new Contenders();
        all.add(Contender.of("reactive", s -> new Reactive(s, REACTIVE_TARGET)));
        all.add(Contender.of("hpa", s -> new Hpa(s, Hpa.TARGET, bounds)));
        all.add(Contender.of("kpa", s -> new Kpa(s, bounds)));
        all.add(Contender.of("keda", s -> new Keda(s, bounds)));
        all.add(Contender.of("phpa", s -> new PredictiveHpa(s, Hpa.TARGET, bounds)));
        all.add(Contender.of("hpa-tuned", HpaTuned::new));
        all.add(Contender.of("static", StaticSize::new));
        all.add(new Contender("oracle", Oracle::new, true));
        return all;
    }

    /** Adds one that is not a baseline. */
    public void add(Contender contender) {
        byName.put(contender.name(), contender);
    }

    /** Names in their usual order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * The contender of that name.
     *
     * @throws IllegalArgumentException naming those there are
     */
    public Contender get(String name) {
        Contender found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no autoscaler is called " + name + "; there are " + names());
        }
        return found;
    }
}
