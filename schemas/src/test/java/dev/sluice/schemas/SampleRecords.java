package dev.sluice.schemas;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Records of any schema: with every field populated, each kind of a union in turn, or with every optional one absent. */
final class SampleRecords {
    private final int kind;
    private final boolean populated;
    private int next = 1;

    private SampleRecords(int kind, boolean populated) {
        this.kind = kind;
        this.populated = populated;
    }

    /** Samples that together hold every field and every kind of every union. */
    static List<GenericRecord> all(Schema schema) {
        List<GenericRecord> samples = new ArrayList<>();
        samples.add(new SampleRecords(0, false).record(schema));
        for (int kind = 0; kind < widestUnion(schema); kind++) {
            samples.add(new SampleRecords(kind, true).record(schema));
        }
        return samples;
    }

    /** Most kinds that any union holds, at least the three that show an enum's and a flag's values. */
    private static int widestUnion(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                schema.getFields().stream()
                        .mapToInt(field -> widestUnion(field.schema()))
                        .max()
                        .orElse(3);
            case UNION ->
                schema.getTypes().stream()
                        .mapToInt(SampleRecords::widestUnion)
                        .reduce(schema.getTypes().size(), Math::max);
            case ARRAY -> widestUnion(schema.getElementType());
            default -> 3;
        };
    }

    private GenericRecord record(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    private @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION -> union(schema);
            case ARRAY -> array(schema);
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(kind % schema.getEnumSymbols().size()));
            case STRING -> "text " + next++;
            case INT -> next++;
            case LONG -> 1_000_000_000_000L + next++;
            case DOUBLE -> next++ + 0.5;
            case BYTES -> ByteBuffer.wrap(new byte[] {(byte) next++, 1});
            case BOOLEAN -> kind % 2 == 0;
            default -> throw new IllegalArgumentException("no sample of " + schema);
        };
    }

    private @Nullable Object union(Schema schema) {
        List<Schema> kinds = new ArrayList<>(schema.getTypes());
        boolean optional = kinds.removeIf(type -> type.getType() == Schema.Type.NULL);
        return optional && !populated ? null : value(kinds.get(kind % kinds.size()));
    }

    private Object array(Schema schema) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; populated && i < 3; i++) {
            values.add(value(schema.getElementType()));
        }
        return values;
    }
}
