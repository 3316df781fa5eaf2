package dev.sluice.cli.topics;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.Json;
import dev.sluice.cli.terminal.Table;
import dev.sluice.config.Settings;
import dev.sluice.schemas.SchemaRegistry;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code topics describe}: what is there, and how it differs from what should be. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Shows the topics and schemas that exist, and how they differ from what they should be.")
final class TopicsDescribeCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** One line of the table. */
    private record Row(String topic, Optional<TopicState> state, String schema, List<String> notes) {
        Map<String, Object> json() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("topic", topic);
            fields.put("exists", state.isPresent());
            state.ifPresent(s -> {
                fields.put("partitions", s.partitions());
                fields.put("replicationFactor", s.replicas());
                fields.put("settings", s.settings());
            });
            fields.put("schema", schema);
            fields.put("notes", notes);
            return fields;
        }

        private String cleanup() {
            return state.map(s -> s.settings().getOrDefault(TopicLayout.CLEANUP, "-"))
                    .orElse("-");
        }

        /** What is only compacted has no age. */
        private String retention() {
            return state.filter(s -> cleanup().contains("delete"))
                    .map(s -> s.settings().getOrDefault(TopicLayout.RETENTION, "-"))
                    .orElse("-");
        }

        void into(Table table) {
            table.row(
                    topic,
                    state.map(s -> Integer.toString(s.partitions())).orElse("missing"),
                    state.map(s -> Integer.toString(s.replicas())).orElse("-"),
                    cleanup(),
                    retention(),
                    schema,
                    String.join("; ", notes));
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            Map<Topic, TopicState> found = TopicState.all(connection);
            List<Row> rows = rows(connection, new TopicLayout(settings.timeSource()), found);
            List<String> obstacles = TopicLayout.obstacles(found);
            out.println(json ? json(rows, obstacles) : text(rows, obstacles));
            out.flush();
        }
        return 0;
    }

    private static List<Row> rows(Connection connection, TopicLayout layout, Map<Topic, TopicState> found) {
        SchemaRegistry registry = connection.registry();
        List<Row> rows = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Optional<TopicState> state = Optional.ofNullable(found.get(topic));
            List<String> notes = state.map(s -> layout.differences(topic, s)).orElse(List.of());
            rows.add(new Row(connection.topics().name(topic), state, schema(connection, registry, topic), notes));
        }
        return rows;
    }

    private static String schema(Connection connection, SchemaRegistry registry, Topic topic) {
        return topic.schema()
                .map(schema -> registry.idOf(connection.topics().subject(topic), schema))
                .map(id -> id.isPresent() ? "id " + id.getAsInt() : "not registered")
                .orElse("any bytes");
    }

    private static String text(List<Row> rows, List<String> obstacles) {
        Table table = new Table("TOPIC", "PARTITIONS", "REPLICAS", "CLEANUP", "RETENTION MS", "SCHEMA", "DIFFERS");
        rows.forEach(row -> row.into(table));
        return table + (obstacles.isEmpty() ? "" : "is too small: " + String.join("; ", obstacles));
    }

    private static String json(List<Row> rows, List<String> obstacles) {
        return Json.text(Map.of("topics", rows.stream().map(Row::json).toList(), "obstacles", obstacles));
    }
}
