package dev.sluice.executor.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that requests are signed with: one, or two while one is replaced. Each gives a signature, and a receiver
 * accepts a request if it knows one of them.
 *
 * <p><b>Formula</b> (Standard Webhooks 1.0.0, symmetric): {@code v1,base64(HMAC-SHA256(key, id "." timestamp "." body))}.
 */
final class SigningKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String ENCODED = "whsec_";
    /** Standard Webhooks asks for as many bytes. */
    private static final int SHORTEST = 24;

    private static final int MOST = 2;

    private final List<SecretKeySpec> keys;

    private SigningKeys(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * Reads secrets separated by white space, each {@code whsec_} and Base64 or plain text. An
     * {@link IllegalArgumentException} says what is wrong and never repeats a secret.
     */
    static SigningKeys parse(String text) {
        List<String> words = Arrays.stream(text.strip().split("\\s+"))
                .filter(w -> !w.isEmpty())
                .toList();
        if (words.isEmpty() || words.size() > MOST) {
            throw new IllegalArgumentException(
                    "holds " + words.size() + " secrets: one is needed, or two separated by a space for a rotation");
        }
        return new SigningKeys(words.stream().map(SigningKeys::key).toList());
    }

    private static SecretKeySpec key(String word) {
        byte[] key = word.startsWith(ENCODED) ? decoded(word) : word.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST) {
            throw new IllegalArgumentException("holds a secret of " + key.length + " bytes: at least " + SHORTEST
                    + " are needed, as 'openssl rand -base64 32' prints them");
        }
        return new SecretKeySpec(key, ALGORITHM);
    }

    private static byte[] decoded(String word) {
        try {
            return Base64.getDecoder().decode(word.substring(ENCODED.length()));
        } catch (IllegalArgumentException e) {
            // the reason would repeat a character of the secret
            throw new IllegalArgumentException("holds a secret that begins with " + ENCODED + " and is not Base64");
        }
    }

    /** The value of the header {@code webhook-signature}: a signature of each secret, separated by spaces. */
    String sign(String id, long epochSecond, byte[] body) {
        byte[] head = (id + "." + epochSecond + ".").getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + hmac(key, head, body)).collect(Collectors.joining(" "));
    }

    private static String hmac(SecretKeySpec key, byte[] head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(head);
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
