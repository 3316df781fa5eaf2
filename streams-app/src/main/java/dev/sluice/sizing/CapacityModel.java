package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Learns the units a second that one replica serves from what the fleet did, window by window.
 *
 * <p>A window is under load when work was refused or piled up, or when requests took {@value #LOADED} times as long as
 * they do in quiet windows (the tenth percentile of the mean times). What replicas achieved under load, at the upper
 * quartile, is their capacity. Until a few such windows were seen, the capacity is at least what was served well, at
 * the 95th percentile, and {@value #PROBE} times that is believed: sizes then shrink step by step, until either the
 * replicas are at their minimum or load shows what they can do. Windows with replicas that had just started are left
 * out. Percentiles follow in steps of their own size (Robbins and Monro 1951), so that old windows fade.
 */
public final class CapacityModel {
    static final double LOADED = 1.5;
    static final double PROBE = 1.25;
    private static final int VERSION = 1;
    private static final int FEW_LOADED = 5;
    private static final int FEW = 10;
    private static final double STEP = .05;

    private float quietMillis;
    private float servedWell;
    private float underLoad;
    private int windows;
    private int loadedWindows;

    /** Takes in a window; one with warm-up or without any work teaches nothing. */
    public void observe(ServedWindow window) {
        if (window.warmUp() || window.throughput() == 0) {
            return;
        }
        windows++;
        boolean loaded = window.overloaded() || slow(window.latencyMillis());
        window.latencyMillis().ifPresent(millis -> quietMillis = follow(quietMillis, millis, .1));
        if (loaded) {
            loadedWindows++;
            underLoad = follow(underLoad, window.each(), .75);
        } else {
            servedWell = follow(servedWell, window.each(), .95);
        }
    }

    private boolean slow(OptionalDouble millis) {
        return millis.isPresent() && quietMillis > 0 && windows > FEW && millis.getAsDouble() > LOADED * quietMillis;
    }

    /** The quantile {@code level} of a stream of positive values, followed on the logarithmic axis. */
    private float follow(float quantile, double value, double level) {
        if (quantile <= 0) {
            return (float) value;
        }
        double early = Math.max(STEP, 1.0 / windows);
        return (float) (quantile * Math.exp(early * (value > quantile ? level : level - 1)));
    }

    /** Units a second that one replica serves; empty until enough windows with work were seen. */
    public OptionalDouble perReplica() {
        if (windows < FEW) {
            return OptionalDouble.empty();
        }
        if (seenUnderLoad()) {
            return OptionalDouble.of(Math.max(underLoad, servedWell));
        }
        return OptionalDouble.of(PROBE * servedWell);
    }

    /** Whether the capacity was seen under load and not only bounded from below. */
    public boolean seenUnderLoad() {
        return loadedWindows >= FEW_LOADED;
    }

    /** Mean time of a request in quiet windows, ms, where reported. */
    public OptionalDouble quietMillis() {
        return quietMillis > 0 ? OptionalDouble.of(quietMillis) : OptionalDouble.empty();
    }

    /** The line and the slots that capacity and quiet time make by Little's law; empty while either is unknown. */
    public Optional<ErlangC> queue() {
        OptionalDouble capacity = perReplica();
        if (capacity.isEmpty() || quietMillis <= 0) {
            return Optional.empty();
        }
        double busy = capacity.getAsDouble() * quietMillis / 1000;
        int slots = (int) Math.max(1, Math.round(busy));
        return Optional.of(new ErlangC(1000 * slots / capacity.getAsDouble(), slots));
    }

    /** Writes the state; that changes nothing for the windows to come. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeFloat(quietMillis);
        out.writeFloat(servedWell);
        out.writeFloat(underLoad);
        out.writeInt(windows);
        out.writeInt(loadedWindows);
    }

    /** The model that was written. */
    public static CapacityModel read(DataInput in) throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            throw new IOException("not a capacity snapshot of version " + VERSION);
        }
        CapacityModel model = new CapacityModel();
        model.quietMillis = in.readFloat();
        model.servedWell = in.readFloat();
        model.underLoad = in.readFloat();
        model.windows = in.readInt();
        model.loadedWindows = in.readInt();
        return model;
    }
}
