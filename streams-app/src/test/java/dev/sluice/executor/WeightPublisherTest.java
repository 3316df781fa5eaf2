package dev.sluice.executor;

import static dev.sluice.executor.Commands.NOON;
import static dev.sluice.executor.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.schemas.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightPublisherTest {
    @TempDir
    private Path directory;

    private final SimulatedFleet fleet = new SimulatedFleet(t -> Duration.ofSeconds(60), OptionalInt.of(8080));

    private WeightPublisher traffic(Optional<Path> where) {
        WeightSettings settings = new WeightSettings(where, List.of(WeightFormat.NGINX), new PerPool<>(Map.of()));
        TimeSource time = TimeSource.event();
        return new WeightPublisher(
                settings,
                new GuardedActuator(fleet, time, new Backoff(0, Duration.ZERO, Duration.ZERO), "here", () -> 0),
                new PlatformCalls(Runnable::run, 4, Duration.ofSeconds(30), () -> 0));
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
