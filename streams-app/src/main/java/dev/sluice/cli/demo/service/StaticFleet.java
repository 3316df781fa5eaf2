package dev.sluice.cli.demo.service;

import dev.sluice.allocation.CheapestMix;
import dev.sluice.allocation.Mix;
import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.simulator.Trace;
import dev.sluice.sizing.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The fleet that somebody without an autoscaler would run who knew the day: the cheapest mix of fixed size that keeps the
 * service's promise in it, as far as its policy allows.
 */
public record StaticFleet(Mix mix) {
    private static final int BISECTIONS = 40;

    public static StaticFleet of(DemoService service) {
        double needed = leastCapacity(service.demand(), service.policy().objective());
        double most = service.policy().replicas().max() * service.sites().get(0).perReplica();
        return new StaticFleet(CheapestMix.find(MixRequest.of(
                Math.min(needed, most),
                service.sites().stream()
                        .map(site -> PoolChoice.of(site.pool(), site.perReplica()))
                        .toList())));
    }

    /** So many replicas in one pool. */
    public static StaticFleet of(Site site, int replicas) {
        return new StaticFleet(CheapestMix.find(MixRequest.of(replicas, List.of(PoolChoice.of(site.pool(), 1)))));
    }

    /** Units per second. */
    private static double leastCapacity(Trace day, Objective promise) {
        double low = 0;
        double high = Arrays.stream(day.values()).max().orElse(0) / day.step();
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            boolean kept = promise.patience().isZero()
                    ? unserved(day, middle) <= promise.share()
                    : longestQueue(day, middle) <= middle * promise.patience().toSeconds();
            low = kept ? low : middle;
            high = kept ? middle : high;
        }
        return high;
    }

    private static double longestQueue(Trace day, double capacity) {
        double waiting = 0;
        double longest = 0;
        for (double arrived : day.values()) {
            waiting = Math.max(0, waiting + arrived - capacity * day.step());
            longest = Math.max(longest, waiting);
        }
        return longest;
    }

    private static double unserved(Trace day, double capacity) {
        double missed = Arrays.stream(day.values())
                .map(arrived -> Math.max(0, arrived - capacity * day.step()))
                .sum();
        return missed / Math.max(1, Arrays.stream(day.values()).sum());
    }

    /** What it costs to run for so many hours. */
    public double cost(double hours) {
        return hours * mix.pricePerHour();
    }

    @Override
    public String toString() {
        return mix.parts().stream()
                .filter(part -> part.replicas() > 0)
                .map(part -> part.pool() + " " + part.replicas())
                .collect(Collectors.joining("  "));
    }
}
