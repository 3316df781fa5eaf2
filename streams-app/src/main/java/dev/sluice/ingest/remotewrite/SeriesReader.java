package dev.sluice.ingest.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.remotewrite.WriteRequest.Version;
import dev.sluice.ingest.remotewrite.WrittenSeries.WrittenSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Reads one series of a message. What it says and cannot be is its problem; the other series of the message are read. */
final class SeriesReader {
    private static final int COUNTER = 1;
    private static final int GAUGE = 2;

    /** What a series, a label and a sample take with all that is made of them, bytes; of a histogram, each byte. */
    private static final int SERIES = 800;

    private static final int LABEL = 160;
    private static final int SAMPLE = 320;
    private static final int NUMBER = 24;

    private final Version version;
    private final List<String> symbols;
    private final LongConsumer memory;
    private final Map<String, String> labels = new HashMap<>();
    private final List<Integer> references = new ArrayList<>();
    private final List<WrittenSample> samples = new ArrayList<>();
    private final List<WrittenSample> histograms = new ArrayList<>();
    private WrittenSeries.Type type = WrittenSeries.Type.UNKNOWN;
    private int exemplars;
    private String problem = "";

    SeriesReader(Version version, List<String> symbols, LongConsumer memory) {
        this.version = version;
        this.symbols = symbols;
        this.memory = memory;
    }

    /** Reads it; IOException where the bytes are no series. */
    WrittenSeries read(ByteString bytes) throws IOException {
        memory.accept(SERIES);
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            boolean known = version == Version.V1 ? first(tag, in) : second(tag, in);
            if (!known && !in.skipField(tag)) {
                throw new IOException("a group ends that did not begin");
            }
        }
        resolve();
        if (problem.isEmpty() && labels.getOrDefault(WrittenSeries.NAME, "").isEmpty()) {
            problem = "a series has no __name__";
        }
        return new WrittenSeries(Map.copyOf(labels), type, samples, histograms, exemplars, problem);
    }

    private boolean first(int tag, CodedInputStream in) throws IOException {
        switch (Fields.number(tag)) {
            case 1 -> label(in.readBytes());
            case 2 -> sample(in.readBytes());
            case 3 -> exemplar(in.readBytes());
            case 4 -> histogram(in.readBytes());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean second(int tag, CodedInputStream in) throws IOException {
        switch (Fields.number(tag)) {
            case 1 -> Fields.repeated(tag, in, from -> reference(from.readUInt32()));
            case 2 -> sample(in.readBytes());
            case 3 -> histogram(in.readBytes());
            case 4 -> exemplar(in.readBytes());
            case 5 -> metadata(in.readBytes());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void reference(int symbol) {
        memory.accept(NUMBER);
        references.add(symbol);
    }

    private void exemplar(ByteString ignored) {
        exemplars += ignored.isEmpty() ? 0 : 1;
    }

    private void label(ByteString bytes) throws IOException {
        String name = "";
        String value = "";
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == Fields.message(1)) {
                name = in.readStringRequireUtf8();
            } else if (tag == Fields.message(2)) {
                value = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        put(name, value);
    }

    private void put(String name, String value) {
        memory.accept(LABEL);
        if (labels.put(name, value) != null) {
            problem = "a series has the label " + name + " twice";
        }
    }

    private void resolve() {
        for (int i = 0; i < references.size() && problem.isEmpty(); i += 2) {
            boolean whole = i + 1 < references.size() && isSymbol(references.get(i)) && isSymbol(references.get(i + 1));
            if (whole) {
                put(symbols.get(references.get(i)), symbols.get(references.get(i + 1)));
            } else {
                problem = "a series has labels that are not in the table of symbols";
            }
        }
    }

    private boolean isSymbol(int reference) {
        return reference >= 0 && reference < symbols.size();
    }

    /** Field 3 is the start of counting in version 2.0. */
    private void sample(ByteString bytes) throws IOException {
        double value = 0;
        long time = 0;
        long start = 0;
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == Fields.fixed64(1)) {
                value = in.readDouble();
            } else if (tag == Fields.varint(2)) {
                time = in.readInt64();
            } else if (tag == Fields.varint(3)) {
                start = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        memory.accept(SAMPLE);
        samples.add(new WrittenSample(time, start, new Value.Amount(value)));
    }

    private void histogram(ByteString bytes) throws IOException {
        memory.accept(SAMPLE + (long) NUMBER * bytes.size());
        try {
            histograms.add(NativeHistogram.read(bytes));
        } catch (IllegalArgumentException e) {
            problem = "a native histogram " + e.getMessage();
        }
    }

    private void metadata(ByteString bytes) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == Fields.varint(1)) {
                int stated = in.readEnum();
                type = stated == COUNTER
                        ? WrittenSeries.Type.COUNTER
                        : stated == GAUGE ? WrittenSeries.Type.GAUGE : WrittenSeries.Type.OTHER;
            } else {
                in.skipField(tag);
            }
        }
    }
}
