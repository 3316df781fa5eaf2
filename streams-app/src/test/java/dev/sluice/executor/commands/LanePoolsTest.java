package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.policy.Resources;
import dev.sluice.schemas.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Pools of one service: a command orders one of them, and all share one rising generation. */
final class LanePoolsTest {
    private final ScriptedPlatform platform = new ScriptedPlatform();
    private Instant now = NOON;
    private long offset;
    private CommandPartition lane = lane(platform);

    private CommandPartition lane(Actuator actuator) {
        LongSupplier nanos = () -> Duration.between(NOON, now).toNanos();
        Backoff threeRetries = new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(4));
        return new CommandPartition(
                new GuardedActuator(actuator, TimeSource.wall(() -> now), threeRetries, "here", nanos),
                new PlatformCalls(Runnable::run, 4, Duration.ofSeconds(30), nanos));
    }

    @Test
    void pools_of_a_service_that_come_at_once_are_each_carried_out_by_their_newest() {
        List<ScalingAck> acks = take(
                command("chat", "cpu", 10, 1, NOON),
                command("chat", "gpu", 2, 2, NOON),
                command("chat", "cpu", 12, 3, NOON));

        assertThat(platform.carriedOut).containsExactly("chat/gpu/2=2", "chat/cpu/3=12");
        assertThat(acks)
                .extracting(Commands::line)
                .containsExactly("chat/cpu/1 SUPERSEDED 10", "chat/gpu/2 APPLIED 2", "chat/cpu/3 APPLIED 12");
    }

    @Test
    void a_newer_generation_of_another_pool_refuses_nothing() {
        take(command("chat", "cpu", 10, 7, NOON));

        assertThat(take(command("chat", "gpu", 2, 6, NOON)))
                .as("delivered later, as after a rebalance")
                .extracting(Commands::line)
                .containsExactly("chat/gpu/6 APPLIED 2");
    }

    @Test
    void one_pool_is_tried_again_while_the_other_goes_on() {
        platform.failsNext("no GPU is free", true);

        assertThat(take(command("chat", "gpu", 2, 1, NOON), command("chat", "cpu", 10, 2, NOON)))
                .extracting(Commands::line)
                .containsExactly("chat/cpu/2 APPLIED 10");
        assertThat(take(command("chat", "cpu", 12, 3, NOON)))
                .as("a newer generation of the service, but of the other pool")
                .extracting(Commands::line)
                .containsExactly("chat/cpu/3 APPLIED 12");
        assertThat(lane.offsets().toCommit()).as("gpu is open").hasValue(0);
        assertThat(retryAt(1)).containsExactly("chat/gpu/1 APPLIED 2");
        assertThat(lane.offsets().toCommit()).hasValue(3);
    }

    @Test
    void restarted_while_one_pool_is_tried_again_it_carries_out_that_pool_only() {
        platform.failsNext("no GPU is free", true);
        ScalingCommand gpu = command("chat", "gpu", 2, 1, NOON);
        ScalingCommand cpu = command("chat", "cpu", 10, 2, NOON);
        List<ScalingAck> written = take(gpu, cpu);

        lane = lane(platform);
        written.forEach(lane.recall()::ack);
        offset = 0;

        assertThat(take(gpu, cpu))
                .extracting(Commands::line)
                .containsExactly("chat/gpu/1 APPLIED 2", "chat/cpu/2 SUPERSEDED 10");
        assertThat(platform.carriedOut).containsExactly("chat/cpu/2=10", "chat/gpu/1=2");
    }

    @Test
    void after_a_restart_each_pool_becomes_ready_in_its_own_time() {
        Map<String, Integer> starts = Map.of("cpu", 20, "gpu", 300);
        Function<Target, Duration> leads = target -> Duration.ofSeconds(starts.getOrDefault(target.pool(), 0));
        lane = lane(new SimulatedFleet(leads));
        List<ScalingAck> written = take(command("chat", "gpu", 2, 1, NOON), command("chat", "cpu", 10, 2, NOON));

        lane = lane(new SimulatedFleet(leads));
        written.forEach(lane.recall()::ack);

        assertThat(readyAt(20)).containsExactly("chat/cpu/2 READY 10 ready 10");
        assertThat(readyAt(299)).isEmpty();
        assertThat(readyAt(300)).containsExactly("chat/gpu/1 READY 2 ready 2");
    }

    @Test
    void a_size_reaches_the_platform_and_one_of_nothing_is_none() {
        take(
                Commands.sized(command("chat", "gpu", 2, 1, NOON), 2, 4L << 30, 1),
                Commands.sized(command("chat", "cpu", 2, 2, NOON), 0, 0, 0));

        assertThat(platform.orders)
                .extracting(Order::size)
                .containsExactly(Optional.of(new Resources(2, 4L << 30, 1, 0, 0)), Optional.empty());
    }

    private List<ScalingAck> take(ScalingCommand... commands) {
        List<TakenCommand> taken = new ArrayList<>();
        for (ScalingCommand command : commands) {
            taken.add(new TakenCommand(offset++, command));
        }
        return lane.take(taken);
    }

    private List<String> retryAt(double second) {
        now = NOON.plusMillis(Math.round(second * 1000));
        return lane.retry().stream().map(Commands::line).toList();
    }

    private List<String> readyAt(int second) {
        now = NOON.plusSeconds(second);
        return lane.ready().stream().map(Commands::line).toList();
    }
}
