package dev.sluice.control.planning.tokens;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.TokenLoad;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import dev.sluice.text.NumberText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What the replicas of a service that serves a large model did in a window, counted in replicas of its first pool.
 *
 * <p>A replica of speed 2 does in a second what one of the first pool does in two: it counts as two, and so do the seconds
 * that requests wait at it for their first token. By Little's law, no pool is busier than all of its replicas are.
 *
 * <p>Example: in 5 s, first tokens take 10 s in sum at two replicas of the first pool, and 20 s at two of speed 2. All
 * four are busy: they count as 6 replicas, and as 30 s of waiting.
 *
 * @param replicas replicas that are ready
 * @param firstToken times to the first token
 * @param kvCacheUsage share of the KV cache in use, mean over the replicas as they count
 * @param teaches false if more replicas reported than are ready: some drain, and what they do teaches nothing
 * @param shares how busy with prompts each pool was, in words; empty without pools
 */
record ServingReplicas(
        double replicas, TokenWindow.Times firstToken, OptionalDouble kvCacheUsage, boolean teaches, String shares) {
    private static final double MILLIS = 1000;

    /** What one pool did. */
    private record Part(String pool, int ready, double speed, double seconds, TokenLoad load) {
        /** Its replicas that were busy with prompts, on average. */
        double busy() {
            return Math.min(ready, load.firstToken().sum() / MILLIS / seconds);
        }

        double counted() {
            return ready * speed;
        }

        String share() {
            return pool + " " + NumberText.percent(ready == 0 ? 0 : busy() / ready);
        }
    }

    static ServingReplicas in(ClosedWindow closed, ServiceFleet fleet, ScalingPolicy policy) {
        DemandWindow window = closed.total();
        TokenLoad load = window.tokens().orElseThrow();
        List<PoolTerms> pools = policy.placement().pools();
        if (pools.isEmpty()) {
            int ready = fleet.ready().orElse(window.instances());
            return new ServingReplicas(ready, times(load.firstToken()), load.kvCacheUsage(), true, "");
        }
        List<Part> parts = parts(closed, fleet, policy.placement());
        int named = parts.stream().mapToInt(part -> part.load().replicas()).sum();
        return named < load.replicas() || named == 0
                ? together(window, load, fleet, policy.placement())
                : of(window, parts);
    }

    private static List<Part> parts(ClosedWindow closed, ServiceFleet fleet, Placement placement) {
        List<Part> parts = new ArrayList<>();
        for (PoolTerms terms : placement.pools()) {
            ClosedWindow part = closed.byPool().get(terms.pool());
            if (part != null && part.total().tokens().isPresent()) {
                DemandWindow window = part.total();
                parts.add(new Part(
                        terms.pool(),
                        fleet.in(terms.pool()).ready().orElse(window.instances()),
                        placement.speed(terms),
                        window.seconds(),
                        window.tokens().get()));
            }
        }
        return parts;
    }

    /** Where reports do not name their pools, requests are taken to be spread as the replicas count. */
    private static ServingReplicas together(
            DemandWindow window, TokenLoad load, ServiceFleet fleet, Placement placement) {
        int ready = 0;
        double counted = 0;
        for (PoolTerms terms : placement.pools()) {
            int there =
                    fleet.in(terms.pool()).ready().orElse(fleet.in(terms.pool()).ordered());
            ready += there;
            counted += there * placement.speed(terms);
        }
        double speed = ready == 0 ? 1 : counted / ready;
        int serving = ready == 0 ? window.instances() : ready;
        return of(window, List.of(new Part("", serving, speed, window.seconds(), load)));
    }

    private static ServingReplicas of(DemandWindow window, List<Part> parts) {
        double busy = 0;
        double counted = 0;
        double cache = 0;
        double telling = 0;
        boolean drains = false;
        for (Part part : parts) {
            counted += part.counted();
            busy += part.busy() * part.speed();
            drains |= !part.pool().isEmpty() && part.load().replicas() > part.ready();
            if (part.load().kvCacheUsage().isPresent()) {
                cache += part.load().kvCacheUsage().getAsDouble() * part.counted();
                telling += part.counted();
            }
        }
        return new ServingReplicas(
                counted,
                new TokenWindow.Times(window.requests(), busy * window.seconds()),
                telling > 0 ? OptionalDouble.of(cache / telling) : OptionalDouble.empty(),
                !drains,
                shares(parts));
    }

    private static String shares(List<Part> parts) {
        return parts.size() < 2 ? "" : parts.stream().map(Part::share).collect(Collectors.joining(", "));
    }

    static TokenWindow.Times times(LatencyHistogram histogram) {
        return new TokenWindow.Times(histogram.total(), histogram.sum() / MILLIS);
    }
}
