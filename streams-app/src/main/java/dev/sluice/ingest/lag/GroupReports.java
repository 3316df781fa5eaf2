package dev.sluice.ingest.lag;

import dev.sluice.events.RequestRateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readings of groups become reports, step by step with what is stored of each group. */
public final class GroupReports {
    private static final Logger LOG = LoggerFactory.getLogger(GroupReports.class);

    private GroupReports() {}

    /**
     * What a reading leads to.
     *
     * @param key of what is stored of the group
     * @param stored what is to be stored of it now
     * @param event the report of the time since the reading before; empty for the first, and for repetitions
     */
    public record Step(byte[] key, byte[] stored, Optional<RequestRateEvent> event) {}

    /** What is stored of one group. */
    @FunctionalInterface
    public interface Stored {
        byte @Nullable [] of(byte[] key);
    }

    /** Takes a reading as it travelled; IOException if it is none. */
    public static Step take(byte[] travelled, Stored stored, long wall) throws IOException {
        GroupReading reading = GroupReadingCodec.read(travelled);
        byte[] key = key(reading);
        GroupState state = read(stored.of(key));
        Optional<RequestRateEvent> event = state.take(reading, wall);
        return new Step(key, GroupStateCodec.write(state), event);
    }

    private static byte[] key(GroupReading reading) {
        return (reading.service() + "\0" + reading.group()).getBytes(StandardCharsets.UTF_8);
    }

    /** When a group was last heard of by the wall clock, ms. */
    public static long heard(byte[] stored) {
        return read(stored).heard;
    }

    private static GroupState read(byte @Nullable [] stored) {
        try {
            return stored == null ? new GroupState() : GroupStateCodec.read(stored);
        } catch (IOException | RuntimeException e) {
            LOG.error("What was known of a consumer group cannot be read and is begun anew: {}", e.toString());
            return new GroupState();
        }
    }
}
