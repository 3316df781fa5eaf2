package dev.sluice.http;

import dev.sluice.http.message.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Compression of answers that are worth it. */
final class Gzip {
    private static final int LEAST = 1024;

    private Gzip() {}

    /** Whether an answer is text of some length. */
    static boolean isWorthwhile(HttpResponse.Full full) {
        String type = full.contentType();
        boolean text = type.startsWith("text/") || type.contains("json") || type.contains("svg");
        return text && full.body().length >= LEAST;
    }

    /** Whether a client takes it, by its {@code Accept-Encoding}. */
    static boolean isAccepted(String encodings) {
        return Arrays.stream(encodings.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .anyMatch(one -> one.matches("(gzip|\\*)(\\s*;\\s*q=(1(\\.0*)?|0\\.0*[1-9]\\d*))?"));
    }

    static byte[] of(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        }
        return out.toByteArray();
    }
}
