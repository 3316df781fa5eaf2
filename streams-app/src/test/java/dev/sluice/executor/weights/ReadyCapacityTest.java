package dev.sluice.executor.weights;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static dev.sluice.executor.commands.Commands.share;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.events.AckStatus;
import dev.sluice.events.PoolShare;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Instance;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.commands.Commands;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReadyCapacityTest {
    private static final PerPool<Address> NOWHERE = new PerPool<>(Map.of());

    private ReadyCapacity chat = new ReadyCapacity("chat", true);

    @Test
    void a_slow_pool_gets_traffic_when_it_is_ready_and_not_before() {
        chat.commanded(orders(1, share("cpu", 10, null, 3)));
        applied("cpu", 1, 10, 10, 0);
        chat.commanded(orders(2, share("cpu", 10, 10, 3), share("gpu", 2, null, 40)));
        applied("gpu", 2, 2, 0, 5);
        assertThat(weights()).isEqualTo("cpu 1000, gpu 0");

        ready("gpu", 2, 2, 300);
        assertThat(weights()).isEqualTo("cpu 273, gpu 727");
    }

    @Test
    void a_platform_that_does_not_tell_is_believed_to_have_what_it_was_ordered() {
        chat = new ReadyCapacity("chat", false);
        chat.commanded(orders(1, share("cpu", 10, null, 3), share("gpu", 2, null, 40)));
        assertThat(weights())
                .as("acknowledged so long ago that it is forgotten")
                .isEqualTo("cpu 273, gpu 727");

        applied("gpu", 2, 4, null, 5);
        assertThat(weights()).isEqualTo("cpu 158, gpu 842");
    }

    @Test
    void where_it_is_open_whether_a_platform_tells_its_first_count_says_so() {
        chat = new ReadyCapacity("chat", false);
        chat.commanded(orders(1, share("cpu", 10, null, 3), share("gpu", 2, null, 40)));
        applied("cpu", 1, 10, 10, 0);

        assertThat(weights()).isEqualTo("cpu 1000, gpu 0");
    }

    @Test
    void a_platform_that_counts_later_keeps_what_it_had_until_then() {
        chat.commanded(orders(1, share("cpu", 10, null, 3), share("gpu", 2, 2, 40)));
        applied("cpu", 1, 10, null, 0);
        assertThat(weights()).isEqualTo("cpu 0, gpu 1000");
        ready("cpu", 1, 10, 60);
        assertThat(weights()).isEqualTo("cpu 273, gpu 727");

        applied("cpu", 2, 5, null, 70);
        assertThat(weights()).as("five of ten were let go").isEqualTo("cpu 158, gpu 842");
    }

    @Test
    void rates_are_those_of_the_newest_generation_and_pools_that_it_leaves_out_are_gone() {
        chat.commanded(orders(5, share("cpu", 10, 10, 3), share("gpu", 2, 2, 30)));
        chat.commanded(orders(4, share("old", 1, 1, 99)));
        assertThat(weights()).isEqualTo("cpu 333, gpu 667");

        chat.commanded(orders(6, share("gpu", 2, 2, 40)));
        assertThat(weights()).isEqualTo("gpu 1000");
    }

    @Test
    void readiness_told_late_does_not_take_back_what_came_after() {
        chat.commanded(orders(1, share("cpu", 10, 10, 3), share("gpu", 8, 0, 40)));
        applied("gpu", 3, 8, 5, 70);
        ready("gpu", 1, 3, 60);
        assertThat(ready("gpu")).isEqualTo(5);
    }

    @Test
    void what_failed_or_came_too_late_changes_nothing() {
        chat.commanded(orders(1, share("cpu", 10, 10, 3)));
        applied("cpu", 1, 10, 10, 0);

        for (AckStatus status : List.of(AckStatus.FAILED, AckStatus.EXPIRED, AckStatus.SUPERSEDED)) {
            assertThat(chat.acknowledged(ack("cpu", 2, status, 0, null, 9))).isFalse();
        }
        assertThat(ready("cpu")).isEqualTo(10);
    }

    @Test
    void a_service_with_one_pool_has_one_backend() {
        chat.commanded(command("chat", 5, 1, NOON));
        assertThat(weights()).isEqualTo(" 0");
        applied("", 1, 5, 3, 1);
        assertThat(weights()).isEqualTo(" 1000");
    }

    @Test
    void instances_that_are_known_share_by_what_one_serves() {
        chat.commanded(orders(1, share("cpu", 3, 3, 10), share("gpu", 1, 1, 40)));

        Weights weights = chat.weights(NOWHERE, target -> target.pool().equals("cpu") ? three() : List.of());

        assertThat(weights.shares())
                .extracting(s ->
                        s.backend().instance().orElse("all of " + s.backend().pool()) + " " + s.weight())
                .containsExactly("cpu-0 167", "cpu-1 167", "cpu-2 0", "all of gpu 666");
    }

    @Test
    void many_instances_are_told_apart_by_a_larger_total() {
        chat.commanded(orders(1, share("cpu", 400, 400, 10)));
        List<Instance> many = IntStream.range(0, 400)
                .mapToObj(rank -> new Instance("cpu-" + rank, Optional.empty(), true))
                .toList();

        assertThat(chat.weights(NOWHERE, target -> many).shares()).allMatch(share -> share.weight() == 10);
    }

    private static List<Instance> three() {
        return IntStream.range(0, 3)
                .mapToObj(rank -> new Instance("cpu-" + rank, Optional.empty(), rank < 2))
                .toList();
    }

    private static ScalingCommand orders(long generation, PoolShare... shares) {
        return Commands.allocated(command("chat", "cpu", 1, generation, NOON), shares);
    }

    private void applied(String pool, long generation, int replicas, @Nullable Integer ready, int second) {
        assertThat(chat.acknowledged(ack(pool, generation, AckStatus.APPLIED, replicas, ready, second)))
                .isTrue();
    }

    private void ready(String pool, long generation, int replicas, int second) {
        assertThat(chat.acknowledged(ack(pool, generation, AckStatus.READY, replicas, replicas, second)))
                .isTrue();
    }

    private static ScalingAck ack(
            String pool, long generation, AckStatus status, int replicas, @Nullable Integer ready, int second) {
        return ScalingAck.newBuilder()
                .setService("chat")
                .setPool(pool)
                .setGeneration(generation)
                .setStatus(status)
                .setReplicas(replicas)
                .setReady(ready)
                .setIssuedAt(NOON)
                .setAt(NOON.plusSeconds(second))
                .setExecutor("here")
                .build();
    }

    private String weights() {
        return String.join(
                ", ",
                chat.weights(NOWHERE, target -> List.of()).shares().stream()
                        .map(share -> share.backend().pool() + " " + share.weight())
                        .toList());
    }

    private int ready(String pool) {
        return chat.weights(NOWHERE, target -> List.of()).shares().stream()
                .filter(share -> share.backend().pool().equals(pool))
                .mapToInt(share -> share.backend().ready())
                .sum();
    }
}
