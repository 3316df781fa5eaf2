package dev.sluice.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;

/** The schemas of all topics, checked against a registry and registered there before anything runs. */
public final class Contract {
    private final SchemaRegistry registry;
    private final Topics topics;

    /** Why a subject's registered versions forbid the schema of this build. */
    public record Conflict(String subject, String why) {}

    /** The registry holds schemas that this build's cannot follow. */
    public static final class BrokenContractException extends KafkaException {
        private static final long serialVersionUID = 1L;
        private final transient List<Conflict> conflicts;

        BrokenContractException(List<Conflict> conflicts) {
            super(conflicts.stream()
                    .map(c -> c.subject() + ": " + c.why())
                    .collect(Collectors.joining("\n  ", "incompatible schemas in the registry:\n  ", "")));
            this.conflicts = List.copyOf(conflicts);
        }

        /** All conflicts. */
        public List<Conflict> conflicts() {
            return conflicts;
        }
    }

    public Contract(SchemaRegistry registry, Topics topics) {
        this.registry = registry;
        this.topics = topics;
    }

    /** Every conflict between this build and the registry; empty where all schemas may be registered. */
    public List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            topic.schema().ifPresent(schema -> conflicts.addAll(conflicts(topics.subject(topic), schema)));
        }
        return conflicts;
    }

    /** Registers every schema, or none and throws {@link BrokenContractException} with all conflicts at once. */
    public void register() {
        List<Conflict> conflicts = conflicts();
        if (!conflicts.isEmpty()) {
            throw new BrokenContractException(conflicts);
        }
        for (Topic topic : Topic.values()) {
            topic.schema().ifPresent(schema -> registry.register(topics.subject(topic), schema));
        }
    }

    private List<Conflict> conflicts(String subject, Schema schema) {
        // a version that is there already was compatible when it came, whatever came after it
        if (registry.idOf(subject, schema).isPresent()) {
            return List.of();
        }
        return registry.incompatibilities(subject, schema).stream()
                .map(why -> new Conflict(subject, why))
                .toList();
    }
}
