package dev.sluice.schemas;

import java.io.ByteArrayOutputStream;

/** Confluent's wire format: byte 0, schema id as four bytes, highest first, then the payload. */
final class WireFormat {
    static final int HEADER_BYTES = 5;
    private static final byte MAGIC = 0;

    private WireFormat() {}

    static int schemaId(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new UnreadableRecordException(
                    bytes.length + " bytes are too few for the " + HEADER_BYTES + " that name the schema", null);
        }
        if (bytes[0] != MAGIC) {
            throw new UnreadableRecordException("first byte is " + (bytes[0] & 0xff) + " where 0 is expected", null);
        }
        return (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | (bytes[4] & 0xff);
    }

    static void writeHeader(ByteArrayOutputStream out, int id) {
        out.write(MAGIC);
        out.write(id >>> 24);
        out.write(id >>> 16);
        out.write(id >>> 8);
        out.write(id);
    }
}
