package dev.sluice.control.fleet.command;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A replica count that somebody else set on the platform, and when the command may be given again. Who changes it again
 * and again, an HPA for example, is answered with growing pauses.
 */
final class ForeignCount {
    /** Changes that are further apart than this are not of one series. */
    private static final long SERIES_MS = Duration.ofHours(1).toMillis();

    private int running = -1;
    private int times;
    private long at;

    /** Notes that the platform was told at {@code now} (ms) to run another count than was commanded. */
    void set(int replicas, long now) {
        times = times > 0 && now - at <= SERIES_MS ? Math.min(times + 1, 99) : 1;
        running = replicas;
        at = now;
    }

    /** Notes that the count is as commanded again, or commanded anew. */
    void gone() {
        running = -1;
    }

    /** Returns the count, if there is one now. */
    OptionalInt running() {
        return running < 0 ? OptionalInt.empty() : OptionalInt.of(running);
    }

    /** Returns true if the command may be given again at {@code now} (ms). */
    boolean mayCorrect(long now) {
        return running >= 0 && now >= at + RetryPause.after(times);
    }

    /** Returns true if there never was such a count. */
    boolean isUnused() {
        return times == 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(running);
        out.writeByte(times);
        out.writeLong(at);
    }

    void read(DataInput in) throws IOException {
        running = in.readInt();
        times = in.readByte();
        at = in.readLong();
    }
}
