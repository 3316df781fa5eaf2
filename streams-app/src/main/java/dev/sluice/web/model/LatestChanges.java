package dev.sluice.web.model;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The newest changes of all services, a fixed number of them. Partitions are read side by side, so they come in any order. */
final class LatestChanges {
    static final int KEPT = 100;

    private final NavigableSet<Change> changes =
            new TreeSet<>(Comparator.comparingLong(Change::at).thenComparing(Change::service));

    /**
     * A decision that changed a size.
     *
     * @param at its time, epoch ms
     * @param record its bytes
     */
    record Change(long at, String service, byte[] record) {}

    synchronized void add(Change change) {
        changes.add(change);
        if (changes.size() > KEPT) {
            changes.pollFirst();
        }
    }

    synchronized void trim(long since) {
        changes.removeIf(change -> change.at() < since);
    }

    /** The newest first. */
    synchronized List<Change> newest(int most) {
        return changes.descendingSet().stream().limit(most).toList();
    }
}
