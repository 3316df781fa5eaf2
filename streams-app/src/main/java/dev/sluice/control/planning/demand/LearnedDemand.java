package dev.sluice.control.planning.demand;

import dev.sluice.control.message.history.History;
import dev.sluice.demand.DemandWindow;
import dev.sluice.sizing.contest.ContestTerms;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The demand model of a service, from its first window on, and its snapshot that is not written yet. A new model starts
 * if windows get another length or demand another unit.
 */
public final class LearnedDemand {
    private Optional<DemandModel> model = Optional.empty();
    private boolean snapshotTaken;
    private Optional<byte[]> snapshot = Optional.empty();

    /**
     * Learns a window and plans for the next ones.
     *
     * @param demand what counts as its demand, units per second
     * @param perReplica what one replica serves, units per second
     * @param lead time from an order to ready replicas
     */
    public DemandModel.Learned learn(
            DemandWindow window, double demand, double perReplica, Duration lead, ContestTerms terms) {
        int leadMs = (int) Math.min(Integer.MAX_VALUE, lead.toMillis());
        Journal.Entry entry = new Journal.Entry(window.to().toEpochMilli(), (float) demand, (float) perReplica, leadMs);
        DemandModel.Learned learned =
                modelFor(window.length().toMillis(), entry).learn(entry, terms);
        learned.snapshot().ifPresent(this::keep);
        return learned;
    }

    private DemandModel modelFor(long windowMs, Journal.Entry entry) {
        if (model.isEmpty()
                || model.get().windowMs() != windowMs
                || !model.get().fits(entry)) {
            snapshotTaken = false;
            model = Optional.of(DemandModel.of(windowMs, entry));
        }
        return model.get();
    }

    private void keep(byte[] bytes) {
        snapshotTaken = true;
        snapshot = Optional.of(bytes);
    }

    /** Forgets the model: demand is measured by another signal. */
    public void forget() {
        model = Optional.empty();
        snapshotTaken = false;
    }

    /**
     * Takes in a history if it knows more windows than the model. What the model saw after its end is kept, as far as the
     * journal reaches. Returns true if it was taken.
     */
    public boolean take(History history, ContestTerms terms) {
        if (model.isPresent() && model.get().windows() >= history.windows()) {
            return false;
        }
        try {
            DemandModel taught = PendingHistory.read(history.model());
            model.filter(known -> known.windowMs() == taught.windowMs())
                    .ifPresent(known -> taught.continueFrom(known, terms));
            model = Optional.of(taught);
            takeSnapshot();
            return true;
        } catch (IOException e) {
            // it was checked when it came, so another version has been started since
            return false;
        }
    }

    /** Takes a snapshot now. */
    public void takeSnapshot() {
        model.map(DemandModel::snapshot).ifPresent(this::keep);
    }

    /** Returns the units per second up to which a window is normal; 0 while nothing was learned. */
    public double usual() {
        return model.isPresent() ? model.get().usual() : 0;
    }

    /** Returns true if there is a snapshot that was not written yet. */
    public boolean hasSnapshot() {
        return snapshot.isPresent();
    }

    /** Writes the newest snapshot, once. */
    public void writeSnapshot(DataOutput out) throws IOException {
        if (snapshot.isPresent()) {
            out.write(snapshot.get());
            snapshot = Optional.empty();
        }
    }

    /** Writes the windows since the snapshot. */
    public void write(DataOutput out) throws IOException {
        out.writeByte((model.isPresent() ? 1 : 0) | (snapshotTaken ? 2 : 0));
        if (model.isPresent()) {
            model.get().writeJournal(out);
        }
    }

    /** Reads what {@link #write} wrote, and returns the windows to pass to {@link #restore}. */
    public Optional<Journal> read(DataInput in) throws IOException {
        int flags = in.readByte();
        snapshotTaken = (flags & 2) != 0;
        return (flags & 1) != 0 ? Optional.of(Journal.read(in)) : Optional.empty();
    }

    /** Returns true if the windows that were read continue a stored snapshot. */
    public boolean hasWrittenSnapshot() {
        return snapshotTaken;
    }

    /** Restores the model from the snapshot, if it can be read, and from the windows since. */
    public void restore(Optional<DataInputStream> stored, Journal since, ContestTerms terms) throws IOException {
        boolean nothing = stored.isEmpty() && since.size() == 0;
        model = nothing ? Optional.empty() : Optional.of(DemandModel.restored(stored, since, terms));
    }
}
