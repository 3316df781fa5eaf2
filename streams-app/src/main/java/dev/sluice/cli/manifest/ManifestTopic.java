package dev.sluice.cli.manifest;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.kafka.TopicLog;
import dev.sluice.cli.kafka.TopicWriter;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.manifest.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is declared of one kind on its compacted topic, as it is in force.
 *
 * @param connection where it is
 * @param kind what it is
 * @param type class of the topic's records
 */
public record ManifestTopic<T extends SpecificRecord>(Connection connection, Manifest.Kind kind, Class<T> type) {
    /** What is declared of a kind; {@link CommandFailedException} where its topic is missing. */
    public static ManifestTopic<?> of(Connection connection, Manifest.Kind kind) {
        connection.require(kind.topic());
        return new ManifestTopic<>(connection, kind, kind.topic().valueType().orElseThrow());
    }

    /** What is declared under a name; {@link CommandFailedException} where nothing is. */
    public Manifest get(String name) {
        try (ServiceLog<T> log = new ServiceLog<>(connection, kind.topic(), type, name)) {
            return log.newest()
                    .map(kind::of)
                    .orElseThrow(() -> new CommandFailedException(
                            "there is no " + kind + " for " + name + KnownNames.hint(connection, kind.topic(), name)));
        }
    }

    /** All that is declared, by name. */
    public List<Manifest> all() {
        TreeMap<String, Optional<T>> newest = new TreeMap<>();
        new TopicLog<>(connection, kind.topic(), type).each(Instant.EPOCH, newest::put);
        return newest.values().stream().flatMap(Optional::stream).map(kind::of).toList();
    }

    /** Puts those of {@code manifests} in force that are of this kind. */
    public void apply(List<Manifest> manifests) {
        try (TopicWriter<T> publication = new TopicWriter<>(connection, kind.topic(), type)) {
            manifests.stream()
                    .filter(manifest -> manifest.kind() == kind)
                    .forEach(manifest -> publication.send(manifest.name(), type.cast(manifest.record())));
        }
    }

    /** Ends what is declared under a name; {@link CommandFailedException} where nothing is. */
    public void delete(String name) {
        Manifest ended = get(name);
        try (TopicWriter<T> publication = new TopicWriter<>(connection, kind.topic(), type)) {
            publication.delete(ended.name());
        }
    }
}
