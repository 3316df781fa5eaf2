package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

final class RestartTest {
    @TempDir
    Path state;

    @Test
    void a_restart_in_the_middle_loses_no_command_and_repeats_none() throws Exception {
        try (Cluster cluster = Cluster.embedded()) {
            losesNothingAndRepeatsNothing(cluster);
        }
    }

    @Test
    void nor_does_it_on_kafka_and_a_registry_in_containers() throws Exception {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine answers: not run against Kafka and a registry in containers")
                .isTrue();
        try (Cluster cluster = Cluster.docker()) {
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
