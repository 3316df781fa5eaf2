package dev.sluice.sizing;

import dev.sluice.forecast.LatencyHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * The units a second that one replica may get so that a tail latency holds: what a queueing model says, corrected by
 * the tail that was seen.
 *
 * <p>The correction is a factor between {@value #LEAST} and {@value #MOST}. A tail above the bound lowers it by up to
 * {@value #DOWN} of itself a window, the further above the more. A tail below the bound raises it by {@value #UP}, but only
 * when the replicas had at least {@value #LOADED} of the load that they are believed to bear: a quiet replica proves
 * nothing.
 */
public final class LatencyCapacity {
    static final double LEAST = .1;
    static final double MOST = 2;
    static final double DOWN = .1;
    static final double UP = .01;
    static final double LOADED = .7;
    private static final int VERSION = 1;

    private float correction = 1;

    /**
     * The capacity to size with, units a second and replica.
     *
     * @param replicas the size of the fleet that the model is asked about
     */
    public double perReplica(QueueModel model, LatencyBound bound, int replicas) {
        double capacity = model.rateWithin(bound, replicas) / replicas;
        // where the bound is below the time of the work itself no size helps: what remains is not to queue
        double least = LEAST * model.largestRate(replicas) / replicas;
        return Math.max(least, capacity) * correction;
    }

    /**
     * Learns from one window.
     *
     * @param seen latencies in the window
     * @param load units a second that each ready replica got, over what it was believed to bear within the bound
     */
    public void observe(LatencyBound bound, LatencyHistogram seen, double load) {
        OptionalDouble tail = seen.quantile(bound.quantile());
        if (tail.isEmpty() || seen.total() * (1 - bound.quantile()) < 1) {
            return;
        }
        double above = tail.getAsDouble() / bound.millis();
        if (above > 1) {
            correction *= (float) (1 - DOWN * Math.min(1, above - 1));
        } else if (load >= LOADED) {
            correction *= (float) (1 + UP);
        }
        correction = (float) Math.max(LEAST, Math.min(MOST, correction));
    }

    /** What the model's capacity is multiplied by. */
    public double correction() {
        return correction;
    }

    /** Writes the state; that changes nothing for the windows to come. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeFloat(correction);
    }

    /** The state that was written. */
    public static LatencyCapacity read(DataInput in) throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            throw new IOException("not a latency snapshot of version " + VERSION);
        }
        LatencyCapacity capacity = new LatencyCapacity();
        capacity.correction = in.readFloat();
        return capacity;
    }
}
