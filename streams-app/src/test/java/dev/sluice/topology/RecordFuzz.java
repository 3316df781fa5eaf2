package dev.sluice.topology;

import dev.sluice.control.planning.demand.HistoryLesson;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Makes records of any schema: plausible ones, ones with absurd fields, and ones whose bytes are broken. Seeded. */
final class RecordFuzz {
    private static final long[] LONGS = {
        0,
        1,
        -1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        1L << 62,
        (1L << 62) + 1,
        1L << 31,
        1L << 53,
        1_000_000_000_000_000L,
        32_767,
        65_536,
        Integer.MAX_VALUE,
        86_400_000,
        86_400_001
    };
    private static final int[] INTS = {
        0,
        1,
        -1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE - 1,
        20,
        21,
        -10,
        -11,
        10_000_000,
        2_000_000_000,
        65_536
    };
    private static final double[] DOUBLES = {
        0,
        -0.0,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        1e-300,
        1e39,
        1e30,
        1e18,
        1.1e18,
        1e15,
        1e-9,
        1.7e308,
        1e6
    };
    private static final String[] NAMES = {"a", "b", "cpu", "gpu", "spot", "UTC", "Europe/Berlin", "0 8 * * 1-5"};

    private static final byte[] MODEL = learned();

    private final Random random;
    private final EncoderFactory encoders = EncoderFactory.get();

    RecordFuzz(Random random) {
        this.random = random;
    }

    /**
     * A record whose fields are absurd with a probability.
     *
     * @param service what its service is called, where it has one
     * @param now about when it was made, ms
     */
    GenericData.Record record(Schema schema, String service, long now, double absurd) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), field(field, service, now, absurd));
        }
        return record;
    }

    private @Nullable Object field(Schema.Field field, String service, long now, double absurd) {
        boolean plain = random.nextDouble() >= absurd;
        if (plain && field.name().equals("service")) {
            return service;
        }
        if (plain && field.name().equals("from")) {
            return now - 10_000;
        }
        if (plain && field.name().equals("to")) {
            return now;
        }
        return value(field.schema(), service, now, absurd);
    }

    private @Nullable Object value(Schema schema, String service, long now, double absurd) {
        boolean plain = random.nextDouble() >= absurd;
        return switch (schema.getType()) {
            case RECORD -> record(schema, service, now, absurd);
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case ARRAY -> array(schema, service, now, absurd, plain);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), service, now, absurd);
            case STRING -> plain ? NAMES[random.nextInt(NAMES.length)] : text();
            case INT -> plain ? 1 + random.nextInt(20) : INTS[random.nextInt(INTS.length)];
            case LONG -> plain ? plausible(schema, now) : LONGS[random.nextInt(LONGS.length)];
            case DOUBLE -> plain ? 1 + random.nextInt(50) : DOUBLES[random.nextInt(DOUBLES.length)] + 0.0;
            case BOOLEAN -> random.nextBoolean();
            case BYTES -> ByteBuffer.wrap(plain ? model() : new byte[random.nextInt(100)]);
            case NULL -> null;
            default -> throw new IllegalArgumentException("no values of " + schema);
        };
    }

    /** A model that was learned of an hour, now and then with a wrong bit. */
    private byte[] model() {
        byte[] bytes = MODEL.clone();
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] learned() {
        HistoryLesson lesson = new HistoryLesson(
                Duration.ofSeconds(10), 10, Duration.ofMinutes(1), SizingTerms.of(ScalingPolicy.of("any", 100)));
        for (int i = 1; i <= 360; i++) {
            lesson.learn(Pipeline.START.minusSeconds(10L * (400 - i)), 80 + i % 40);
        }
        return lesson.history(Signal.REQUESTS, "a test").model();
    }

    private long plausible(Schema schema, long now) {
        boolean time = schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
        return time ? now + random.nextInt(40_000) - 20_000 : random.nextInt(2000);
    }

    private List<Object> array(Schema schema, String service, long now, double absurd, boolean plain) {
        int size = plain ? random.nextInt(4) : new int[] {0, 33, 300, 20_000}[random.nextInt(4)];
        boolean longs = schema.getElementType().getType() == Schema.Type.LONG;
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < (longs ? size : Math.min(300, size)); i++) {
            items.add(value(schema.getElementType(), service, now, absurd));
        }
        return items;
    }

    private String text() {
        return switch (random.nextInt(7)) {
            case 0 -> "";
            case 1 -> "n".repeat(253);
            case 2 -> "n".repeat(254);
            case 3 -> "x".repeat(4096);
            case 4 -> random.nextInt(20) == 0 ? "y".repeat(70_000) : "\u0000\n";
            case 5 -> "\u00e9\u4e2d\ud83d\ude00".repeat(60);
            default -> "pool-" + random.nextInt(1000);
        };
    }

    byte[] bytes(GenericData.Record record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = encoders.directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericData.Record>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same with a few bytes changed, without its end, with more behind it, or with the end of another. */
    byte[] broken(byte[] bytes, byte[] other) {
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
            case 2 -> spliced(bytes, other);
            default -> flipped(bytes.clone());
        };
    }

    private byte[] flipped(byte[] bytes) {
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private byte[] spliced(byte[] bytes, byte[] other) {
        int at = random.nextInt(Math.min(bytes.length, other.length) + 1);
        byte[] both = other.clone();
        System.arraycopy(bytes, 0, both, 0, at);
        return both;
    }
}
