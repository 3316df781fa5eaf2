package dev.sluice.control.planning.demand;

import dev.sluice.control.message.history.History;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.StatePart;
import dev.sluice.state.VarInts;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A history that waits until it can be taken in: under a policy with its signal, before the first window of its length
 * that begins after its end.
 */
public final class PendingHistory {
    private static final int LONGEST = 1 << 20;

    private Optional<History> history = Optional.empty();

    /** Returns why a model cannot be read; empty if it can. */
    public static Optional<String> unreadable(byte[] model) {
        try {
            DemandModel unused = read(model);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of("the model was written by another version of Sluice, or is damaged (" + e.getMessage()
                    + "): run sluice learn of the version that runs");
        }
    }

    static DemandModel read(byte[] model) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(model);
        if (!StatePart.MODEL.reads(contents.version())) {
            throw new IOException("version " + contents.version() + ", " + StatePart.MODEL.version() + " is read");
        }
        return DemandModel.read(new DataInputStream(new ByteArrayInputStream(contents.bytes())));
    }

    /** Replaces what waits. */
    public void put(History next) {
        history = Optional.of(next);
    }

    /** Returns true if nothing waits. */
    public boolean isEmpty() {
        return history.isEmpty();
    }

    /** Takes out the history if it fits a closed window that is about to be learned. */
    public Optional<History> takeFor(ClosedWindow window, ScalingPolicy policy) {
        Optional<History> fits =
                history.filter(h -> h.signal().isCountedAs(policy.demand().signal())
                        && h.window().equals(window.total().length())
                        && !h.to().isAfter(window.total().from()));
        if (fits.isPresent()) {
            history = Optional.empty();
        }
        return fits;
    }

    /** Writes nothing if nothing waits. */
    public void write(DataOutput out) throws IOException {
        if (history.isPresent()) {
            History h = history.get();
            out.writeUTF(h.signal().name());
            out.writeLong(h.from().toEpochMilli());
            out.writeLong(h.to().toEpochMilli());
            VarInts.writeCount(h.window().toMillis(), out);
            VarInts.writeCount(h.windows(), out);
            out.writeUTF(h.source());
            VarInts.writeCount(h.model().length, out);
            out.write(h.model());
            out.writeBoolean(h.replica().isPresent());
            if (h.replica().isPresent()) {
                h.replica().get().write(out);
            }
        }
    }

    /** Reads what {@link #write} wrote; before histories showed replicas, it wrote less. */
    public void read(DataInputStream in) throws IOException {
        Signal signal = Signal.valueOf(in.readUTF());
        Instant from = Instant.ofEpochMilli(in.readLong());
        Instant to = Instant.ofEpochMilli(in.readLong());
        Duration window = Duration.ofMillis(VarInts.readCount(in));
        long windows = VarInts.readCount(in);
        String source = in.readUTF();
        long length = VarInts.readCount(in);
        if (length < 0 || length > LONGEST) {
            throw new IOException("a model of " + length + " bytes");
        }
        byte[] model = new byte[(int) length];
        in.readFully(model);
        Optional<ExpectedReplica> replica =
                in.available() > 0 && in.readBoolean() ? Optional.of(ExpectedReplica.read(in)) : Optional.empty();
        history = Optional.of(new History(signal, from, to, window, windows, source, model, replica));
    }
}
