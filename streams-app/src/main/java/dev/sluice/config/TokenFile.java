package dev.sluice.config;

import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds a token and nothing else, as Kubernetes and Docker mount secrets. */
final class TokenFile {
    private static final long LONGEST = 4096;

    private TokenFile() {}

    /** The token; {@link IllegalArgumentException} says why there is none. */
    static String read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException("is longer than " + LONGEST + " bytes: it must hold the token only");
            }
            String token = Files.readString(file).strip();
            if (!token.matches("[\\x21-\\x7e]+")) {
                throw new IllegalArgumentException("must hold one token of visible ASCII characters");
            }
            return token;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read: " + IoFault.describe(e), e);
        }
    }
}
