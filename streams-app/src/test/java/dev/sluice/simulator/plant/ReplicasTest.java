package dev.sluice.simulator.plant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A fleet with a lead time of 60 s. */
final class ReplicasTest {
    private final Replicas fleet = new Replicas(60_000, 2, 0);

    @Test
    void an_order_upwards_serves_after_the_lead_time() {
        at(10, 5);
        fleet.advance(69_999);
        assertThat(fleet.ready()).isEqualTo(2);
        assertThat(fleet.ordered()).isEqualTo(5);
        fleet.advance(70_000);
        assertThat(fleet.ready()).isEqualTo(5);
    }

    @Test
    void an_order_downwards_serves_at_once_and_forgets_what_was_pending() {
        at(10, 5);
        at(20, 1);
        fleet.advance(200_000);
        assertThat(fleet.ready()).isEqualTo(1);
    }

    @Test
    void a_lower_order_cancels_only_what_is_above_it() {
        at(10, 4);
        at(20, 9);
        at(30, 4);
        fleet.advance(70_000);
        assertThat(fleet.ready()).isEqualTo(4);
        fleet.advance(200_000);
        assertThat(fleet.ready()).isEqualTo(4);
    }

    @Test
    void an_order_between_ready_and_pending_starts_its_lead_time_anew() {
        at(10, 9);
        at(30, 4);
        fleet.advance(89_999);
        assertThat(fleet.ready()).isEqualTo(2);
        fleet.advance(90_000);
        assertThat(fleet.ready()).isEqualTo(4);
    }

    @Test
    void the_same_order_twice_is_harmless() {
        at(10, 5);
        at(40, 5);
        fleet.advance(70_000);
        assertThat(fleet.ready()).isEqualTo(5);
        assertThat(fleet.readiness().length()).isEqualTo(2);
    }

    @Test
    void replica_time_is_exact_to_the_millisecond() {
        at(10, 5);
        fleet.advance(100_000);
        assertThat(fleet.takeArea()).isEqualTo(2 * 70_000 + 5 * 30_000);
        assertThat(fleet.takeArea()).isZero();
    }

    @Test
    void a_replica_is_paid_for_from_its_order_until_it_is_gone() {
        at(10, 5);
        fleet.advance(100_000);
        assertThat(fleet.takePaid()).isEqualTo(2 * 10_000 + 5 * 90_000);
        fleet.order(1);
        fleet.advance(110_000);
        assertThat(fleet.takePaid()).isEqualTo(10_000);
    }

    @Test
    void a_replica_that_is_lost_is_replaced_after_the_lead_time() {
        at(10, 4);
        fleet.advance(30_000);
        fleet.lose();
        assertThat(fleet.ready()).isEqualTo(1);
        assertThat(fleet.ordered()).isEqualTo(4);
        fleet.advance(70_000);
        assertThat(fleet.ready()).isEqualTo(3);
        fleet.advance(90_000);
        assertThat(fleet.ready()).isEqualTo(4);
    }

    @Test
    void many_pending_orders_become_ready_in_turn() {
        for (int i = 1; i <= 30; i++) {
            at(i, 2 + i);
        }
        fleet.advance(75_000);
        assertThat(fleet.ready()).isEqualTo(17);
        fleet.advance(90_000);
        assertThat(fleet.ready()).isEqualTo(32);
    }

    private void at(int second, int replicas) {
        fleet.advance(second * 1000L);
        fleet.order(replicas);
    }
}
