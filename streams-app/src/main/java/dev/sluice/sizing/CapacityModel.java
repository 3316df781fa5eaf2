package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
 */
public final class CapacityModel {
    static final double LOADED = 1.5;
    static final double PROBE = 1.25;
    private static final int VERSION = 2;
    private static final int FEW_LOADED = 5;
    private static final int FEW = 10;

    private final StreamQuantile quietMillis = new StreamQuantile(.1);
    private final StreamQuantile servedWell = new StreamQuantile(.95);
    private final StreamQuantile underLoad = new StreamQuantile(.75);
    private int windows;
    private int loadedWindows;

    /** Learns from a window. A window with warm-up or without any work teaches nothing. */
    public void observe(ServedWindow window) {
        if (window.warmUp() || window.throughput() == 0) {
            return;
        }
        windows = windows == Integer.MAX_VALUE ? windows : windows + 1;
        boolean loaded = window.overloaded() || slow(window.latencyMillis());
        window.latencyMillis().ifPresent(quietMillis::add);
        if (loaded) {
            loadedWindows = Math.min(FEW_LOADED, loadedWindows + 1);
            underLoad.add(window.each());
        } else {
            servedWell.add(window.each());
        }
    }

    private boolean slow(OptionalDouble millis) {
        double quiet = quietMillis.value();
        return millis.isPresent() && quiet > 0 && windows > FEW && millis.getAsDouble() > LOADED * quiet;
    }

    /** Units per second that one replica serves. Empty until enough windows with work were observed. */
    public OptionalDouble perReplica() {
        if (windows < FEW) {
            return OptionalDouble.empty();
        }
        if (seenUnderLoad()) {
            return OptionalDouble.of(Math.max(underLoad.value(), servedWell.value()));
        }
        return OptionalDouble.of(PROBE * servedWell.value());
    }

    /** True if the capacity was observed under load; false if only a lower bound is known. */
    public boolean seenUnderLoad() {
        return loadedWindows >= FEW_LOADED;
    }

    /** Mean time of a request in quiet windows, ms, if reported. */
    public OptionalDouble quietMillis() {
        return quietMillis.value() > 0 ? OptionalDouble.of(quietMillis.value()) : OptionalDouble.empty();
    }

    /** Writes the state. Writing does not change how later windows are treated. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        quietMillis.write(out);
        servedWell.write(out);
        underLoad.write(out);
        out.writeInt(windows);
        out.writeInt(loadedWindows);
    }

    /** Reads the model that was written. */
    public static CapacityModel read(DataInput in) throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            throw new IOException("not a capacity snapshot of version " + VERSION);
        }
        CapacityModel model = new CapacityModel();
        model.quietMillis.read(in);
        model.servedWell.read(in);
        model.underLoad.read(in);
        model.windows = in.readInt();
        model.loadedWindows = in.readInt();
        return model;
    }
}
