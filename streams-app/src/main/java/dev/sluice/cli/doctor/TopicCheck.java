package dev.sluice.cli.doctor;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.topics.TopicLayout;
import dev.sluice.cli.topics.TopicLayout.WrongSetting;
import dev.sluice.cli.topics.TopicState;
import dev.sluice.config.Settings;
import dev.sluice.schemas.RegistryRefusedException;
import dev.sluice.schemas.SchemaRegistry;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.SluiceTopology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The topics and the registry: what is missing, and what does not fit. */
final class TopicCheck {
    private static final String CREATE = "sluice topics create --config FILE makes topics and registers schemas";

    private final Settings settings;
    private final Connection connection;

    TopicCheck(Settings settings, Connection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    List<Finding> look() {
        Map<Topic, TopicState> found = TopicState.all(connection);
        List<Finding> findings = new ArrayList<>();
        List<String> missing = Arrays.stream(Topic.values())
                .filter(topic -> !found.containsKey(topic))
                .map(connection.topics()::name)
                .toList();
        findings.add(
                missing.isEmpty()
                        ? Finding.ok("topics", found.size() + ", with " + partitions(found) + " partitions")
                        : Finding.broken("topics", "missing: " + String.join(", ", missing), CREATE));
        TopicLayout.partitions(found)
                .ifPresent(unequal -> findings.add(Finding.broken("topics", unequal, morePartitions(found))));
        for (WrongSetting wrong : TopicLayout.wrongSettings(found)) {
            findings.add(Finding.broken("topics", wrong.describe(), set(wrong)));
        }
        findings.add(schemas());
        return findings;
    }

    private String set(WrongSetting wrong) {
        return "kafka-configs.sh --bootstrap-server " + settings.bootstrapServers()
                + " --alter --entity-type topics --entity-name "
                + connection.topics().name(wrong.topic()) + " --add-config " + wrong.key() + "=" + wrong.needed();
    }

    /** Partitions can be added and never taken away. */
    private String morePartitions(Map<Topic, TopicState> found) {
        Map<Topic, Integer> counts = new EnumMap<>(Topic.class);
        found.forEach((topic, state) -> {
            if (SluiceTopology.INPUTS.contains(topic)) {
                counts.put(topic, state.partitions());
            }
        });
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        return counts.entrySet().stream()
                .filter(count -> count.getValue() < most)
                .map(count -> "kafka-topics.sh --bootstrap-server " + settings.bootstrapServers() + " --alter --topic "
                        + connection.topics().name(count.getKey()) + " --partitions " + most)
                .collect(Collectors.joining(" && ", "", "; where run has learned already, that is lost"));
    }

    private static int partitions(Map<Topic, TopicState> found) {
        return found.values().stream().mapToInt(TopicState::partitions).max().orElse(0);
    }

    private Finding schemas() {
        try {
            SchemaRegistry registry = connection.registry();
            List<String> missing = Arrays.stream(Topic.values())
                    .filter(topic -> topic.schema()
                            .map(schema -> registry.idOf(connection.topics().subject(topic), schema)
                                    .isEmpty())
                            .orElse(false))
                    .map(topic -> connection.topics().subject(topic))
                    .toList();
            return missing.isEmpty()
                    ? Finding.ok("schema registry", "knows every schema")
                    : Finding.warning(
                            "schema registry",
                            "schemas of this version are not registered: " + String.join(", ", missing),
                            CREATE + "; run and execute register them too");
        } catch (RuntimeException e) {
            return Finding.broken("schema registry", String.valueOf(e.getMessage()), fix(e));
        }
    }

    private static String fix(RuntimeException failure) {
        boolean refused = failure instanceof RegistryRefusedException refusal
                && (refusal.status() == 401 || refusal.status() == 403);
        return refused
                ? "set basic.auth.credentials.source=USER_INFO and basic.auth.user.info=USER:PASSWORD"
                : "check schema.registry.url and that it answers";
    }
}
