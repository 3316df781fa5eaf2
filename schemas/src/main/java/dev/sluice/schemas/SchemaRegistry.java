package dev.sluice.schemas;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.Schema;

/**
 * Where the schemas of all topics are kept under ids, as Confluent's Schema Registry does it.
 *
 * <p>Each call may throw {@link RegistryUnavailableException} (nobody answers: try again later, the records at hand are
 * not to blame) or {@link RegistryRefusedException} (it answers and says no).
 */
public interface SchemaRegistry {
    /** Registers a schema under a subject, unless it is there already, and returns its id. */
    int register(String subject, Schema schema);

    /** The id that this process knows for a schema under a subject; where it knows none, the schema is registered. */
    default int registered(String subject, Schema schema) {
        return register(subject, schema);
    }

    /** Id of a schema under a subject, if it is registered there. */
    OptionalInt idOf(String subject, Schema schema);

    /** The schema of an id; {@link UnknownSchemaException} where there is none. */
    Schema schema(int id);

    /** The same, but asked again: what was known of the id does not fit. */
    default Schema refreshed(int id) {
        return schema(id);
    }

    /** Why the subject's rule forbids this schema as its next version; empty where it may come. */
    List<String> incompatibilities(String subject, Schema schema);

    /** All subjects, sorted. */
    List<String> subjects();

    /** The registry that {@code schema.registry.url} names: over HTTP, or in memory for {@code mock://scope}. */
    static SchemaRegistry at(Map<String, ?> settings) {
        RegistrySettings read = RegistrySettings.from(settings);
        return read.scope().<SchemaRegistry>map(InMemoryRegistry::ofScope).orElseGet(() -> CachingRegistry.http(read));
    }
}
