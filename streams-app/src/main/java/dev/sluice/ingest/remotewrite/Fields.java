package dev.sluice.ingest.remotewrite;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Tags of fields, and fields that are packed or not. */
final class Fields {
    private Fields() {}

    /** Reads one number. */
    @FunctionalInterface
    interface NumberReader {
        void read(CodedInputStream in) throws IOException;
    }

    static int message(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    static int varint(int field) {
        return field << 3 | WireFormat.WIRETYPE_VARINT;
    }

    static int fixed64(int field) {
        return field << 3 | WireFormat.WIRETYPE_FIXED64;
    }

    /** The number of a field. */
    static int number(int tag) {
        return tag >>> 3;
    }

    /** Reads a repeated number, of which all stand together or one. */
    static void repeated(int tag, CodedInputStream in, NumberReader number) throws IOException {
        if ((tag & 7) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            number.read(in);
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            number.read(in);
        }
        in.popLimit(limit);
    }
}
