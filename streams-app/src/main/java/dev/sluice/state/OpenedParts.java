package dev.sluice.state;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The stored parts of one service out of their envelopes, each readable or known as lost. */
public final class OpenedParts implements StoredParts {
    private final Map<StatePart, StateEnvelope.Contents> readable = new EnumMap<>(StatePart.class);
    private final EnumSet<StatePart> lost = EnumSet.noneOf(StatePart.class);

    private OpenedParts() {}

    public static OpenedParts of(StoredParts stored) {
        OpenedParts parts = new OpenedParts();
        for (StatePart part : StatePart.values()) {
            stored.part(part).filter(bytes -> bytes.length > 0).ifPresent(bytes -> parts.open(part, bytes));
        }
        return parts;
    }

    private void open(StatePart part, byte[] sealed) {
        try {
            StateEnvelope.Contents contents = StateEnvelope.open(sealed);
            if (part.reads(contents.version())) {
                readable.put(part, contents);
                return;
            }
        } catch (IOException spoiled) {
            // counts as lost, like one of another version
        }
        lost.add(part);
    }

    /** Reads what was stored; may leave half of it read where it throws. */
    @FunctionalInterface
    public interface Reader {
        void read(DataInputStream in) throws IOException;
    }

    /** Reads a part, where it was stored; one that cannot be read to its end is lost, and {@code reset} undoes it. */
    public void read(StatePart part, Reader reader, Runnable reset) {
        StateEnvelope.Contents contents = readable.get(part);
        if (contents != null) {
            read(part, contents.open(), reader, reset);
        }
    }

    /** Reads a section that belongs to {@code part} and stands in another one: the other is not lost with it. */
    public void section(StatePart part, DataInputStream in, Reader reader, Runnable reset) throws IOException {
        Optional<DataInputStream> section = StateSection.read(part, in);
        if (section.isPresent()) {
            read(part, section.get(), reader, reset);
        } else {
            lose(part);
        }
    }

    private void read(StatePart part, DataInputStream in, Reader reader, Runnable reset) {
        try {
            reader.read(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes are left over");
            }
        } catch (IOException | RuntimeException unreadable) {
            // whatever a reader of bytes may throw at bytes that it does not know
            lose(part);
            reset.run();
        }
    }

    private void lose(StatePart part) {
        readable.remove(part);
        lost.add(part);
    }

    /** Whether nothing was stored. */
    public boolean isEmpty() {
        return readable.isEmpty() && lost.isEmpty();
    }

    /** Whether a part was stored and could be read so far. */
    public boolean has(StatePart part) {
        return readable.containsKey(part);
    }

    /** The parts that were stored and could not be read. */
    public Set<StatePart> lost() {
        return lost;
    }

    @Override
    public Optional<byte[]> part(StatePart part) {
        return Optional.ofNullable(readable.get(part)).map(StateEnvelope.Contents::bytes);
    }
}
