package dev.sluice.ingest.export;

import java.io.IOException;
import java.util.function.ToIntFunction;

/** Numbers of constants in stored state. */
final class Codes {
    private Codes() {}

    /** The constant of a number; IOException if there is none. */
    static <E> E find(E[] constants, ToIntFunction<E> code, int wanted) throws IOException {
        for (E constant : constants) {
            if (code.applyAsInt(constant) == wanted) {
                return constant;
            }
        }
        throw new IOException("no stored constant has the number " + wanted);
    }
}
