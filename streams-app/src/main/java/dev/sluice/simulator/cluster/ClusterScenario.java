package dev.sluice.simulator.cluster;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.pool.PoolTerms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Services that share pools.
 *
 * @param pools the pools with their prices, limits and lead times
 * @param services the services; their traces share one clock
 * @param seed of the interruptions of spot replicas
 */
public record ClusterScenario(List<Pool> pools, List<ClusterService> services, long seed) {
    public ClusterScenario {
        pools = List.copyOf(pools);
        services = List.copyOf(services);
        if (services.isEmpty()) {
            throw new IllegalArgumentException("a cluster needs a service");
        }
        Map<String, Pool> named = byName(pools);
        for (ClusterService service : services) {
            for (PoolTerms terms : service.pools()) {
                if (!named.containsKey(terms.pool())) {
                    throw new IllegalArgumentException(service.name() + " names the pool " + terms.pool()
                            + ", which is not declared, only " + named.keySet());
                }
            }
        }
        if (services.stream().map(ClusterService::name).distinct().count() < services.size()) {
            throw new IllegalArgumentException("two services have the same name");
        }
    }

    private static Map<String, Pool> byName(List<Pool> pools) {
        Map<String, Pool> named = new LinkedHashMap<>();
        for (Pool pool : pools) {
            if (named.put(pool.name(), pool) != null) {
                throw new IllegalArgumentException("the pool " + pool.name() + " is declared twice");
            }
        }
        return named;
    }

    /** The pool of this name, which a service names. */
    public Pool pool(String name) {
        return pools.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    /** The same pools with other services. */
    public ClusterScenario withServices(List<ClusterService> others) {
        return new ClusterScenario(pools, others, seed);
    }

    /** The same with each service changed. */
    public ClusterScenario withEach(UnaryOperator<ClusterService> change) {
        return withServices(services.stream().map(change).toList());
    }

    /** The pools as the loops know them; no tenant has a budget. */
    Catalog catalog() {
        Map<String, Pool> named = byName(pools);
        return new Catalog() {
            @Override
            public Optional<Pool> pool(String name) {
                return Optional.ofNullable(named.get(name));
            }

            @Override
            public Optional<MonthlyBudget> budget(String tenant) {
                return Optional.empty();
            }
        };
    }
}
