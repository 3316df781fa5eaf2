package dev.sluice.schemas;

import dev.sluice.schemas.RegistrySettings.Address;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A registry whose answers are kept for the life of the process: what was registered or read once stays usable while the
 * registry is away, refuses the credentials or has lost its content.
 */
final class CachingRegistry implements SchemaRegistry {
    /** What is known of the registries at these addresses, for all serdes of the process. */
    private static final Map<List<Address>, Known> KNOWN = new ConcurrentHashMap<>();

    private final SchemaRegistry registry;
    private final Known known;

    private record Registration(String subject, Schema schema) {}

    /** What a registry said. */
    private record Known(
            Map<Registration, Integer> ids,
            Map<Integer, Schema> schemas,
            SchemaLookups lookups,
            SchemaRefreshes refreshes) {
        Known(SchemaLookups lookups) {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), lookups, new SchemaRefreshes(System::nanoTime));
        }
    }

    private CachingRegistry(SchemaRegistry registry, Known known) {
        this.registry = registry;
        this.known = known;
    }

    /** The registry of these settings, with what any in this process learned from the same addresses. */
    static CachingRegistry http(RegistrySettings settings) {
        return new CachingRegistry(
                new HttpRegistry(settings),
                KNOWN.computeIfAbsent(settings.addresses(), any -> new Known(new SchemaLookups())));
    }

    /** A registry of which nothing is known yet. */
    static CachingRegistry of(SchemaRegistry registry, SchemaLookups lookups) {
        return new CachingRegistry(registry, new Known(lookups));
    }

    /** Registers the schema whatever is known, so that a registry that lost it has it again. */
    @Override
    public int register(String subject, Schema schema) {
        return noted(subject, schema, registry.register(subject, schema));
    }

    @Override
    public int registered(String subject, Schema schema) {
        Integer id = known.ids().get(new Registration(subject, schema));
        return id != null ? id : register(subject, schema);
    }

    private int noted(String subject, Schema schema, int id) {
        known.ids().put(new Registration(subject, schema), id);
        known.schemas().put(id, schema);
        return id;
    }

    @Override
    public OptionalInt idOf(String subject, Schema schema) {
        OptionalInt id = registry.idOf(subject, schema);
        id.ifPresent(found -> noted(subject, schema, found));
        return id;
    }

    @Override
    public Schema schema(int id) {
        Schema before = known.schemas().get(id);
        return before != null ? before : asked(id);
    }

    /** The schema of an id as the registry has it now: one that lost its content gives old ids to other schemas. */
    @Override
    public Schema refreshed(int id) {
        return known.refreshes().mayAsk(id) ? asked(id) : schema(id);
    }

    private Schema asked(int id) {
        Schema schema = known.lookups().ask(id, registry::schema);
        known.schemas().put(id, schema);
        return schema;
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        return registry.incompatibilities(subject, schema);
    }

    @Override
    public List<String> subjects() {
        return registry.subjects();
    }
}
