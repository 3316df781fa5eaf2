package dev.sluice.simulator.cluster;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Output;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.simulator.plant.RequestIntake;
import dev.sluice.simulator.plant.ServiceModel;
import java.util.ArrayList;
import java.util.List;

/** The replicas of one service in all its pools, behind one load balancer that gives each what it can serve. */
final class ServicePlant {
    private final List<PoolPlant> pools = new ArrayList<>();
    private final RequestIntake intake;
    private long clock;
    private double couldServe;

    /** A plant with ready replicas in the first pool: what the first step needs, as far as the pool has it. */
    ServicePlant(ClusterService service, ClusterScenario cluster) {
        clock = service.onFirstPool().millis(0);
        intake = new RequestIntake(ServiceModel.of(service.firstRate(), 0), clock);
        for (PoolTerms terms : service.pools()) {
            Pool pool = cluster.pool(terms.pool());
            int ready = pools.isEmpty()
                    ? Math.min(pool.limit(), service.onFirstPool().need(0))
                    : 0;
            long seed = cluster.seed() * 31 + (service.name() + "/" + pool.name()).hashCode();
            pools.add(new PoolPlant(pool, service.rate(terms), seed, ready, clock));
        }
    }

    List<PoolPlant> pools() {
        return pools;
    }

    /** From now on {@code unitsPerSecond} arrive. */
    void arrive(double unitsPerSecond) {
        intake.arrive(unitsPerSecond);
    }

    /** When the count of ready replicas changes next by itself, ms. */
    long nextChange() {
        return pools.stream().mapToLong(PoolPlant::nextChange).min().orElse(Long.MAX_VALUE);
    }

    /** Lets time pass until {@code to}, ms; what an executor says about it. */
    List<Acknowledgement> advance(long to) {
        for (long next = nextChange(); next <= to; next = nextChange()) {
            pass(next);
        }
        pass(to);
        return pools.stream().flatMap(pool -> pool.nowReady().stream()).toList();
    }

    private void pass(long to) {
        couldServe += capacity() * (to - clock) / 1000;
        intake.flow(to, capacity(), ready());
        pools.forEach(pool -> pool.advance(to));
        clock = to;
    }

    /** Carries a command out in its pool; one without a pool is for the first. */
    Acknowledgement order(Output.Command command) {
        return pools.stream()
                .filter(p -> p.pool().equals(command.pool()) || command.pool().isEmpty())
                .findFirst()
                .orElseThrow()
                .order(command);
    }

    /** Ends the window that is open and opens the next. */
    Observation close() {
        return intake.close(
                capacity(),
                ready(),
                pools.stream().mapToDouble(PoolPlant::slots).sum());
    }

    /** Units that could have been served since the last call. */
    double takeCouldServe() {
        double taken = couldServe;
        couldServe = 0;
        return taken;
    }

    private double capacity() {
        double sum = 0;
        for (PoolPlant pool : pools) {
            sum += pool.capacity();
        }
        return sum;
    }

    private int ready() {
        int sum = 0;
        for (PoolPlant pool : pools) {
            sum += pool.ready();
        }
        return sum;
    }
}
