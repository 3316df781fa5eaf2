package dev.sluice.control.planning.capacity;

import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.harness.Declared;
import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a replica serves: ten per second by the policy, more or less in a pool that states it. */
final class CapacitiesTest {
    private static final ScalingPolicy STATED = Policies.requests(1, 100);
    private final Capacities capacities = new Capacities();
    private final ServiceFleet fleet = new ServiceFleet();
    private final Declared catalog = new Declared().pool("cpu", .2).pool("gpu", 1.2);

    private static ScalingPolicy in(PoolTerms... pools) {
        return STATED.withPlacement(Placement.ANYWHERE.withPools(List.of(pools)));
    }

    private static PoolTerms cpu(OptionalDouble rate) {
        return new PoolTerms("cpu", rate, 1);
    }

    private static PoolTerms gpu(OptionalDouble rate) {
        return new PoolTerms("gpu", rate, 0);
    }

    @Test
    void a_stated_capacity_needs_no_window() {
        assertThat(capacities.perReplica(STATED, fleet)).hasValue(10);
        ScalingPolicy learned = STATED.withDemand(Policies.learned(Signal.REQUESTS));
        assertThat(capacities.perReplica(learned, fleet)).isEmpty();
    }

    @Test
    void the_rate_of_demand_is_that_of_the_first_pool_and_of_no_other() {
        ScalingPolicy policy = in(cpu(OptionalDouble.empty()), gpu(OptionalDouble.empty()));
        assertThat(capacities.perReplica(policy, fleet)).hasValue(10);
        assertThat(capacities.offers(policy, fleet, catalog))
                .extracting(offer -> offer.pool().name())
                .containsExactly("cpu");
    }

    @Test
    void a_pool_is_offered_with_its_own_rate_and_minimum() {
        ScalingPolicy policy = in(cpu(OptionalDouble.of(12)), gpu(OptionalDouble.of(70)));
        assertThat(capacities.offers(policy, fleet, catalog))
                .extracting(PoolOffer::rate)
                .containsExactly(12.0, 70.0);
        assertThat(capacities.offers(policy, fleet, catalog))
                .extracting(PoolOffer::min)
                .containsExactly(1, 0);
    }

    @Test
    void a_pool_that_is_not_declared_is_not_offered() {
        ScalingPolicy policy = in(cpu(OptionalDouble.of(12)), gpu(OptionalDouble.of(70)));
        assertThat(capacities.offers(policy, fleet, catalog.withoutPool("cpu")))
                .extracting(offer -> offer.pool().name())
                .containsExactly("gpu");
    }

    @Test
    void replicas_of_twice_the_resources_serve_twice_what_is_stated() {
        fleet.size().command(new Resources(2, 0, 0, 0, 0), Optional.of(new Resources(1, 0, 0, 0, 0)), 2);
        assertThat(capacities.perReplica(STATED, fleet)).hasValue(20);
    }

    @Test
    void learning_answers_with_what_is_known_then() {
        DemandWindow window = DemandWindow.ofRequests(at(0), at(10), 500);
        ClosedWindow closed = new ClosedWindow(window, 5, Map.of());
        assertThat(capacities.observe(closed, fleet, STATED)).hasValue(10);
        ScalingPolicy learned = STATED.withDemand(Policies.learned(Signal.REQUESTS));
        assertThat(capacities.observe(closed, fleet, learned)).isEqualTo(capacities.perReplica(learned, fleet));
        ScalingPolicy pools = in(cpu(OptionalDouble.of(12)), gpu(OptionalDouble.of(70)));
        assertThat(capacities.observe(closed, fleet, pools)).hasValue(12);
    }

    @Test
    void what_was_written_knows_the_same() throws IOException {
        ScalingPolicy learned = STATED.withDemand(Policies.learned(Signal.REQUESTS));
        for (int i = 0; i < 40; i++) {
            DemandWindow window = DemandWindow.ofRequests(at(10 * i), at(10 * i + 10), 100 * i);
            capacities.observe(new ClosedWindow(window, 1, Map.of()), fleet, learned);
        }
        Capacities again = new Capacities();
        again.read(ServiceHarness.in(ServiceHarness.bytes(capacities::write)));
        assertThat(again.perReplica(learned, fleet)).isEqualTo(capacities.perReplica(learned, fleet));
    }
}
