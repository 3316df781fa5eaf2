package dev.sluice.simulator.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.plant.ServiceModel.SlowStart;
import org.junit.jupiter.api.Test;

/** One replica serves 10 units per second, 10 at once; 5 s of work may wait; a new replica takes 30 s. */
final class PlantTest {
    private static final ServiceModel MODEL = new ServiceModel(10, 30_000, 10, 5, SlowStart.NONE);

    private final Plant plant = new Plant(MODEL, 2, 0);

    @Test
    void below_capacity_everything_is_served_and_half_of_it_is_in_use() {
        Observation window = window(10, 60);

        assertThat(window.arrived()).isEqualTo(600);
        assertThat(window.served()).isEqualTo(600);
        assertThat(window.failed()).isZero();
        assertThat(window.utilization()).isCloseTo(.5, within(1e-12));
        // Little's law: 10 per second, each per second in work
        assertThat(window.concurrency()).isCloseTo(10, within(1e-12));
        assertThat(window.rate()).isEqualTo(10);
    }

    @Test
    void overload_first_waits_then_fails() {
        // 10 per second too many: the room for 5 s of 20 per second is full after 10 s
        Observation first = window(30, 10);
        assertThat(first.failed()).isCloseTo(0, within(1e-9));
        assertThat(first.waiting()).isCloseTo(100, within(1e-9));
        assertThat(first.utilization()).isEqualTo(1);

        Observation second = window(30, 10);
        assertThat(second.served()).isCloseTo(200, within(1e-9));
        assertThat(second.failed()).isCloseTo(100, within(1e-9));
        assertThat(second.waiting()).isCloseTo(100, within(1e-9));
    }

    @Test
    void what_arrives_is_served_refused_or_waiting() {
        double arrived = 0;
        double gone = 0;
        double waiting = 0;
        double[] rates = {5, 45, 30, 0, 25, 80, 3, 0, 0, 19};
        for (int i = 0; i < rates.length; i++) {
            plant.order(1 + i % 4);
            Observation window = window(rates[i], 7);
            arrived += window.arrived();
            gone += window.served() + window.failed();
            waiting = window.waiting();
        }
        assertThat(gone + waiting).isCloseTo(arrived, within(1e-6));
    }

    @Test
    void the_queue_drains_once_the_new_replica_is_ready() {
        window(30, 10);
        plant.order(4);
        assertThat(plant.fleet()).isEqualTo(new Fleet(4, 2));
        assertThat(plant.fleet().starting()).isEqualTo(2);

        Observation meanwhile = window(30, 30);
        assertThat(meanwhile.ready()).isEqualTo(4);
        assertThat(meanwhile.waiting()).isCloseTo(100, within(1e-9));

        // 40 per second now: the hundred are gone after 10 s
        Observation after = window(30, 20);
        assertThat(after.waiting()).isZero();
        assertThat(after.failed()).isZero();
        assertThat(after.served()).isCloseTo(700, within(1e-9));
    }

    @Test
    void a_slow_starter_serves_a_share_at_first() {
        Plant slow = new Plant(MODEL.withSlowStart(new SlowStart(20_000, .25)), 1, 0);
        slow.order(3);
        slow.arrive(30);
        slow.advance(30_000);
        slow.close();
        slow.advance(50_000);
        // one warm and two at a quarter for 20 s: 15 per second
        assertThat(slow.close().served()).isCloseTo(300, within(1e-6));
        slow.advance(60_000);
        assertThat(slow.close().served()).isCloseTo(300, within(1e-6));
    }

    @Test
    void the_newest_replicas_leave_first_with_their_warm_up() {
        Plant slow = new Plant(MODEL.withSlowStart(new SlowStart(20_000, .25)), 1, 0);
        slow.order(3);
        slow.advance(30_000);
        slow.order(1);
        slow.arrive(30);
        slow.close();
        slow.advance(40_000);
        assertThat(slow.close().served()).isCloseTo(100, within(1e-6));
    }

    @Test
    void latency_rises_with_load_and_is_the_queues_wait_in_overload() {
        double calm = p95(window(4, 60));
        double busy = p95(window(19, 60));
        window(30, 60);
        double over = p95(window(30, 60));

        // exponential service of a second: p95 is three seconds
        assertThat(calm).isCloseTo(3_000, within(300.0));
        assertThat(busy).isGreaterThan(calm * 1.05);
        assertThat(over).isGreaterThan(5_000 + calm * .8);
    }

    @Test
    void a_histogram_holds_as_many_values_as_were_served_and_is_the_same_each_time() {
        Observation window = window(9.95, 60);
        assertThat(window.latency().total()).isEqualTo(597);
        assertThat(window.latency()).isEqualTo(window.latency());
        assertThat(window.window().completed()).isEqualTo(window.served());
        assertThat(window(0, 60).latency().total()).isZero();
    }

    @Test
    void demand_that_meets_no_replica_is_noticed_and_waits() {
        plant.order(0);
        Observation window = window(1, 10);
        assertThat(plant.takeFoundNone()).isTrue();
        assertThat(window.served()).isZero();
        assertThat(window.waiting()).isCloseTo(10, within(1e-9));
        assertThat(plant.takeFoundNone()).isFalse();
    }

    private double p95(Observation window) {
        return window.latency().quantile(.95).orElseThrow();
    }

    private long clock;

    private Observation window(double rate, int seconds) {
        clock += seconds * 1000L;
        plant.arrive(rate);
        plant.advance(clock);
        return plant.close();
    }
}
