package dev.sluice.ingest.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The stored form of who reports: the key of what is known of an instance. */
public final class ReporterKeyCodec {
    private ReporterKeyCodec() {}

    public static byte[] write(ReporterKey key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            ExportCodec.reporter(key, out);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    public static ReporterKey read(byte[] bytes) {
        try {
            return ExportCodec.reporter(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new IllegalStateException("a key that was never written", e);
        }
    }
}
