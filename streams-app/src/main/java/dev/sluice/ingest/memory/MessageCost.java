package dev.sluice.ingest.memory;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.LongConsumer;

/** Takes memory for the objects of a protobuf message before they are made. */
public final class MessageCost {
    /** Of a message within a message and what is made of it, bytes: an empty one has two bytes as it is sent. */
    private static final int MESSAGE = 192;

    /** Of a number in a list, which is one byte as it is sent. */
    private static final int NUMBER = 24;

    /** Of a field that nobody knows, which is kept all the same. */
    private static final int UNKNOWN = 128;

    /** Protobuf reads no deeper, and says so. */
    private static final int DEEPEST = 100;

    private final LongConsumer memory;

    private MessageCost(LongConsumer memory) {
        this.memory = memory;
    }

    /** Takes what a message takes; {@code memory} takes bytes, or throws. Bytes that are no such message end it. */
    public static void take(CodedInputStream message, Descriptor type, LongConsumer memory) throws IOException {
        new MessageCost(memory).read(message, type, 0);
    }

    private void read(CodedInputStream in, Descriptor type, int depth) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean hasLength = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            memory.accept(field == null ? UNKNOWN : NUMBER);
            if (hasLength && field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                memory.accept(MESSAGE);
                inner(in, field.getMessageType(), depth + 1);
            } else if (hasLength && field != null && field.isPackable()) {
                int length = in.readRawVarint32();
                memory.accept((long) NUMBER * Math.max(0, length));
                in.skipRawBytes(length);
            } else if (!in.skipField(tag)) {
                return;
            }
        }
    }

    private void inner(CodedInputStream in, Descriptor type, int depth) throws IOException {
        int length = in.readRawVarint32();
        if (depth > DEEPEST) {
            in.skipRawBytes(length);
            return;
        }
        int limit = in.pushLimit(length);
        read(in, type, depth);
        in.popLimit(limit);
    }
}
