package dev.sluice.web.json;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** An Avro record by the names of its fields, its times in epoch milliseconds. */
public final class RecordJson {
    private RecordJson() {}

    public static Map<String, @Nullable Object> of(IndexedRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            fields.put(field.name(), plain(record.get(field.pos())));
        }
        return fields;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof IndexedRecord record) {
            return of(record);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordJson::plain).toList();
        }
        if (value instanceof Instant time) {
            return time.toEpochMilli();
        }
        return value instanceof Enum<?> || value instanceof CharSequence ? value.toString() : value;
    }
}
