package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Role;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which of several metrics with one role counts. Many services send the same requests under several names, such as the old and the new
 * name of a convention: the metrics of the lowest rank that was seen lately are added up, the others are left out.
 */
final class Precedence {
    /** A metric that has not been seen for so long is gone, ns. */
    private static final long GONE_NS = 5 * 60 * 1_000_000_000L;

    private final Map<Role, Best> best = new EnumMap<>(Role.class);

    record Best(int rank, long seen) {}

    /** Notes a metric; returns true if it counts. */
    boolean takes(Role role, int rank, long time) {
        Best known = best.get(role);
        if (known == null || rank < known.rank() || time > known.seen() + GONE_NS) {
            best.put(role, new Best(rank, time));
            return true;
        }
        if (rank == known.rank()) {
            best.put(role, new Best(rank, Math.max(time, known.seen())));
            return true;
        }
        return false;
    }

    /** True if the metric counts, without noting it. */
    boolean isBest(Role role, int rank) {
        Best known = best.get(role);
        return known != null && known.rank() == rank;
    }

    /** True if any metric had this role. */
    boolean knows(Role role) {
        return best.containsKey(role);
    }

    Map<Role, Best> all() {
        return best;
    }
}
