package dev.sluice.simulator.cluster.score;

import dev.sluice.allocation.CheapestMix;
import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.simulator.cluster.ClusterScenario;
import dev.sluice.simulator.cluster.ClusterService;
import java.util.Arrays;
import java.util.List;

/**
 * What the scored part of a service's trace costs one who knows it, and has the pools to himself.
 *
 * @param staticPeakCost the cheapest mix for the highest step, all the time
 * @param floorCost the cheapest mix for each step, without a lead time: nothing that serves all demand costs less
 */
public record Hindsight(double staticPeakCost, double floorCost) {

    /** Work: a {@link CheapestMix} for each step. */
    public static Hindsight of(ClusterService service, ClusterScenario cluster) {
        List<PoolChoice> choices = service.pools().stream()
                .map(terms -> PoolChoice.of(cluster.pool(terms.pool()), service.rate(terms)))
                .toList();
        double step = service.trace().step();
        double[] scored = Arrays.stream(service.trace().values())
                .skip(service.onFirstPool().firstScored())
                .toArray();
        double floor = 0;
        double price = 0;
        double peak = 0;
        for (int i = 0; i < scored.length; i++) {
            price = i > 0 && scored[i] == scored[i - 1] ? price : pricePerHour(scored[i] / step, choices);
            floor += price * step / 3600;
            peak = Math.max(peak, price);
        }
        return new Hindsight(peak * scored.length * step / 3600, floor);
    }

    /** Price of what carries {@code rate}, at least one replica. */
    private static double pricePerHour(double rate, List<PoolChoice> choices) {
        double smallest = choices.stream().mapToDouble(PoolChoice::rate).min().orElse(rate);
        return CheapestMix.find(MixRequest.of(Math.max(rate, smallest), choices))
                .pricePerHour();
    }
}
