package dev.sluice.cli.topics;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.schemas.Contract;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.SluiceTopology;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code topics create}: makes the topics that are missing and registers the schemas. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Creates the topics that are missing and registers the schemas. Existing topics are left as they"
                + " are; if one is too small, a message says so and the exit code is 1.")
final class TopicsCreateCommand implements Callable<Integer> {
    private static final int USUAL_PARTITIONS = 6;

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of each topic (default: as many as its inputs have already, else 6).")
    private @Nullable Integer partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Replicas of each partition (default: the brokers' setting).")
    private @Nullable Short replicas;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if ((partitions != null && partitions < 1) || (replicas != null && replicas < 1 && replicas != -1)) {
            throw new ParameterException(
                    command.commandLine(), "--partitions and --replication-factor must be at least 1");
        }
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            create(
                    connection,
                    new TopicLayout(settings.timeSource()),
                    command.commandLine().getOut());
        }
        return 0;
    }

    private void create(Connection connection, TopicLayout layout, PrintWriter out) {
        Map<Topic, TopicState> before = TopicState.all(connection);
        List<Topic> missing = Arrays.stream(Topic.values())
                .filter(t -> !before.containsKey(t))
                .toList();
        int count = Optional.ofNullable(partitions).orElseGet(() -> usual(before));
        make(connection, layout, missing, count);
        connection.awaitTopics();
        missing.forEach(topic -> out.println("created " + connection.topics().name(topic)));
        before.forEach((topic, state) -> layout.differences(topic, state)
                .forEach(d -> out.println("left " + connection.topics().name(topic) + ": " + d)));
        List<String> obstacles = TopicLayout.obstacles(TopicState.all(connection));
        if (!obstacles.isEmpty()) {
            throw new CommandFailedException(
                    "topics that are there already is too small: " + String.join("; ", obstacles));
        }
        new Contract(connection.registry(), connection.topics()).register();
        out.println(missing.size() + " topics created, " + before.size() + " existed already; schemas registered");
        out.flush();
    }

    private void make(Connection connection, TopicLayout layout, List<Topic> missing, int count) {
        List<NewTopic> topics = missing.stream()
                .map(topic -> new NewTopic(
                                connection.topics().name(topic),
                                Optional.of(count),
                                Optional.ofNullable(replicas).filter(r -> r > 0))
                        .configs(layout.settings(topic)))
                .toList();
        connection.admin().createTopics(topics).values().forEach((name, made) -> {
            try {
                connection.get(made);
            } catch (TopicExistsException e) {
                // somebody else made it meanwhile: whether it will do is looked at below
            }
        });
    }

    private static int usual(Map<Topic, TopicState> before) {
        return SluiceTopology.INPUTS.stream()
                .flatMap(topic -> Optional.ofNullable(before.get(topic)).stream())
                .mapToInt(TopicState::partitions)
                .findFirst()
                .orElse(USUAL_PARTITIONS);
    }
}
