package dev.sluice.ingest.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.text.Spelling;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.PartitionLag;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.TrustedPackages;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Reads a JSON object into a record of the contract, field by field as its schema says. Notes everything that is wrong
 * and goes on, so that a sender sees all errors at once.
 *
 * <p>A time is milliseconds since the epoch or ISO 8601. A field that is null or missing takes its default.
 */
final class AvroJson {
    /** A count of buckets that no histogram has: reading stops there. */
    private static final int MOST_ENTRIES = 20_000;

    static {
        // default values of nested records are made by Avro, of classes that are trusted only
        TrustedPackages.trustEvents();
    }

    private final int index;
    private final List<EventError> errors;

    AvroJson(int index, List<EventError> errors) {
        this.index = index;
        this.errors = errors;
    }

    /**
     * The record; whatever was wrong is in the list of errors, and the record must not be used then.
     *
     * @param besides names of fields that the object has besides those of the record
     */
    SpecificRecordBase record(Schema schema, JsonNode object, Set<String> besides) {
        return record(schema, object, "", besides);
    }

    private SpecificRecordBase record(Schema schema, JsonNode object, String path, Set<String> besides) {
        SpecificRecordBase record = newRecord(schema);
        unknown(schema, object, path, besides);
        for (Field field : schema.getFields()) {
            JsonNode given = object.get(field.name());
            if (given == null || given.isNull()) {
                otherwise(record, field, path);
            } else {
                value(present(field.schema()), given, path + field.name())
                        .ifPresent(value -> record.put(field.pos(), value));
            }
        }
        return record;
    }

    private void unknown(Schema schema, JsonNode object, String path, Set<String> besides) {
        Set<String> known = new TreeSet<>(besides);
        schema.getFields().forEach(field -> known.add(field.name()));
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                wrong(path + name, "is not a field of " + schema.getName() + Spelling.hint(name, known));
            }
        }
    }

    private void otherwise(SpecificRecordBase record, Field field, String path) {
        if (field.hasDefaultValue()) {
            record.put(field.pos(), SpecificData.get().getDefaultValue(field));
        } else {
            wrong(path + field.name(), "is missing: " + field.doc());
        }
    }

    /** The schema of a value that is there. */
    private static Schema present(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    private Optional<?> value(Schema schema, JsonNode given, String path) {
        if (schema.getLogicalType() != null) {
            return time(given, path);
        }
        return switch (schema.getType()) {
            case STRING -> text(given, path);
            case LONG -> whole(given, path, Long.MIN_VALUE, Long.MAX_VALUE);
            case INT -> whole(given, path, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
            case DOUBLE -> number(given, path);
            case BOOLEAN -> truth(given, path);
            case ARRAY -> list(schema.getElementType(), given, path);
            case RECORD -> object(schema, given, path);
            default -> throw new IllegalStateException("no event has a field of type " + schema.getType());
        };
    }

    private Optional<String> text(JsonNode given, String path) {
        return given.isTextual() ? Optional.of(given.textValue()) : refused(path, given, "a text in quotes");
    }

    private Optional<Long> whole(JsonNode given, String path, long least, long most) {
        boolean fits = given.isNumber()
                && given.canConvertToExactIntegral()
                && given.canConvertToLong()
                && given.longValue() >= least
                && given.longValue() <= most;
        return fits ? Optional.of(given.longValue()) : refused(path, given, "a whole number");
    }

    private Optional<Double> number(JsonNode given, String path) {
        return given.isNumber() ? Optional.of(given.doubleValue()) : refused(path, given, "a number");
    }

    private Optional<Boolean> truth(JsonNode given, String path) {
        return given.isBoolean() ? Optional.of(given.booleanValue()) : refused(path, given, "true or false");
    }

    private Optional<Instant> time(JsonNode given, String path) {
        if (given.isNumber()) {
            return whole(given, path, Long.MIN_VALUE, Long.MAX_VALUE).map(Instant::ofEpochMilli);
        }
        try {
            return Optional.of(OffsetDateTime.parse(given.asText()).toInstant());
        } catch (DateTimeException e) {
            return refused(path, given, "a time: milliseconds since 1970, or such as \"2026-01-31T12:00:05Z\"");
        }
    }

    private Optional<List<Object>> list(Schema element, JsonNode given, String path) {
        if (!given.isArray() || given.size() > MOST_ENTRIES) {
            return refused(path, given, "a list of at most " + MOST_ENTRIES + " entries");
        }
        List<Object> values = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            value(element, given.get(i), path + "[" + i + "]").ifPresent(values::add);
        }
        return Optional.of(values);
    }

    private Optional<SpecificRecordBase> object(Schema schema, JsonNode given, String path) {
        return given.isObject()
                ? Optional.of(record(schema, given, path + ".", Set.of()))
                : refused(path, given, "an object with the fields of " + schema.getName());
    }

    private <T> Optional<T> refused(String path, JsonNode given, String wanted) {
        wrong(path, "is " + Shown.of(given) + ", must be " + wanted);
        return Optional.empty();
    }

    private void wrong(String field, String detail) {
        errors.add(new EventError(index, field, detail));
    }

    private static SpecificRecordBase newRecord(Schema schema) {
        return switch (schema.getName()) {
            case "RequestRateEvent" -> new RequestRateEvent();
            case "UsageEvent" -> new UsageEvent();
            case "LatencyHistogram" -> new LatencyHistogram();
            case "ConsumerGroupLag" -> new ConsumerGroupLag();
            case "PartitionLag" -> new PartitionLag();
            default -> throw new IllegalStateException("no event has a " + schema.getName());
        };
    }
}
