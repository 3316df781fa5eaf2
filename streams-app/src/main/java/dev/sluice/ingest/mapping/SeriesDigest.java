package dev.sluice.ingest.mapping;

import dev.sluice.ingest.export.SeriesId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/** Names series by a digest: attributes in any order give the same one. */
final class SeriesDigest {
    private SeriesDigest() {}

    static SeriesId of(String metric, Map<String, String> attributes, Map<String, String> resource) {
        MessageDigest digest = sha256();
        add(digest, metric);
        new TreeMap<>(attributes).forEach((name, value) -> {
            add(digest, name);
            add(digest, value);
        });
        add(digest, "");
        new TreeMap<>(resource).forEach((name, value) -> {
            add(digest, name);
            add(digest, value);
        });
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new SeriesId(bytes.getLong(), bytes.getLong());
    }

    /** Its length first: no two lists of texts give the same bytes. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
