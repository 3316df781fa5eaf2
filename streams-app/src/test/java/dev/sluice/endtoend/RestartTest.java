package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

final class RestartTest {
    @TempDir
    Path state;

    /** On Kafka and a registry in containers; where no Docker engine answers, on those of this process. */
    @Test
    void a_restart_in_the_middle_loses_no_command_and_repeats_none() throws Exception {
        boolean docker = DockerClientFactory.instance().isDockerAvailable();
        try (Cluster cluster = docker ? Cluster.docker() : Cluster.embedded()) {
            losesNothingAndRepeatsNothing(cluster);
        }
    }

    private void losesNothingAndRepeatsNothing(Cluster cluster) throws Exception {
        Cluster one = cluster.apart("undisturbed.").withTopics();
        RestartScenario.Course undisturbed = new RestartScenario(one, state).undisturbed("undisturbed");
        Cluster other = cluster.apart("ended.").withTopics();
        RestartScenario.Course ended = new RestartScenario(other, state).endedInTheMiddle("ended");

        assertThat(ended.commands()).isEqualTo(undisturbed.commands());
        assertThat(ended.decisions()).isEqualTo(undisturbed.decisions());
        assertThat(undisturbed.commands()).containsKeys("checkout", "search", "thumbnails", "encoder");
    }
}
