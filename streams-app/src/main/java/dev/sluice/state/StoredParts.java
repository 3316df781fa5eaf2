package dev.sluice.state;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.util.Optional;

/** The state of a service at rest. */
@FunctionalInterface
public interface StoredParts {
    /** What was last written of a part; empty where it never was. */
    Optional<byte[]> part(StatePart part);

    /** The same, to be read. */
    default Optional<DataInput> open(StatePart part) {
        return part(part).map(bytes -> new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
