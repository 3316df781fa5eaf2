package dev.sluice.ingest.remotewrite;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes messages of remote write as Prometheus does, in either version. */
public final class Messages {
    private final WriteRequest.Version version;
    private final List<String> symbols = new ArrayList<>(List.of(""));
    private final List<byte[]> series = new ArrayList<>();

    public Messages(WriteRequest.Version version) {
        this.version = version;
    }

    /** Writes one message. */
    @FunctionalInterface
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** A series with one sample. */
    public Messages sample(Map<String, String> labels, double value, long time, long start) {
        byte[] sample = message(out -> {
            out.writeDouble(1, value);
            out.writeInt64(2, time);
            if (start != 0) {
                out.writeInt64(3, start);
            }
        });
        return add(labels, 2, sample);
    }

    /** A series with one native histogram: buckets from an index on, as differences. */
    public Messages histogram(Map<String, String> labels, int schema, long zeros, int first, long[] counts, long time) {
        byte[] span = message(out -> {
            out.writeSInt32(1, first);
            out.writeUInt32(2, counts.length);
        });
        byte[] histogram = message(out -> {
            out.writeDouble(3, 1);
            out.writeSInt32(4, schema);
            out.writeUInt64(6, zeros);
            out.writeByteArray(11, span);
            long before = 0;
            for (long count : counts) {
                out.writeSInt64(12, count - before);
                before = count;
            }
            out.writeInt64(15, time);
        });
        return add(labels, version == WriteRequest.Version.V1 ? 4 : 3, histogram);
    }

    private Messages add(Map<String, String> labels, int field, byte[] value) {
        series.add(message(out -> {
            for (Map.Entry<String, String> label : labels.entrySet()) {
                if (version == WriteRequest.Version.V1) {
                    out.writeByteArray(1, message(l -> {
                        l.writeString(1, label.getKey());
                        l.writeString(2, label.getValue());
                    }));
                } else {
                    out.writeUInt32(1, symbol(label.getKey()));
                    out.writeUInt32(1, symbol(label.getValue()));
                }
            }
            out.writeByteArray(field, value);
        }));
        return this;
    }

    private int symbol(String text) {
        if (!symbols.contains(text)) {
            symbols.add(text);
        }
        return symbols.indexOf(text);
    }

    /** The message, not packed. */
    public byte[] bytes() {
        return message(out -> {
            if (version == WriteRequest.Version.V2) {
                for (String symbol : symbols) {
                    out.writeString(4, symbol);
                }
            }
            for (byte[] one : series) {
                out.writeByteArray(version == WriteRequest.Version.V1 ? 1 : 5, one);
            }
        });
    }
}
