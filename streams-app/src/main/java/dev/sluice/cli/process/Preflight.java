package dev.sluice.cli.process;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KafkaVersions;
import dev.sluice.cli.kafka.OtherVersions;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.topics.TopicLayout;
import dev.sluice.cli.topics.TopicState;
import dev.sluice.config.Settings;
import dev.sluice.schemas.Contract;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.SluiceTopology;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.streams.StreamsConfig;

/** What must hold before anything runs for long: brokers answer, topics are there and fit, schemas are registered. */
final class Preflight {
    private Preflight() {}

    /** For the streams application: every topic, the inputs with equal partitions, every schema. */
    static void streams(Settings settings, PrintWriter out) {
        KafkaVersions.clientObstacle().ifPresent(obstacle -> {
            throw new CommandFailedException(obstacle);
        });
        try (Connection connection = Connection.open(settings)) {
            brokers(connection, settings).ifPresent(out::println);
            connection.require(Topic.values());
            List<String> obstacles = TopicLayout.obstacles(TopicState.all(connection));
            if (!obstacles.isEmpty()) {
                throw new CommandFailedException(
                        String.join("; ", obstacles) + "; see: sluice topics describe --config FILE");
            }
            registerSchemas(connection);
            List<String> inputs = SluiceTopology.INPUTS.stream()
                    .map(connection.topics()::name)
                    .toList();
            new OtherVersions(connection.admin(), settings.applicationId(), inputs).awaitEnd();
        }
    }

    private static void registerSchemas(Connection connection) {
        try {
            new Contract(connection.registry(), connection.topics()).register();
        } catch (RegistryUnavailableException e) {
            throw new CommandFailedException("schema.registry.url: " + e.getMessage(), e);
        }
    }

    /** What the brokers cannot promise; brokers that do not tell are taken at their word. */
    private static Optional<String> brokers(Connection connection, Settings settings) {
        Object guarantee = settings.streams()
                .getOrDefault(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        try {
            return KafkaVersions.brokerWarning(
                    connection.get(connection.admin().describeFeatures().featureMetadata()), String.valueOf(guarantee));
        } catch (ApiException untold) {
            return Optional.empty();
        }
    }

    /** For the executor: the topics that it reads and writes. */
    static void executor(Settings settings) {
        try (Connection connection = Connection.open(settings)) {
            connection.require(Topic.SCALING_COMMANDS, Topic.SCALING_ACKS, Topic.DEAD_LETTERS);
            registerSchemas(connection);
        }
    }

    /** For the controller of custom resources: the topics that it writes, and those that tell how services get on. */
    static void controller(Settings settings) {
        try (Connection connection = Connection.open(settings)) {
            connection.require(
                    Topic.SCALING_POLICIES,
                    Topic.RESOURCE_POOLS,
                    Topic.TENANT_BUDGETS,
                    Topic.SCALING_DECISIONS,
                    Topic.SCALING_ACKS);
            registerSchemas(connection);
        }
    }

    /** For the ways in: the topics that they write. */
    static void ingest(Settings settings) {
        try (Connection connection = Connection.open(settings)) {
            connection.require(Topic.REQUEST_RATE_EVENTS, Topic.USAGE_EVENTS, Topic.DEAD_LETTERS);
            registerSchemas(connection);
        }
    }
}
