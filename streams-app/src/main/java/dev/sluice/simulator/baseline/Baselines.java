package dev.sluice.simulator.baseline;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.baseline.hpa.Hpa;
import dev.sluice.simulator.baseline.hpa.PredictiveHpa;
import dev.sluice.simulator.baseline.keda.Keda;
import dev.sluice.simulator.baseline.knative.Kpa;
import dev.sluice.simulator.baseline.tracking.HpaTuned;
import dev.sluice.simulator.baseline.tracking.Reactive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The baselines by the names that the command line knows. */
public final class Baselines {
    /** Utilization that reactive target tracking runs at. */
    private static final double REACTIVE_TARGET = .7;

    private final Map<String, Baseline> byName = new LinkedHashMap<>();

    private Baselines() {}

    /** All baselines, within {@code bounds}; bounds that hindsight sets know none. */
    public static Baselines within(Bounds bounds) {
        Baselines all = new Baselines();
        all.add(Baseline.of("reactive", s -> new Reactive(s, REACTIVE_TARGET)));
        all.add(Baseline.of("hpa", s -> new Hpa(s, Hpa.TARGET, bounds)));
        all.add(Baseline.of("kpa", s -> new Kpa(s, bounds)));
        all.add(Baseline.of("keda", s -> new Keda(s, bounds)));
        all.add(Baseline.of("phpa", s -> new PredictiveHpa(s, Hpa.TARGET, bounds)));
        all.add(Baseline.of("hpa-tuned", HpaTuned::new));
        all.add(Baseline.of("static", StaticSize::new));
        all.add(new Baseline("oracle", Oracle::new, true));
        return all;
    }

    /** Adds one that is not a baseline. */
    public void add(Baseline contender) {
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
    public Baseline get(String name) {
        Baseline found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no autoscaler is called " + name + "; there are " + names());
        }
        return found;
    }
}
