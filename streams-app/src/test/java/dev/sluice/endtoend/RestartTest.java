package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestartTest {
    @TempDir
    Path state;

    @Test
    void a_restart_in_the_middle_loses_no_command_and_repeats_none() throws Exception {
        RestartScenario.Course undisturbed;
        try (Cluster cluster = Cluster.embedded().withTopics()) {
            undisturbed = new RestartScenario(cluster, state).undisturbed("undisturbed");
        }
        try (Cluster cluster = Cluster.embedded().withTopics()) {
            RestartScenario.Course ended = new RestartScenario(cluster, state).endedInTheMiddle("ended");
            assertThat(ended.commands()).isEqualTo(undisturbed.commands());
            assertThat(ended.decisions()).isEqualTo(undisturbed.decisions());
        }
        assertThat(undisturbed.commands()).containsKeys("checkout", "search", "thumbnails", "encoder");
    }
}
