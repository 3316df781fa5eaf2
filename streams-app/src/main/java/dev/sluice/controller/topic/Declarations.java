package dev.sluice.controller.topic;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the topics of policies, pools and budgets say now. Written by their reader and by who writes; thread-safe. */
public final class Declarations {
    private final Map<DeclaredName, Optional<DeclaredRecord>> newest = new HashMap<>();
    private final Map<DeclaredName, Long> offsets = new HashMap<>();
    private boolean complete;

    /** Takes a record, or a tombstone, unless a newer one of its key is known. */
    public synchronized void take(DeclaredName name, Optional<DeclaredRecord> record, long offset) {
        if (offsets.merge(name, offset, Math::max) == offset) {
            newest.put(name, record);
        }
    }

    /** Everything that was there has been read. */
    synchronized void complete() {
        complete = true;
    }

    /** The topics are read from their beginning again. */
    synchronized void restart() {
        newest.clear();
        offsets.clear();
        complete = false;
    }

    /** Whether the past has been read, so that what is missing here is not there. */
    public synchronized boolean isComplete() {
        return complete;
    }

    public synchronized Optional<DeclaredRecord> of(DeclaredName name) {
        return newest.getOrDefault(name, Optional.empty());
    }

    /** Names of what is in force. */
    public synchronized Set<DeclaredName> names() {
        Set<DeclaredName> names = new HashSet<>();
        newest.forEach((name, record) -> record.ifPresent(unused -> names.add(name)));
        return names;
    }
}
