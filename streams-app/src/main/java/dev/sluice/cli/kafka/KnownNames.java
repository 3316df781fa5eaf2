package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.text.Spelling;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;

/** Names that are declared, to say what may be meant by one that is not. */
public final class KnownNames {
    private KnownNames() {}

    /** {@code ; did you mean checkout?} where a service with a policy has a near name, else nothing. */
    public static String hintOfService(Connection connection, String name) {
        return hint(connection, Topic.SCALING_POLICIES, name);
    }

    /** The same of what a compacted topic declares. */
    public static String hint(Connection connection, Topic topic, String name) {
        return seen(connection, topic).map(names -> Spelling.hint(name, names)).orElse("");
    }

    /**
     * Refuses a service without a policy: most often it is a slip of the pen. Where the policies cannot be read, none is refused.
     *
     * @param otherwise what to do if the service is meant
     */
    public static void requireService(Connection connection, String name, String otherwise) {
        seen(connection, Topic.SCALING_POLICIES)
                .filter(names -> !names.contains(name))
                .ifPresent(names -> {
                    String hint = Spelling.hint(name, names);
                    throw new CommandFailedException("there is no policy for " + name
                            + (hint.isEmpty() ? "; " : hint + " If not, ") + otherwise);
                });
    }

    /** Empty where they cannot be read: what is wrong is told by the command that asks. */
    private static Optional<Set<String>> seen(Connection connection, Topic topic) {
        try {
            return connection.existing().containsKey(topic) ? Optional.of(in(connection, topic)) : Optional.empty();
        } catch (KafkaException | CommandFailedException e) {
            return Optional.empty();
        }
    }

    private static Set<String> in(Connection connection, Topic topic) {
        Class<? extends SpecificRecord> type = topic.valueType().orElseThrow();
        return declared(new TopicLog<>(connection, topic, type));
    }

    private static <T extends SpecificRecord> Set<String> declared(TopicLog<T> log) {
        Set<String> names = new TreeSet<>();
        log.each(Instant.EPOCH, (name, value) -> keep(names, name, value));
        return names;
    }

    private static void keep(Set<String> names, String name, Optional<?> value) {
        if (value.isPresent()) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }
}
