package dev.sluice.executor.actuators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.ActuatorContractTest;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class SimulatedFleetTest extends ActuatorContractTest {
    private final SimulatedFleet fleet =
            new SimulatedFleet(target -> Duration.ofSeconds(target.service().equals("llm") ? 300 : 60));

    @Override
    protected Actuator create() {
        return fleet;
    }

    @Override
    protected int ordered(Target target) {
        return fleet.ordered(target);
    }

    @Override
    protected Optional<Resources> size(Target target) {
        return fleet.size(target);
    }

    @Test
    void replicas_serve_until_their_successors_of_another_size_do() {
        order(3, 1, SMALL, NOON);
        order(5, 2, NOON.plusSeconds(100));
        order(5, 3, LARGE, NOON.plusSeconds(130));

        assertThat(ready(131)).as("three of the old size serve on").isEqualTo(3);
        assertThat(ready(160)).as("the two that were starting begin again").isEqualTo(3);
        assertThat(ready(190)).isEqualTo(5);
    }

    @Test
    void the_same_size_again_replaces_nothing() {
        order(3, 1, SMALL, NOON);
        order(3, 2, SMALL, NOON.plusSeconds(30));

        assertThat(ready(60)).isEqualTo(3);
    }

    @Test
    void replicas_have_addresses_only_where_asked_for() {
        SimulatedFleet reachable = new SimulatedFleet(t -> Duration.ofSeconds(60), OptionalInt.of(8080));
        Target gpu = new Target("checkout", "gpu");
        reachable.apply(new Order(CHECKOUT, 2, 1), NOON);
        reachable.apply(new Order(CHECKOUT, 3, 2), NOON.plusSeconds(30));
        reachable.apply(new Order(gpu, 300, 3), NOON);

        List<Instance> named = reachable.instances(CHECKOUT, NOON.plusSeconds(60));
        assertThat(named).extracting(Instance::name).containsExactly("checkout-0", "checkout-1", "checkout-2");
        assertThat(named).extracting(Instance::ready).containsExactly(true, true, false);
        assertThat(named)
                .allSatisfy(one -> assertThat(one.address().orElseThrow().toString())
                        .startsWith("127.")
                        .endsWith(":8080"));
        assertThat(reachable.instances(gpu, NOON)).extracting(Instance::address).doesNotHaveDuplicates();
        order(3, 1, NOON);
        assertThat(fleet.instances(CHECKOUT, LATER)).isEmpty();
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
