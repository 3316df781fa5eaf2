package dev.sluice.topology.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.AckStatus;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.topology.Pipeline;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code sluice run} makes of commands that nobody answers or that two executors carry out. */
final class ExecutionTroublesTest {
    @Test
    void a_command_without_an_executor_is_given_again_and_said() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(4));
            long generation = last(pipeline.commands()).getGeneration();
            assertThat(said(pipeline.decisions())).doesNotContain(Reason.NO_EXECUTOR);

            pipeline.reports("checkout", 500, Duration.ofMinutes(7));

            assertThat(pipeline.commands())
                    .as("the same size under a new generation")
                    .isNotEmpty()
                    .allMatch(command -> command.getGeneration() > generation);
            List<ScalingDecision> decisions = pipeline.decisions();
            assertThat(said(decisions)).contains(Reason.NO_EXECUTOR);
            assertThat(last(decisions).getReason()).isEqualTo(Reason.NO_EXECUTOR);
        }
    }

    @Test
    void two_executors_of_one_service_are_said() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(3));
            ScalingCommand command = last(pipeline.commands());
            pipeline.acknowledge(by("all", command)).acknowledge(by("gpu", command));
            pipeline.decisions();

            pipeline.reports("checkout", 500, Duration.ofSeconds(30));

            assertThat(last(pipeline.decisions()).getStages())
                    .anySatisfy(stage -> assertThat(stage.getDetail()).contains("two executors, all and gpu"));
        }
    }

    private static ScalingAck by(String group, ScalingCommand command) {
        return ScalingAck.newBuilder(Pipeline.answer(command, AckStatus.APPLIED, Duration.ofSeconds(1)))
                .setGroup(group)
                .build();
    }

    private static List<Reason> said(List<ScalingDecision> decisions) {
        return decisions.stream()
                .flatMap(decision -> decision.getStages().stream())
                .map(stage -> stage.getReason())
                .toList();
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }
}
