package dev.sluice.control.fleet.command;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The most replicas that a platform said it can run: a quota, or machines that are not to be had. It is believed for ten
 * minutes, then more is tried. If that is refused as well, it is believed for twice as long, up to two hours.
 */
public final class PlatformLimit {
    private static final long FIRST_MS = Duration.ofMinutes(10).toMillis();
    private static final long LONGEST_MS = Duration.ofHours(2).toMillis();

    private int replicas = -1;
    private int times;
    private long until;

    /** Notes that the platform told at {@code now} (ms) that it can run this many. */
    void told(int limit, long now) {
        boolean known = now < until && limit >= replicas;
        if (known) {
            return;
        }
        boolean again = times > 0 && now - until <= FIRST_MS;
        times = again ? Math.min(times + 1, 99) : 1;
        replicas = limit;
        until = now + Math.min(LONGEST_MS, FIRST_MS << Math.min(times - 1, 20));
    }

    /** Notes that so many replicas are ready: a lower limit is no longer true. */
    void reached(int ready) {
        if (ready > replicas) {
            until = 0;
        }
    }

    /** Returns the limit that is believed at {@code now} (ms). */
    public OptionalInt at(long now) {
        return now < until ? OptionalInt.of(replicas) : OptionalInt.empty();
    }

    /** Returns until when it is believed, ms. */
    public long until() {
        return until;
    }

    /** Returns true if there never was a limit. */
    boolean isUnused() {
        return times == 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(replicas);
        out.writeByte(times);
        out.writeLong(until);
    }

    void read(DataInput in) throws IOException {
        replicas = in.readInt();
        times = in.readByte();
        until = in.readLong();
    }
}
