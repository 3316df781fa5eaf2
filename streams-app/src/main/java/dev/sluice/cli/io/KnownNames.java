package dev.sluice.cli.io;

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
        try {
            return connection.existing().containsKey(topic) ? Spelling.hint(name, in(connection, topic)) : "";
        } catch (KafkaException | CommandFailedException e) {
            // what is wrong is told by what the hint belongs to
            return "";
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
