package dev.sluice.ingest.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A message of remote write. Version 1.0 is {@code prometheus.WriteRequest}, in which each series has its labels as texts. Version 2.0 is
 * {@code io.prometheus.write.v2.Request}, in which labels are numbers of texts in a table.
 *
 * <p>Source: prometheus/prompb/types.proto and prompb/io/prometheus/write/v2/types.proto.
 */
public record WriteRequest(List<WrittenSeries> series) {
    /** Version of the message. */
    public enum Version {
        V1,
        V2
    }

    /** Of one series and of one text in the table as they are kept, bytes. */
    private static final int KEPT = 64;

    /**
     * Reads a message that is unpacked; IOException where it is none.
     *
     * @param memory takes what it takes, bytes, or throws
     */
    public static WriteRequest read(byte[] message, Version version, LongConsumer memory) throws IOException {
        memory.accept(2L * message.length);
        int field = version == Version.V1 ? 1 : 5;
        List<ByteString> all = new ArrayList<>();
        List<String> symbols = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == Fields.message(field)) {
                memory.accept(KEPT);
                all.add(in.readBytes());
            } else if (version == Version.V2 && tag == Fields.message(4)) {
                memory.accept(KEPT);
                symbols.add(in.readStringRequireUtf8());
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
        }
        List<WrittenSeries> series = new ArrayList<>(all.size());
        for (ByteString one : all) {
            series.add(new SeriesReader(version, symbols, memory).read(one));
        }
        return new WriteRequest(series);
    }
}
