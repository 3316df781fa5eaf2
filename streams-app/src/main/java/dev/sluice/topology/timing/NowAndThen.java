package dev.sluice.topology.timing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which of many things of one kind is said: the first, and then one every ten minutes. Remembers a thousand kinds: while
 * so many were said within ten minutes, further ones are not.
 */
public final class NowAndThen {
    private static final long APART = Duration.ofMinutes(10).toMillis();
    private static final int MOST_KINDS = 1000;

    private final Map<String, Told> kinds = new HashMap<>();

    private static final class Told {
        private long at;
        private long since;
    }

    /**
     * Takes in one thing of a kind at {@code now} (ms): how many were not said since the one before it, where it is to be
     * said; below zero where it is not.
     */
    public long since(String kind, long now) {
        Told told = kinds.get(kind);
        if (told == null) {
            return first(kind, now);
        }
        if (now >= told.at && now - told.at < APART) {
            told.since++;
            return -1;
        }
        long since = told.since;
        told.at = now;
        told.since = 0;
        return since;
    }

    private long first(String kind, long now) {
        if (kinds.size() >= MOST_KINDS) {
            kinds.values().removeIf(told -> now - told.at >= APART || now < told.at);
        }
        if (kinds.size() >= MOST_KINDS) {
            return -1;
        }
        Told told = new Told();
        told.at = now;
        kinds.put(kind, told);
        return 0;
    }
}
