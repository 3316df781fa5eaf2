package dev.sluice.executor.weights;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.Target;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.WeightFormat;
import dev.sluice.executor.WeightSettings;
import dev.sluice.executor.WeightSink;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.schemas.Backoff;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightPublisherTest {
    @TempDir
    private Path directory;

    private final SimulatedFleet fleet = new SimulatedFleet(t -> Duration.ofSeconds(60), OptionalInt.of(8080));

    private long seconds;

    private WeightPublisher traffic(Optional<Path> where) {
        return traffic(where, fleet);
    }

    private WeightPublisher traffic(Actuator platform) {
        return traffic(Optional.empty(), platform);
    }

    private WeightPublisher traffic(Optional<Path> where, Actuator platform) {
        WeightSettings settings = new WeightSettings(where, List.of(WeightFormat.NGINX), new PerPool<>(Map.of()));
        TimeSource time = TimeSource.event();
        LongSupplier nanos = () -> Duration.ofSeconds(seconds).toNanos();
        return new WeightPublisher(
                settings,
                new GuardedActuator(platform, time, new Backoff(0, Duration.ZERO, Duration.ZERO), "here", nanos),
                new PlatformCalls(Runnable::run, 4, Duration.ofSeconds(30), nanos));
    }

    @Test
    void instances_that_the_platform_names_are_sent_traffic_when_they_are_useful() {
        WeightPublisher traffic = traffic(Optional.of(directory));
        fleet.apply(new Order(Target.of("chat"), 1, 1), NOON.minusSeconds(100));
        fleet.apply(new Order(Target.of("chat"), 2, 2), NOON);

        traffic.commanded(0, command("chat", 2, 2, NOON));
        traffic.acknowledged(ack("chat", 0));
        traffic.write();
        assertThat(file("chat")).content().containsPattern("weight=1000;\n.*:8080 down;");

        traffic.acknowledged(ack("chat", 60));
        traffic.write();
        assertThat(file("chat")).content().containsPattern("weight=500;\n.*:8080 weight=500;");
    }

    @Test
    void services_of_a_partition_that_is_lost_are_left_to_another_executor() {
        WeightPublisher traffic = traffic(Optional.of(directory));
        for (String service : List.of("chat", "search")) {
            fleet.apply(new Order(Target.of(service), 1, 1), NOON.minusSeconds(100));
        }
        traffic.commanded(0, command("chat", 1, 1, NOON));
        traffic.commanded(1, command("search", 1, 1, NOON));
        traffic.forget(List.of(0));

        traffic.acknowledged(ack("chat", 0));
        traffic.acknowledged(ack("search", 0));
        traffic.write();
        assertThat(file("chat")).doesNotExist();
        assertThat(file("search")).exists();
    }

    @Test
    void without_a_directory_nothing_is_kept() {
        WeightPublisher traffic = traffic(Optional.empty());
        traffic.commanded(0, command("chat", 1, 1, NOON));
        traffic.acknowledged(ack("chat", 0));
        traffic.write();

        assertThat(traffic.wanted()).isFalse();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_platform_that_keeps_weights_gets_the_newest_and_after_a_failure_once_more() {
        List<String> kept = new ArrayList<>();
        Queue<String> failures = new ArrayDeque<>(List.of("no quota"));
        WeightPublisher traffic = traffic(keeping((weights, texts) -> {
            String failure = failures.poll();
            if (failure != null) {
                throw new IOException(failure);
            }
            kept.add(weights + " " + texts.keySet());
        }));
        fleet.apply(new Order(Target.of("chat"), 1, 1), NOON.minusSeconds(100));
        traffic.commanded(0, command("chat", 1, 1, NOON));
        traffic.acknowledged(ack("chat", 0));
        write(traffic);
        assertThat(kept).isEmpty();

        seconds = 9;
        fleet.apply(new Order(Target.of("chat"), 2, 2), NOON);
        traffic.acknowledged(ack("chat", 60));
        write(traffic);
        assertThat(kept).as("ten seconds are not over").isEmpty();
        seconds = 10;
        write(traffic);
        assertThat(kept).containsExactly("chat [500, 500] of 1000 [nginx.conf]");

        write(traffic);
        assertThat(kept).as("nothing has changed").hasSize(1);
    }

    @Test
    void an_instance_that_was_replaced_is_noticed_without_any_acknowledgement() {
        WeightPublisher traffic = traffic(Optional.of(directory));
        fleet.apply(new Order(Target.of("chat"), 1, 1), NOON.minusSeconds(100));
        traffic.commanded(0, command("chat", 1, 1, NOON));
        traffic.acknowledged(ack("chat", 0));
        write(traffic);
        fleet.apply(new Order(Target.of("chat"), 3, 2), NOON.minusSeconds(90));
        write(traffic);
        assertThat(file("chat")).content().doesNotContain("333");
        seconds = 30;
        write(traffic);
        assertThat(file("chat")).content().contains("weight=333");
    }

    private static void write(WeightPublisher traffic) {
        for (int round = 0; round < 3; round++) {
            traffic.write();
        }
    }

    /** The fleet, at a platform that keeps weights. */
    private Actuator keeping(WeightSink sink) {
        return new Actuator() {
            @Override
            public Outcome apply(Order order, Instant now) {
                return fleet.apply(order, now);
            }

            @Override
            public List<Readiness> poll(List<Waiting> waiting) {
                return fleet.poll(waiting);
            }

            @Override
            public List<Instance> instances(Target target, Instant now) {
                return fleet.instances(target, now);
            }

            @Override
            public Optional<WeightSink> weights() {
                return Optional.of(sink);
            }

            @Override
            public boolean tellsReadiness() {
                return true;
            }
        };
    }

    private Path file(String service) {
        return directory.resolve(service + ".nginx.conf");
    }

    private static ScalingAck ack(String service, int second) {
        return ScalingAck.newBuilder()
                .setService(service)
                .setGeneration(1)
                .setStatus(second == 0 ? AckStatus.APPLIED : AckStatus.READY)
                .setReplicas(1)
                .setIssuedAt(NOON)
                .setAt(NOON.plusSeconds(second))
                .setExecutor("here")
                .build();
    }
}
