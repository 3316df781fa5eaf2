package dev.sluice.simulator.input.csv;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Text in the charset that its byte-order mark says, or else in UTF-8; what is no such text is an error. */
final class DecodedText {
    /** The longer marks first: that of UTF-16 is the beginning of one of UTF-32. */
    private static final List<Mark> MARKS = List.of(
            new Mark(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
            new Mark(Charset.forName("UTF-32LE"), 0xFF, 0xFE, 0, 0),
            new Mark(Charset.forName("UTF-32BE"), 0, 0, 0xFE, 0xFF),
            new Mark(StandardCharsets.UTF_16LE, 0xFF, 0xFE),
            new Mark(StandardCharsets.UTF_16BE, 0xFE, 0xFF));

    private static final int LONGEST = 4;

    private record Mark(Charset charset, byte[] bytes) {
        Mark(Charset charset, int... bytes) {
            this(charset, new byte[bytes.length]);
            for (int i = 0; i < bytes.length; i++) {
                this.bytes[i] = (byte) bytes[i];
            }
        }

        boolean begins(byte[] start) {
            return start.length >= bytes.length && Arrays.equals(Arrays.copyOf(start, bytes.length), bytes);
        }
    }

    private DecodedText() {}

    static BufferedReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            return new BufferedReader(new InputStreamReader(
                    in,
                    charset(in)
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Reads past the mark. */
    private static Charset charset(InputStream in) throws IOException {
        in.mark(LONGEST);
        byte[] start = in.readNBytes(LONGEST);
        in.reset();
        for (Mark mark : MARKS) {
            if (mark.begins(start)) {
                in.skipNBytes(mark.bytes().length);
                return mark.charset();
            }
        }
        return StandardCharsets.UTF_8;
    }
}
