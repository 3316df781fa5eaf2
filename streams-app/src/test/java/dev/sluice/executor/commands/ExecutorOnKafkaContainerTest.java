package dev.sluice.executor.commands;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.KafkaInContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** Runs where a Docker engine answers, and says so where none does. */
final class ExecutorOnKafkaContainerTest extends ExecutorOnBrokerContract {
    private static final KafkaContainer KAFKA = KafkaInContainer.create();

    @BeforeAll
    static void start() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine answers: not run against Kafka in a container")
                .isTrue();
        KAFKA.start();
    }

    @AfterAll
    static void stop() {
        KAFKA.stop();
    }

    @Override
    String bootstrapServers() {
        return KAFKA.getBootstrapServers();
    }
}
