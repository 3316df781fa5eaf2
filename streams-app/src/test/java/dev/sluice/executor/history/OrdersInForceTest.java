package dev.sluice.executor.history;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.commands.Commands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OrdersInForceTest {
    private static final Target CHECKOUT = Target.of("checkout");
    private static final Target GPU = new Target("chat", "gpu");

    private final List<Target> changed = new ArrayList<>();
    private final OrdersInForce orders = new OrdersInForce(changed::add);

    static ScalingAck ack(Target target, AckStatus status, int replicas, long generation) {
        return ScalingAck.newBuilder()
                .setService(target.service())
                .setPool(target.pool())
                .setStatus(status)
                .setReplicas(replicas)
                .setGeneration(generation)
                .setIssuedAt(NOON)
                .setAt(NOON)
                .setExecutor("executor")
                .build();
    }

    private void commanded(Target target, int replicas, long generation) {
        orders.commanded(command(target.service(), target.pool(), replicas, generation, NOON), any -> true);
    }

    private Optional<Integer> replicas(Target target) {
        return orders.of(target).map(OrdersInForce.InForce::replicas);
    }

    @Test
    void nothing_is_known_before_everything_was_read() {
        commanded(CHECKOUT, 5, 7);
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 5, 7));
        assertThat(orders.of(CHECKOUT)).isEmpty();

        changed.clear();
        orders.complete(Instant.EPOCH);
        assertThat(replicas(CHECKOUT)).hasValue(5);
        assertThat(changed).contains(CHECKOUT);
    }

    @Test
    void a_command_that_nobody_carried_out_is_not_in_force() {
        orders.complete(Instant.EPOCH);
        commanded(CHECKOUT, 5, 7);
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 5, 7));
        commanded(CHECKOUT, 9, 8);
        orders.acknowledged(ack(CHECKOUT, AckStatus.EXPIRED, 9, 8));
        orders.acknowledged(ack(CHECKOUT, AckStatus.FAILED, 9, 8));
        orders.acknowledged(ack(CHECKOUT, AckStatus.SUPERSEDED, 2, 3));
        assertThat(replicas(CHECKOUT)).hasValue(5);

        commanded(CHECKOUT, 6, 9);
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 6, 9));
        orders.acknowledged(ack(CHECKOUT, AckStatus.READY, 5, 7));
        assertThat(replicas(CHECKOUT))
                .as("the newest generation, whatever comes late")
                .hasValue(6);
    }

    @Test
    void a_command_older_than_all_acknowledgements_kept_was_carried_out_long_ago() {
        orders.commanded(
                Commands.allocated(
                        command("chat", "cpu", 4, 12, NOON),
                        Commands.share("cpu", 4, null, 3),
                        Commands.share("gpu", 0, null, 40)),
                any -> true);
        commanded(CHECKOUT, 5, 7);
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 3, 6));
        orders.complete(NOON.plusSeconds(1));

        assertThat(replicas(new Target("chat", "cpu"))).hasValue(4);
        assertThat(replicas(GPU)).as("a pool of the same command").hasValue(0);
        assertThat(replicas(CHECKOUT)).as("what an acknowledgement says counts").hasValue(3);
    }

    @Test
    void a_deleted_service_has_no_order_even_if_its_acknowledgements_stay() {
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 5, 7));
        orders.complete(Instant.EPOCH);
        assertThat(orders.of(CHECKOUT)).as("without any command").isEmpty();

        commanded(CHECKOUT, 6, 8);
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 6, 8));
        orders.deleted("checkout");
        assertThat(orders.of(CHECKOUT)).isEmpty();
        orders.acknowledged(ack(CHECKOUT, AckStatus.READY, 6, 8));
        assertThat(orders.of(CHECKOUT)).isEmpty();

        commanded(CHECKOUT, 2, 9);
        orders.acknowledged(ack(CHECKOUT, AckStatus.APPLIED, 2, 9));
        assertThat(replicas(CHECKOUT)).hasValue(2);
    }

    @Test
    void an_order_carried_out_here_is_in_force_at_once() {
        orders.complete(Instant.EPOCH);
        assertThat(orders.carriedOut(new Order(GPU, 3, 4))).isEqualTo(new OrdersInForce.InForce(3, 4));
        assertThat(orders.carriedOut(new Order(GPU, 1, 2)))
                .as("an older one")
                .isEqualTo(new OrdersInForce.InForce(3, 4));
        assertThat(replicas(GPU)).hasValue(3);
    }
}
