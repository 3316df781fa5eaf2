package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An executor's clock that is wrong loses no acknowledgement and falsifies no cost. */
class ExecutorClockFaultsTest {
    private Pipeline pipeline = new Pipeline(TimeSource.WALL);

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void a_failure_told_by_a_clock_that_is_behind_is_given_again() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(3));
        ScalingCommand command = newest();

        pipeline.acknowledge(
                ack(command, AckStatus.FAILED, command.getIssuedAt().minusSeconds(2)));
        pipeline.reports("checkout", 500, Duration.ofSeconds(20));

        assertThat(pipeline.deadLetters()).isEmpty();
        assertThat(newest().getGeneration()).isEqualTo(command.getGeneration() + 1);
    }

    @Test
    void whatever_the_clock_says_the_same_hours_are_metered() {
        double right = replicaSecondsWith(Duration.ZERO);
        assertThat(right).isPositive();
        for (Duration skew : List.of(
                Duration.ofDays(-20_000),
                Duration.ofDays(-1),
                Duration.ofMinutes(-10),
                Duration.ofSeconds(-2),
                Duration.ofHours(3),
                Duration.ofDays(30))) {
            assertThat(replicaSecondsWith(skew))
                    .as("a clock that is off by " + skew)
                    .isCloseTo(right, within(right * 0.01));
        }
    }

    @Test
    void an_acknowledgement_of_1970_for_a_service_that_never_reported_makes_no_costs() {
        pipeline.acknowledge(ScalingAck.newBuilder()
                .setService("unknown")
                .setGeneration(1)
                .setStatus(AckStatus.READY)
                .setReplicas(5)
                .setReady(5)
                .setIssuedAt(Instant.EPOCH)
                .setAt(Instant.EPOCH)
                .setExecutor("test")
                .build());
        pipeline.after(Duration.ofHours(3));

        assertThat(pipeline.costs()).isEmpty();
    }

    /** Replica-time of the first two hours, as it was settled. */
    private double replicaSecondsWith(Duration skew) {
        pipeline.close();
        pipeline = new Pipeline(TimeSource.WALL);
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofSeconds(20));
        ScalingCommand command = newest();
        Instant now = pipeline.now().plusSeconds(1);
        pipeline.after(Duration.ofSeconds(1)).acknowledge(ack(command, AckStatus.APPLIED, now.plus(skew)));
        pipeline.reports("checkout", 500, Duration.ofMinutes(1));
        pipeline.acknowledge(ack(command, AckStatus.READY, pipeline.now().plus(skew)));
        for (int minute = 0; minute < 200; minute++) {
            pipeline.after(Duration.ofMinutes(1));
        }
        assertThat(pipeline.deadLetters()).isEmpty();
        return pipeline.costs().stream()
                .filter(ResourceCost::getClosed)
                .mapToDouble(ResourceCost::getReplicaSeconds)
                .sum();
    }

    private ScalingCommand newest() {
        List<ScalingCommand> commands = pipeline.commands();
        assertThat(commands).isNotEmpty();
        return commands.get(commands.size() - 1);
    }

    private static ScalingAck ack(ScalingCommand command, AckStatus status, Instant at) {
        return ScalingAck.newBuilder()
                .setService(command.getService())
                .setPool(command.getPool())
                .setGeneration(command.getGeneration())
                .setStatus(status)
                .setReplicas(command.getReplicas())
                .setIssuedAt(command.getIssuedAt())
                .setAt(at)
                .setExecutor("test")
                .build();
    }
}
