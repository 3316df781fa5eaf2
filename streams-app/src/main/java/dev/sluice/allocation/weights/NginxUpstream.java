package dev.sluice.allocation.weights;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Weights as an nginx upstream block, to be included in its http section. A backend without traffic is marked down, for
 * nginx refuses both weight 0 and an empty upstream; one without an address is left out and named in a comment.
 */
public final class NginxUpstream {
    private static final int LONGEST = 160;

    private NginxUpstream() {}

    public static String render(Weights weights) {
        StringBuilder out = new StringBuilder("upstream " + word(weights.service()) + " {\n");
        for (Weights.Share share : weights.shares()) {
            out.append("    ").append(line(share)).append('\n');
        }
        return out.append("}\n").toString();
    }

    private static String line(Weights.Share share) {
        Backend backend = share.backend();
        String rank = share.weight() > 0 ? "weight=" + share.weight() : "down";
        return backend.address()
                .map(at -> "server " + at + " " + rank + ";")
                .orElseGet(() -> "# pool " + word(backend.pool()) + " has no address: " + rank);
    }

    /**
     * A name as nginx takes it, of which no two are the same, whatever their case: lower-case letters, digits, dots and
     * hyphens stay, an underscore is doubled, and any other byte becomes an underscore and two hexadecimal digits:
     * {@code team/a} is {@code team_2fa}. No name is a lone underscore, a long one is cut and ends in a fingerprint.
     */
    public static String word(String text) {
        if (text.isEmpty()) {
            return "_";
        }
        StringBuilder word = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
            word.append(plain ? String.valueOf(c) : c == '_' ? "__" : String.format("_%02x", (int) c));
        }
        // no escape has an "_h" in it
        return word.length() <= LONGEST ? word.toString() : word.substring(0, LONGEST) + "_h" + fingerprint(text);
    }

    private static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
