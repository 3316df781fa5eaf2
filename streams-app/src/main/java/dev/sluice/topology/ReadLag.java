package dev.sluice.topology;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether a task is still reading what came while it was away or overwhelmed. Then the clock is ahead of what the task knows:
 * a window of which no more comes now may have its reports among those that are still to be read.
 */
final class ReadLag {
    private final long tolerance;
    private final Map<String, Position> newest = new HashMap<>();

    /**
     * Behind is who reads records that are older than {@code tolerance} (ms), and has done so within as long: where nothing
     * more comes, however old the last was, there is nothing to wait for.
     */
    ReadLag(long tolerance) {
        this.tolerance = tolerance;
    }

    private record Position(long stamped, long readAt) {}

    /** Notes that a record of {@code topic}, which the broker has had since {@code stamped}, was read at {@code now}, ms. */
    void read(String topic, long stamped, long now) {
        Position before = newest.get(topic);
        newest.put(topic, new Position(before == null ? stamped : Math.max(before.stamped, stamped), now));
    }

    /** Whether records of some topic are behind the clock, ms. */
    boolean isBehind(long now) {
        for (Position position : newest.values()) {
            if (position.stamped < now - tolerance && position.readAt > now - tolerance) {
                return true;
            }
        }
        return false;
    }
}
