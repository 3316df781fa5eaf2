package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulatedFleetTest extends ActuatorContractTest {
    private final SimulatedFleet fleet =
            new SimulatedFleet(target -> Duration.ofSeconds(target.service().equals("llm") ? 300 : 60));

    @Override
    Actuator create() {
        return fleet;
    }

    @Override
    int ordered(Target target) {
        return fleet.ordered(target);
    }

    @Test
    void new_replicas_are_useful_a_lead_time_later() {
        order(3, 1, NOON);

        assertThat(ready(59)).isZero();
        assertThat(ready(60)).isEqualTo(3);
    }

    @Test
    void each_service_has_its_own_lead_time() {
        Target llm = Target.of("llm");
        fleet.apply(new Order(llm, 2, 1), NOON);

        assertThat(fleet.ready(llm, NOON.plusSeconds(299))).isZero();
        assertThat(fleet.ready(llm, NOON.plusSeconds(300))).isEqualTo(2);
    }

    @Test
    void those_that_run_keep_running_while_others_start() {
        order(3, 1, NOON);
        order(5, 2, NOON.plusSeconds(100));

        assertThat(ready(100)).isEqualTo(3);
        assertThat(ready(159)).isEqualTo(3);
        assertThat(ready(160)).isEqualTo(5);
    }

    @Test
    void down_is_at_once() {
        order(5, 1, NOON);
        order(2, 2, NOON.plusSeconds(100));

        assertThat(ready(100)).isEqualTo(2);
    }

    @Test
    void a_lower_target_cancels_those_still_starting_first() {
        order(3, 1, NOON);
        order(8, 2, NOON.plusSeconds(30));
        order(4, 3, NOON.plusSeconds(40));

        assertThat(ready(60)).isEqualTo(3);
        assertThat(ready(89)).isEqualTo(3);
        assertThat(ready(90)).as("the one of the second order that was kept").isEqualTo(4);
        assertThat(ready(999)).isEqualTo(4);
    }

    @Test
    void it_tells_since_when_an_order_is_useful_however_late_it_is_asked() {
        order(3, 1, NOON);
        order(5, 2, NOON.plusSeconds(30));
        Order first = new Order(CHECKOUT, 3, 1);
        Order second = new Order(CHECKOUT, 5, 2);

        assertThat(poll(59, first, second)).isEmpty();
        assertThat(poll(75, first, second)).containsExactly(new Readiness(first, 3, NOON.plusSeconds(60)));
        assertThat(poll(500, second)).containsExactly(new Readiness(second, 5, NOON.plusSeconds(90)));
    }

    @Test
    void told_after_a_restart_what_ran_it_goes_on_from_there() {
        fleet.resume(new Order(CHECKOUT, 3, 1), NOON);
        fleet.resume(new Order(CHECKOUT, 5, 2), NOON.plusSeconds(30));
        fleet.resume(new Order(CHECKOUT, 3, 1), NOON);

        assertThat(ready(60)).isEqualTo(3);
        assertThat(ready(90)).isEqualTo(5);
    }

    private int ready(int second) {
        return fleet.ready(CHECKOUT, NOON.plusSeconds(second));
    }

    private List<Readiness> poll(int second, Order... orders) {
        Instant now = NOON.plusSeconds(second);
        return fleet.poll(
                List.of(orders).stream().map(order -> new Waiting(order, now)).toList());
    }
}
