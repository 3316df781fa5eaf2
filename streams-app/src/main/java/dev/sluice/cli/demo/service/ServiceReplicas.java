package dev.sluice.cli.demo.service;

import java.util.List;
import java.util.stream.Collectors;

/** The replicas of one service at one moment, pool by pool in the order of its policy. */
public record ServiceReplicas(List<InPool> pools) {
    public ServiceReplicas {
        pools = List.copyOf(pools);
    }

    /**
     * Those in one pool.
     *
     * @param ready replicas that serve
     * @param ordered replicas that are paid for, whether they serve or start
     */
    public record InPool(Site site, int ready, int ordered) {
        private boolean isSome() {
            return ordered > 0;
        }

        @Override
        public String toString() {
            String starting = ordered > ready ? "+" + (ordered - ready) : "";
            return site.name() + " " + ready + starting;
        }
    }

    /** What those that are ready serve, units per second. */
    public double capacity() {
        return pools.stream()
                .mapToDouble(in -> in.ready() * in.site().perReplica())
                .sum();
    }

    /** Those that are ready. */
    int ready() {
        return pools.stream().mapToInt(InPool::ready).sum();
    }

    /** Price of all that are ordered for an hour. */
    public double pricePerHour() {
        return pools.stream()
                .mapToDouble(in -> in.ordered() * in.site().pool().pricePerHour())
                .sum();
    }

    /** Those that are ready and, after a plus, those that start: {@code cpu 4+2 a10g 1}. */
    @Override
    public String toString() {
        String some =
                pools.stream().filter(InPool::isSome).map(InPool::toString).collect(Collectors.joining(" "));
        return some.isEmpty() ? "none" : some;
    }
}
