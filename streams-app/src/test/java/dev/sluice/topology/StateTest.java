package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StateTest {
    private static final List<String> SERVICES = List.of("checkout", "search", "thumbnails");

    /** What a service decides must not depend on whether it stayed in memory or was read from the stores each time. */
    @Test
    void forgetting_a_service_from_memory_changes_no_decision() {
        try (Pipeline kept = new Pipeline(TimeSource.EVENT);
                Pipeline forgetful = new Pipeline(TimeSource.EVENT, Duration.ofSeconds(10), 1)) {
            drive(kept);
            drive(forgetful);
            List<ScalingDecision> decisions = kept.decisions();
            assertThat(decisions).hasSizeGreaterThan(500);
            assertThat(forgetful.decisions()).isEqualTo(decisions);
            List<ScalingCommand> commands = kept.commands();
            assertThat(commands).hasSizeGreaterThan(20);
            assertThat(forgetful.commands()).isEqualTo(commands);
        }
    }

    private static void drive(Pipeline pipeline) {
        pipeline.policy("checkout", 1, 100, 10).policy("search", 2, 50, 25).policy("thumbnails", 0, 10, 5);
        SplittableRandom random = new SplittableRandom(7);
        Instant from = Pipeline.START;
        for (int i = 0; i < 240; i++) {
            for (String service : SERVICES) {
                double wave = 300 + 250 * Math.sin(i / 20.0);
                long requests = service.equals("thumbnails") && i % 100 > 20 ? 0 : (long) (wave * random.nextDouble());
                pipeline.report(Pipeline.event(service, "a", from, from.plusSeconds(10), requests));
            }
            from = from.plusSeconds(10);
        }
    }
}
