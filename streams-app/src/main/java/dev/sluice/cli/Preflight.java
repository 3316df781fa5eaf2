package dev.sluice.cli;

import dev.sluice.cli.io.CommandFailedException;
import dev.sluice.cli.io.Connection;
import dev.sluice.cli.topics.TopicLayout;
import dev.sluice.cli.topics.TopicState;
import dev.sluice.config.Settings;
import dev.sluice.schemas.Contract;
import dev.sluice.schemas.Topic;
import java.util.List;

/** What must hold before anything runs for long: brokers answer, topics are there and fit, schemas are registered. */
final class Preflight {
    private Preflight() {}

    /** For the streams application: every topic, the inputs with equal partitions, every schema. */
    static void streams(Settings settings) {
        try (Connection connection = Connection.open(settings)) {
            connection.require(Topic.values());
            List<String> obstacles = TopicLayout.obstacles(TopicState.all(connection));
            if (!obstacles.isEmpty()) {
                throw new CommandFailedException(
                        String.join("; ", obstacles) + "; see: sluice topics describe --config FILE");
            }
            new Contract(connection.registry(), connection.topics()).register();
        }
    }

    /** For the executor: the topics that it reads and writes. */
    static void executor(Settings settings) {
        try (Connection connection = Connection.open(settings)) {
            connection.require(Topic.SCALING_COMMANDS, Topic.SCALING_ACKS, Topic.DEAD_LETTERS);
            new Contract(connection.registry(), connection.topics()).register();
        }
    }
}
