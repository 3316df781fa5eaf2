package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.executor.commands.ack.AckBuilder;
import dev.sluice.executor.commands.ack.PartitionClock;
import dev.sluice.schemas.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** When an executor tells that the platform runs something else than was ordered. */
final class DriftWatchTest {
    private final ScriptedPlatform platform = new ScriptedPlatform();
    private Instant now = NOON;
    private final CommandPartition lane = lane();
    private long offset;

    private CommandPartition lane() {
        return new CommandPartition(
                new GuardedActuator(
                        platform,
                        TimeSource.wall(() -> now),
                        new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(4)),
                        "here",
                        this::nanos),
                new PlatformCalls(Runnable::run, 4, Duration.ofSeconds(30), this::nanos));
    }

    private long nanos() {
        return Duration.between(NOON, now).toNanos();
    }

    private Order ordered(int replicas, long generation) {
        lane.take(List.of(new TakenCommand(offset++, command("checkout", replicas, generation, now))));
        return platform.orders.get(platform.orders.size() - 1);
    }

    private void runs(Order order, int running, int ready) {
        runs(new Observed(order, running, OptionalInt.of(ready), OptionalInt.empty(), "says so"));
    }

    private void runs(Observed seen) {
        platform.seen.clear();
        platform.seen.add(seen);
    }

    private static ScalingAck ack(ScalingCommand command, AckStatus status) {
        return new AckBuilder("before", "", new PartitionClock(TimeSource.wall(command::getIssuedAt)))
                .answer(command, status, "");
    }

    /** What is told within these seconds. */
    private List<String> told(int seconds) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            lane.drifted().stream().map(DriftWatchTest::line).forEach(told::add);
        }
        return told;
    }

    private static String line(ScalingAck ack) {
        return ack.getGeneration() + " " + ack.getStatus() + " ready " + ack.getReady() + " running " + ack.getRunning()
                + " limit " + ack.getLimit();
    }

    @Test
    void a_count_that_somebody_else_set_is_told_once() {
        Order order = ordered(5, 1);
        runs(order, 5, 5);
        assertThat(told(60)).isEmpty();
        runs(order, 20, 5);
        assertThat(told(60)).containsExactly("1 DRIFTED ready 5 running 20 limit null");
    }

    @Test
    void its_end_is_told_too() {
        Order order = ordered(5, 1);
        runs(order, 20, 5);
        told(60);
        runs(order, 5, 5);
        assertThat(told(60)).containsExactly("1 READY ready 5 running null limit null");
    }

    @Test
    void what_is_seen_only_once_may_be_old_knowledge() {
        Order order = ordered(5, 1);
        runs(order, 2, 2);
        assertThat(told(7)).isEmpty();
        runs(order, 5, 5);
        assertThat(told(60)).isEmpty();
    }

    @Test
    void replicas_that_start_are_no_drift_and_those_that_die_are() {
        Order order = ordered(5, 1);
        runs(order, 5, 1);
        assertThat(told(60)).isEmpty();
        runs(order, 5, 5);
        told(60);
        runs(order, 5, 3);
        assertThat(told(60)).containsExactly("1 DRIFTED ready 3 running null limit null");
    }

    @Test
    void a_limit_is_told_while_replicas_start() {
        Order order = ordered(5, 1);
        runs(new Observed(order, 5, OptionalInt.of(2), OptionalInt.of(3), "exceeded quota"));
        assertThat(told(60)).containsExactly("1 DRIFTED ready 2 running null limit 3");
    }

    @Test
    void a_newer_order_takes_the_place_of_the_one_that_was_watched() {
        Order order = ordered(5, 1);
        runs(order, 20, 5);
        ordered(6, 2);
        assertThat(told(60)).isEmpty();
    }

    @Test
    void an_executor_that_starts_again_goes_on_watching() {
        Order order = ordered(5, 1);
        CommandPartition again = lane();
        ScalingAck ack = ScalingAck.newBuilder()
                .setService("checkout")
                .setGeneration(1)
                .setStatus(dev.sluice.events.AckStatus.APPLIED)
                .setReplicas(5)
                .setIssuedAt(NOON)
                .setAt(NOON)
                .setExecutor("here")
                .build();
        again.recall().ack(ack);
        runs(new Observed(new Order(order.target(), 5, 1), 2, OptionalInt.of(2), OptionalInt.empty(), ""));
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(1);
            again.drifted().stream().map(DriftWatchTest::line).forEach(told::add);
        }
        assertThat(told).containsExactly("1 DRIFTED ready 2 running 2 limit null");
    }

    @Test
    void a_failure_for_lack_of_capacity_is_not_tried_again_and_tells_the_limit() {
        platform.next(Outcome.Failed.noCapacity("no machines", 3));
        List<ScalingAck> acks = lane.take(List.of(new TakenCommand(0, command("checkout", 5, 1, now))));
        assertThat(acks).singleElement().satisfies(ack -> {
            assertThat(Commands.line(ack)).isEqualTo("checkout/1 FAILED 5");
            assertThat(ack.getLimit()).isEqualTo(3);
        });
    }

    @Test
    void an_order_from_before_all_acknowledgements_that_were_read_is_watched_after_a_restart() {
        lane.recall().command(command("checkout", 4, 6, NOON.minusSeconds(90_000)), NOON.minusSeconds(3600));
        ScalingCommand newest = command("checkout", 5, 7, NOON.minusSeconds(86_400));
        lane.recall().command(newest, NOON.minusSeconds(3600));
        runs(Order.of(newest), 20, 5);
        assertThat(told(60)).containsExactly("7 DRIFTED ready 5 running 20 limit null");
    }

    @Test
    void a_command_that_was_answered_or_still_may_be_is_not_taken_for_one_of_long_ago() {
        ScalingCommand failed = command("checkout", 5, 7, NOON.minusSeconds(4000));
        ScalingCommand young = command("search", 5, 7, NOON.minusSeconds(3000));
        lane.recall().ack(ack(failed, AckStatus.FAILED));
        lane.recall().command(failed, NOON.minusSeconds(3600));
        lane.recall().command(young, NOON.minusSeconds(3600));
        runs(Order.of(failed), 20, 5);
        platform.seen.add(new Observed(Order.of(young), 20, OptionalInt.of(5), OptionalInt.empty(), ""));
        assertThat(told(60)).isEmpty();
    }

    @Test
    void drift_that_was_told_before_a_restart_is_still_watched() {
        ScalingCommand command = command("checkout", 5, 7, NOON.minusSeconds(86_400));
        lane.recall().ack(ack(command, AckStatus.DRIFTED));
        runs(new Order(Target.of("checkout"), 5, 7), 5, 5);
        assertThat(told(60)).isEmpty();
        runs(new Order(Target.of("checkout"), 5, 7), 5, 4);
        assertThat(told(60)).containsExactly("7 DRIFTED ready 4 running null limit null");
    }
}
