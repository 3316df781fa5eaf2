package dev.sluice.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;

/** The schemas of all topics, checked against a registry and registered there before anything runs. */
public final class Contract {
    private static final int AT_ONCE = 8;

    private final SchemaRegistry registry;
    private final Topics topics;

    /** Why a subject's registered versions forbid the schema of this build. */
    public record Conflict(String subject, String why) {}

    private record Subject(String name, Schema schema) {}

    /** What the registry has of a subject: the schema, or what forbids it. */
    private record Looked(Subject subject, boolean registered, List<Conflict> conflicts) {}

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
        return looked().stream().flatMap(found -> found.conflicts().stream()).toList();
    }

    /** Registers every schema, or none and throws {@link BrokenContractException} with all conflicts at once. */
    public void register() {
        List<Looked> looked = looked();
        List<Conflict> conflicts =
                looked.stream().flatMap(found -> found.conflicts().stream()).toList();
        if (!conflicts.isEmpty()) {
            throw new BrokenContractException(conflicts);
        }
        List<Subject> missing = looked.stream()
                .filter(found -> !found.registered())
                .map(Looked::subject)
                .toList();
        asked(missing, subject -> registry.register(subject.name(), subject.schema()));
    }

    /** What the registry has of every subject, in the order of topics. */
    private List<Looked> looked() {
        List<Subject> subjects = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            topic.schema().ifPresent(schema -> subjects.add(new Subject(topics.subject(topic), schema)));
        }
        return asked(subjects, this::look);
    }

    private Looked look(Subject subject) {
        // a version that is there already was compatible when it came, whatever came after it
        if (registry.idOf(subject.name(), subject.schema()).isPresent()) {
            return new Looked(subject, true, List.of());
        }
        List<Conflict> conflicts = registry.incompatibilities(subject.name(), subject.schema()).stream()
                .map(why -> new Conflict(subject.name(), why))
                .toList();
        return new Looked(subject, false, conflicts);
    }

    /**
     * Asks about all subjects, a few at once: a registry may take seconds for each answer. The first one alone, so that a
     * registry that is away is told of once.
     */
    private static <T> List<T> asked(List<Subject> subjects, Function<Subject, T> question) {
        if (subjects.isEmpty()) {
            return List.of();
        }
        List<T> answers = new ArrayList<>();
        answers.add(question.apply(subjects.get(0)));
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<T>> open = subjects.stream()
                    .skip(1)
                    .map(subject -> CompletableFuture.supplyAsync(() -> question.apply(subject), threads))
                    .toList();
            open.forEach(answer -> answers.add(answer.join()));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
        return answers;
    }
}
