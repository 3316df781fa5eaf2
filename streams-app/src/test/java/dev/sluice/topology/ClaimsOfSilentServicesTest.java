package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.ScalingCommand;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a service runs in a pool with a limit, while none of its reports arrive. */
final class ClaimsOfSilentServicesTest {
    @Test
    void replicas_that_are_held_for_want_of_reports_are_not_given_to_others() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.limitedPool("gpu", 20).policy("chat", "gpu", "").policy("image", "gpu", "");
            for (int i = 0; i < 30; i++) {
                pipeline.after(Duration.ofSeconds(10)).report("chat", 800).report("image", 1800);
            }
            Map<String, Integer> before = ready(pipeline, new TreeMap<>());
            assertThat(before.values().stream().mapToInt(n -> n).sum()).isEqualTo(20);

            for (int minutes = 0; minutes < 150; minutes += 5) {
                pipeline.after(Duration.ofMinutes(5)).report("image", 1800);
            }
            Map<String, Integer> after = ready(pipeline, before);
            assertThat(after.values().stream().mapToInt(n -> n).sum()).isEqualTo(20);
        }
    }

    /** All that was ordered becomes ready; the newest orders. */
    private static Map<String, Integer> ready(Pipeline pipeline, Map<String, Integer> before) {
        Map<String, Integer> newest = new TreeMap<>(before);
        for (ScalingCommand command : pipeline.commands()) {
            newest.put(command.getService(), command.getReplicas());
            pipeline.ready(command, Duration.ofSeconds(5));
        }
        return newest;
    }
}
