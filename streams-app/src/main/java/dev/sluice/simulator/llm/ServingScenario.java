package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.plant.ServingPlant;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.OptionalInt;

/**
 * Requests, what they are served on, and how that is judged.
 *
 * @param name to show
 * @param startup how long replicas take to start
 * @param limits when a request was served in time
 * @param skip seconds at the start that are not scored, half of the trace at most
 */
public record ServingScenario(
        String name,
        RequestTrace requests,
        ReplicaSpec spec,
        EngineSettings settings,
        StartupTimes startup,
        TokenLimits limits,
        double skip) {
    public ServingScenario {
        if (!(skip >= 0)) {
            throw new IllegalArgumentException("what is not scored must be 0 s or longer, not " + skip);
        }
        skip = Math.min(skip, requests.end() / 2);
    }

    /**
     * Lets somebody size the fleet.
     *
     * @param initial replicas that are ready when the trace begins
     * @param bounds of what is ordered
     */
    public ServingRun play(FleetController controller, int initial, Bounds bounds) {
        ServingPlant plant = plant(startup);
        plant.addReady(initial);
        double interval = controller.interval().toNanos() / 1e9;
        if (!(interval > 0)) {
            throw new IllegalArgumentException("time between decisions must be above 0, not " + interval + " s");
        }
        for (double now = interval; now < requests.end(); now += interval) {
            plant.advance(now);
            OptionalInt wanted = controller.decide(plant.look());
            if (wanted.isPresent()) {
                plant.order(bounds.clamp(wanted.getAsInt()));
            }
        }
        return finished(plant);
    }

    /** A fleet that never changes. */
    public ServingRun playConstant(int replicas) {
        ServingPlant plant = plant(StartupTimes.fixed(0));
        plant.addReady(replicas);
        return finished(plant);
    }

    private ServingPlant plant(StartupTimes starts) {
        return new ServingPlant(requests, spec, settings, starts);
    }

    private ServingRun finished(ServingPlant plant) {
        plant.finish();
        return new ServingRun(this, plant.outcomes(), plant.history());
    }

    /** What requests take where nothing else goes on. */
    public UnloadedTimes unloaded() {
        return new UnloadedTimes(spec, settings);
    }

    /** The same for other requests. */
    public ServingScenario withRequests(RequestTrace other) {
        return new ServingScenario(name, other, spec, settings, startup, limits, skip);
    }

    /** The share of scored requests that meet both limits if each finds an idle replica. */
    public double attainable() {
        int scored = 0;
        int met = 0;
        for (int i = 0; i < requests.length(); i++) {
            if (requests.arrival(i) >= skip) {
                scored++;
                met += isAttainable(i) ? 1 : 0;
            }
        }
        return scored == 0 ? 1 : (double) met / scored;
    }

    private boolean isAttainable(int i) {
        double idle = unloaded().firstToken(requests.prompt(i), requests.hit(i));
        boolean steady = requests.output(i) == 1
                || unloaded().interToken(requests.prompt(i), requests.output(i)) <= limits.interToken();
        return idle <= limits.firstToken(idle) && steady;
    }

    /** Fewest and most replicas that are ordered. */
    public record Bounds(int min, int max) {
        public Bounds {
            if (min < 0 || max < 1 || min > max) {
                throw new IllegalArgumentException("bounds must be from 0 upwards, not " + min + " and " + max);
            }
        }

        /** One replica or more, and {@code most} at most, unless the fewest are more. */
        public Bounds within(int most) {
            int fewest = Math.max(1, min);
            return new Bounds(fewest, Math.max(fewest, Math.min(max, most)));
        }

        public int clamp(int replicas) {
            return Math.max(min, Math.min(max, replicas));
        }
    }
}
