package dev.sluice.executor.history;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static dev.sluice.executor.history.OrdersInForceTest.ack;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** In whatever order acknowledgements and commands of the past are read, the same orders are in force. */
final class OrdersCourseTest {
    private static final List<AckStatus> STATUSES = List.of(AckStatus.values());

    private static Target target(int number) {
        return new Target("service-" + number / 2, number % 2 == 0 ? "" : "spot");
    }

    /** One thing that was read, and what a person would say of it. */
    private record Read(ScalingAck ack, boolean counts) {}

    @Test
    void the_newest_that_was_carried_out_is_in_force_whatever_was_read_first() {
        Random random = new Random(551);
        for (int round = 0; round < 100; round++) {
            Map<Target, ScalingAck> newest = new HashMap<>();
            List<Read> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Target target = target(random.nextInt(6));
                AckStatus status = STATUSES.get(random.nextInt(STATUSES.size()));
                ScalingAck ack = ack(target, status, random.nextInt(-1, 9), i);
                boolean counts = ack.getReplicas() >= 0 && (status == AckStatus.APPLIED || status == AckStatus.READY);
                all.add(new Read(ack, counts));
                if (counts) {
                    newest.put(target, ack);
                }
            }
            for (int shuffle = 0; shuffle < 3; shuffle++) {
                Collections.shuffle(all, random);
                OrdersInForce orders = new OrdersInForce(any -> {});
                boolean commandsFirst = random.nextBoolean();
                if (commandsFirst) {
                    commands(orders);
                }
                all.forEach(read -> orders.acknowledged(read.ack()));
                if (!commandsFirst) {
                    commands(orders);
                }
                orders.complete(Instant.EPOCH);
                for (int number = 0; number < 6; number++) {
                    Target target = target(number);
                    assertThat(orders.of(target).map(OrdersInForce.InForce::replicas))
                            .as("%s of %s", target, all)
                            .isEqualTo(Optional.ofNullable(newest.get(target)).map(ScalingAck::getReplicas));
                }
            }
        }
    }

    /** Commands that nobody is known to have carried out. */
    private static void commands(OrdersInForce orders) {
        for (int number = 0; number < 6; number++) {
            Target target = target(number);
            orders.commanded(command(target.service(), target.pool(), 77, 1_000, NOON.plusSeconds(9)), any -> true);
        }
    }

    @Test
    void a_command_counts_as_carried_out_long_ago_only_if_it_is_older_than_what_is_kept_and_covered_here() {
        Target web = Target.of("web");
        for (long seconds : new long[] {-1, 0, 1}) {
            OrdersInForce orders = new OrdersInForce(any -> {});
            orders.commanded(command("web", "", 4, 7, NOON), any -> true);
            orders.commanded(command("other", "", 4, 7, NOON), any -> false);
            assertThat(orders.isAnyUnknown()).isTrue();
            orders.complete(NOON.plusSeconds(seconds));

            assertThat(orders.of(web).map(OrdersInForce.InForce::generation))
                    .isEqualTo(seconds > 0 ? Optional.of(7L) : Optional.empty());
            assertThat(orders.isAnyUnknown()).as("whether to look further back").isEqualTo(seconds <= 0);
            assertThat(orders.of(Target.of("other"))).as("another executor's").isEmpty();
        }
    }

    @Test
    void of_two_commands_the_newer_generation_is_meant_whichever_was_read_last() {
        OrdersInForce orders = new OrdersInForce(any -> {});
        orders.commanded(command("web", "", 9, 8, NOON), any -> true);
        orders.commanded(command("web", "", 4, 7, NOON.minusSeconds(60)), any -> true);
        orders.complete(NOON.plusSeconds(1));

        assertThat(orders.of(Target.of("web"))).contains(new OrdersInForce.InForce(9, 8));
    }

    @Test
    void each_change_is_told_and_a_deleted_service_leaves_the_pools_of_others() {
        List<Target> told = new ArrayList<>();
        OrdersInForce orders = new OrdersInForce(told::add);
        orders.complete(Instant.EPOCH);
        Target spot = new Target("web", "spot");
        orders.carriedOut(new Order(spot, 3, 1));
        orders.carriedOut(new Order(Target.of("web-2"), 5, 1));
        assertThat(told).containsExactly(spot, Target.of("web-2"));

        orders.deleted("web");

        assertThat(orders.of(spot)).isEmpty();
        assertThat(orders.of(Target.of("web-2"))).contains(new OrdersInForce.InForce(5, 1));
    }
}
