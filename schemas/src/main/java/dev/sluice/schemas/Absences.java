package dev.sluice.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/** Remembers for a short while which ids the registry did not know, so that a flood of bad records is no flood of questions. */
final class Absences {
    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MOST = 10_000;

    private final Map<Integer, Long> askedAt = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    Absences() {
        this(System::nanoTime);
    }

    Absences(LongSupplier nanos) {
        this.nanos = nanos;
    }

    Schema ask(SchemaRegistry registry, int id) {
        Long asked = askedAt.get(id);
        if (asked != null && nanos.getAsLong() - asked < KEPT_NANOS) {
            throw new UnknownSchemaException(id);
        }
        try {
            Schema schema = registry.schema(id);
            askedAt.remove(id);
            return schema;
        } catch (UnknownSchemaException e) {
            if (askedAt.size() >= MOST) {
                askedAt.clear();
            }
            askedAt.put(id, nanos.getAsLong());
            throw e;
        }
    }
}
