package dev.sluice.sizing.capacity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Learns the units per second that one replica serves, window by window, from what the fleet did.
 *
 * <p>A window is under load if work was refused or piled up, or if requests took {@value #LOADED} times as long as in
 * quiet windows (the tenth percentile of the mean times). The capacity is the upper quartile of what replicas
 * achieved under load. Until a few such windows were observed, the capacity is at least the 95th percentile of what
 * was served well. {@value #PROBE} times that value is assumed, so the replica count shrinks step by step, until the
 * replicas are at their minimum or load shows what they can do. Windows with replicas that had just started are
 * ignored. Percentiles fade, and a single window hardly moves them; see {@link StreamQuantile}.
 *
 * <p>What is {@link ExpectedReplica expected} counts until replicas were seen under load. If none are within {@value
 * #BELIEVED} windows, it may be too low, and the replica count shrinks step by step as without it. Example: a history says
 * 20, replicas serve 10. The fleet is half of what it should be, its first windows are under load, and after five of them
 * the capacity is 10.
 */
public final class CapacityModel {
    static final double LOADED = 1.5;
    public static final double PROBE = 1.25;
    static final int BELIEVED = 360;
    private static final int VERSION = 2;
    /** Written where something is expected, so that other services are read by versions from before. */
    private static final int EXPECTING = 3;

    private static final int FEW_LOADED = 5;
    private static final int FEW = 10;

    private final StreamQuantile quietMillis = new StreamQuantile(.1);
    private final StreamQuantile servedWell = new StreamQuantile(.95);
    private final StreamQuantile underLoad = new StreamQuantile(.75);
    private int windows;
    private int loadedWindows;
    private Optional<ExpectedReplica> expected = Optional.empty();
    // windows since it is expected
    private int since;

    /** Takes in what a replica is expected to serve. */
    public void expect(ExpectedReplica replica) {
        expected = Optional.of(replica);
        since = 0;
    }

    /** Learns from a window. A window with warm-up or without any work teaches nothing. */
    public void observe(ServedWindow window) {
        if (window.warmUp() || window.throughput() == 0) {
            return;
        }
        windows = windows == Integer.MAX_VALUE ? windows : windows + 1;
        since = Math.min(BELIEVED, since + 1);
        boolean loaded = window.overloaded() || slow(window.latencyMillis());
        window.latencyMillis().ifPresent(quietMillis::add);
        if (loaded) {
            loadedWindows = Math.min(FEW_LOADED, loadedWindows + 1);
            underLoad.add(window.each());
        } else {
            servedWell.add(window.each());
        }
        if (seenUnderLoad()) {
            expected = Optional.empty();
        }
    }

    private boolean slow(OptionalDouble millis) {
        OptionalDouble told = expected.map(ExpectedReplica::quietMillis).orElse(OptionalDouble.empty());
        double seen = windows > FEW ? quietMillis.value() : 0;
        double quiet = told.isPresent() && (seen == 0 || told.getAsDouble() < seen) ? told.getAsDouble() : seen;
        return millis.isPresent() && quiet > 0 && millis.getAsDouble() > LOADED * quiet;
    }

    /** Units per second that one replica serves. Empty until enough windows with work were observed. */
    public OptionalDouble perReplica() {
        if (expected.isPresent()) {
            return OptionalDouble.of(expected(expected.get()));
        }
        if (windows < FEW) {
            return OptionalDouble.empty();
        }
        if (seenUnderLoad()) {
            return OptionalDouble.of(Math.max(underLoad.value(), servedWell.value()));
        }
        return OptionalDouble.of(PROBE * servedWell.value());
    }

    private double expected(ExpectedReplica replica) {
        double seen = windows < FEW ? 0 : servedWell.value();
        boolean believed = replica.full() && since < BELIEVED;
        double told = replica.full() ? replica.perReplica() : PROBE * replica.perReplica();
        return Math.max(told, believed ? seen : PROBE * seen);
    }

    /** True if the capacity was observed under load; false if only a lower bound is known. */
    public boolean seenUnderLoad() {
        return loadedWindows >= FEW_LOADED;
    }

    /** Mean time of a request in quiet windows, ms, if reported. */
    public OptionalDouble quietMillis() {
        return quietMillis.value() > 0
                ? OptionalDouble.of(quietMillis.value())
                : expected.map(ExpectedReplica::quietMillis).orElse(OptionalDouble.empty());
    }

    /** Writes the state. Writing does not change how later windows are treated. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(expected.isPresent() ? EXPECTING : VERSION);
        quietMillis.write(out);
        servedWell.write(out);
        underLoad.write(out);
        out.writeInt(windows);
        out.writeInt(loadedWindows);
        if (expected.isPresent()) {
            out.writeInt(since);
            expected.get().write(out);
        }
    }

    /** Reads the model that was written. */
    public static CapacityModel read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION && version != EXPECTING) {
            throw new IOException("not a capacity snapshot of version " + VERSION);
        }
        CapacityModel model = new CapacityModel();
        model.quietMillis.read(in);
        model.servedWell.read(in);
        model.underLoad.read(in);
        model.windows = in.readInt();
        model.loadedWindows = in.readInt();
        if (version == EXPECTING) {
            model.since = in.readInt();
            model.expected = Optional.of(ExpectedReplica.read(in));
        }
        return model;
    }
}
