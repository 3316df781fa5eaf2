package dev.sluice.ingest;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** The body of a request, checked for its type and unpacked, up to a limit: a small body may unpack to a very large one. */
final class BodyReader {
    /** Longest body as it is sent. */
    static final int MOST_SENT = 8 << 20;

    /** Longest body after it is unpacked. */
    static final int MOST_UNPACKED = 32 << 20;

    private static final int PIECE = 16 << 10;

    private BodyReader() {}

    /**
     * The body of one of these types, plain or packed with gzip; a problem with status 413 or 415, or 400 where it is broken.
     *
     * @param memory takes the bytes of what is unpacked, or throws
     */
    static byte[] read(HttpRequest request, LongConsumer memory, String... types) {
        requireType(request, types);
        String encoding =
                request.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> request.body();
            case "gzip", "x-gzip" -> unpacked(request.body(), memory);
            default ->
                throw new ProblemException(
                        415, "Content-Encoding: " + encoding + " is not known here; send it plain or with gzip");
        };
    }

    /** A problem with status 415 unless the body is of one of these types. */
    static void requireType(HttpRequest request, String... types) {
        if (!List.of(types).contains(request.contentType())) {
            String found =
                    request.contentType().isEmpty() ? "no Content-Type" : "Content-Type: " + request.contentType();
            throw new ProblemException(415, found + "; this takes " + String.join(" or ", types));
        }
    }

    private static byte[] unpacked(byte[] packed, LongConsumer memory) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                // as it comes, and once more as a whole
                memory.accept(2L * read);
                plain.write(piece, 0, read);
                if (plain.size() > MOST_UNPACKED) {
                    throw tooLong();
                }
            }
            return plain.toByteArray();
        } catch (IOException e) {
            throw new ProblemException(400, "the body is not what gzip makes: " + e.getMessage());
        }
    }

    /** What is unpacked is too long. */
    static ProblemException tooLong() {
        return new ProblemException(413, "the body is longer than " + MOST_UNPACKED + " bytes when it is unpacked");
    }
}
