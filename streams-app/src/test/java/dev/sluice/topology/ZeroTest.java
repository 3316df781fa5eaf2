package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A function that is called every twenty minutes and reports only while it has replicas, through the real topology. */
final class ZeroTest {
    private static final int PERIOD = 20;

    private final List<ScalingCommand> commands = new ArrayList<>();
    private int replicas;

    @Test
    void a_silent_function_is_made_ready_by_the_clock_before_its_next_call() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("thumbnails", 0, 10, 5);
            minutes(pipeline, 0, 4 * 60);
            pipeline.decisions();
            minutes(pipeline, 4 * 60 + 1, 5 * 60 + 1);
            List<ScalingDecision> decisions = pipeline.decisions();
            assertThat(decisions)
                    .filteredOn(d -> d.getReason() == Reason.PREWARM)
                    .hasSize(3)
                    .allSatisfy(d -> {
                        assertThat(d.getTrigger()).isEqualTo(Trigger.TICK);
                        assertThat(d.getTarget()).isEqualTo(1);
                        assertThat(d.getDetail()).startsWith("loaded: an idle minute is worth its price");
                    });
            assertThat(decisions).noneMatch(d -> d.getReason() == Reason.WAKE_FROM_ZERO);
            assertThat(decisions)
                    .filteredOn(d -> d.getReason() == Reason.IDLE)
                    .isNotEmpty()
                    .allSatisfy(d -> assertThat(d.getDetail()).startsWith("not loaded: "));
        }
    }

    @Test
    void forgetting_a_sleeping_function_from_memory_changes_no_command() {
        try (Pipeline kept = new Pipeline(TimeSource.WALL);
                Pipeline forgetful = new Pipeline(TimeSource.WALL, Duration.ofSeconds(10), 0)) {
            List<ScalingCommand> undisturbed = commandsOf(kept);
            assertThat(undisturbed).hasSizeGreaterThan(5);
            assertThat(commandsOf(forgetful)).isEqualTo(undisturbed);
        }
    }

    private List<ScalingCommand> commandsOf(Pipeline pipeline) {
        commands.clear();
        replicas = 0;
        pipeline.policy("thumbnails", 0, 10, 5);
        minutes(pipeline, 0, 3 * 60);
        return List.copyOf(commands);
    }

    private void minutes(Pipeline pipeline, int from, int to) {
        for (int tenth = 6 * from; tenth < 6 * to; tenth++) {
            boolean called = tenth % (6 * PERIOD) == 0;
            pipeline.after(Duration.ofSeconds(1));
            obeyed(pipeline);
            if (called || replicas > 0) {
                Instant now = pipeline.now();
                pipeline.report(Pipeline.event("thumbnails", "a", now.minusSeconds(1), now, called ? 1 : 0));
                obeyed(pipeline);
            }
            pipeline.after(Duration.ofSeconds(9));
            obeyed(pipeline);
            if (replicas > 0) {
                Instant now = pipeline.now();
                pipeline.report(Pipeline.event("thumbnails", "a", now.minusSeconds(9), now, 0));
                obeyed(pipeline);
            }
        }
    }

    private void obeyed(Pipeline pipeline) {
        for (ScalingCommand command : pipeline.commands()) {
            replicas = command.getReplicas();
            commands.add(command);
        }
    }
}
