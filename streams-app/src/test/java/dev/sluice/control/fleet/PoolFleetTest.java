package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class PoolFleetTest {
    private static final Pool CPU = Pool.of("cpu", .2).withLeadTime(Duration.ofSeconds(40));
    private final PoolFleet fleet = new PoolFleet();

    private void ordered(int replicas, double at) {
        fleet.fleet().order(replicas, ServiceHarness.ms(at));
    }

    private void ready(int replicas, double ordered, double at) {
        fleet.fleet()
                .acknowledged(new Acknowledgement(
                        fleet.fleet().generation(),
                        Status.READY,
                        replicas,
                        OptionalInt.of(replicas),
                        ServiceHarness.at(ordered),
                        ServiceHarness.at(at)));
    }

    @Test
    void a_lead_time_that_is_neither_learned_nor_declared_is_guessed() {
        assertThat(fleet.lead()).isEqualTo(LeadTime.UNKNOWN);
        fleet.offered(new PoolOffer(Pool.of("cpu", .2), 10, 0));
        assertThat(fleet.lead()).isEqualTo(LeadTime.UNKNOWN);
    }

    @Test
    void a_declared_lead_time_holds_until_one_is_learned() {
        fleet.offered(new PoolOffer(CPU, 10, 0));
        assertThat(fleet.lead()).isEqualTo(Duration.ofSeconds(40));
        ordered(3, 0);
        ready(3, 0, 75);
        assertThat(fleet.lead()).isEqualTo(Duration.ofSeconds(75));
    }

    @Test
    void a_lead_time_that_the_policy_states_goes_before_all() {
        fleet.offered(new PoolOffer(CPU, 10, 0));
        assertThat(fleet.lead(Policies.requests(1, 9))).isEqualTo(Duration.ofMinutes(1));
        assertThat(fleet.lead(Policies.learningLead(Policies.requests(1, 9)))).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void only_a_pool_without_a_limit_that_takes_nothing_back_is_sure() {
        fleet.offered(new PoolOffer(CPU, 10, 0));
        assertThat(fleet.isSure()).isTrue();
        fleet.offered(new PoolOffer(CPU.withLimit(1_000), 10, 0));
        assertThat(fleet.isSure()).isFalse();
        fleet.offered(new PoolOffer(CPU.withSpot(.1), 10, 0));
        assertThat(fleet.isSure()).isFalse();
    }

    @Test
    void a_pool_that_can_be_had_no_more_keeps_its_rate_but_is_not_counted_on() {
        fleet.offered(new PoolOffer(CPU, 12, 0));
        fleet.withdrawn();
        assertThat(fleet.isSure()).isFalse();
        assertThat(fleet.rate()).isEqualTo(12);
    }

    @Test
    void replicas_that_are_ordered_serve_after_the_lead_time_where_nobody_tells() {
        fleet.offered(new PoolOffer(CPU, 10, 0));
        ordered(5, 100);
        assertThat(fleet.readyWithin(Duration.ofSeconds(39), ServiceHarness.ms(100)))
                .isZero();
        assertThat(fleet.readyWithin(Duration.ofSeconds(40), ServiceHarness.ms(100)))
                .isEqualTo(5);
        assertThat(fleet.ready(ServiceHarness.ms(141))).isEqualTo(5);
    }

    @Test
    void a_restart_keeps_the_terms_of_a_named_pool_and_the_replicas_of_any() throws IOException {
        fleet.offered(new PoolOffer(CPU, 12.5, 0));
        ordered(5, 0);
        PoolFleet named = new PoolFleet();
        named.read(true, ServiceHarness.in(ServiceHarness.bytes(out -> fleet.write(true, out))));
        assertThat(named.rate()).isEqualTo(12.5);
        assertThat(named.lead()).isEqualTo(Duration.ofSeconds(40));
        assertThat(named.isSure()).isTrue();
        assertThat(named.fleet().ordered()).isEqualTo(5);

        PoolFleet unnamed = new PoolFleet();
        unnamed.read(false, ServiceHarness.in(ServiceHarness.bytes(out -> fleet.write(false, out))));
        assertThat(unnamed.fleet().ordered()).isEqualTo(5);
        assertThat(unnamed.rate()).isEqualTo(1);
    }
}
