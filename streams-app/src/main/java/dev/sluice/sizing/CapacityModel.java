package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * Learns the units per second that one replica serves from what the fleet did, window by window.
 *
 * <p>A window is under load when work was refused or piled up, or when requests took {@value #LOADED} times as long as
 * they do in quiet windows (the tenth percentile of the mean times). What replicas achieved under load, at the upper
 * quartile, is their capacity. Until a few such windows were seen, the capacity is at least what was served well, at
 * the 95th percentile, and {@value #PROBE} times that is believed: sizes then shrink step by step, until either the
 * replicas are at their minimum or load shows what they can do. Windows with replicas that had just started are left
 * out. Percentiles fade and shrug off single windows, see {@link StreamQuantile}.
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

    /** Takes in a window; one with warm-up or without any work teaches nothing. */
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

    /** Units a second that one replica serves; empty until enough windows with work were seen. */
    public OptionalDouble perReplica() {
        if (windows < FEW) {
            return OptionalDouble.empty();
        }
        if (seenUnderLoad()) {
            return OptionalDouble.of(Math.max(underLoad.value(), servedWell.value()));
        }
        return OptionalDouble.of(PROBE * servedWell.value());
    }

    /** Whether the capacity was seen under load and not only bounded from below. */
    public boolean seenUnderLoad() {
        return loadedWindows >= FEW_LOADED;
    }

    /** Mean time of a request in quiet windows, ms, where reported. */
    public OptionalDouble quietMillis() {
        return quietMillis.value() > 0 ? OptionalDouble.of(quietMillis.value()) : OptionalDouble.empty();
    }

    /** Writes the state; that changes nothing for the windows to come. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        quietMillis.write(out);
        servedWell.write(out);
        underLoad.write(out);
        out.writeInt(windows);
        out.writeInt(loadedWindows);
    }

    /** The model that was written. */
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
