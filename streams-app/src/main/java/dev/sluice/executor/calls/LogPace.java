package dev.sluice.executor.calls;

import dev.sluice.schemas.DeadLetter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** How often dead letters are logged: of each reason the first ten, and then one a minute with the number of those between. */
public final class LogPace {
    private static final int FIRST = 10;
    private static final long APART_MS = Duration.ofMinutes(1).toMillis();

    private final Map<DeadLetter.Reason, Told> reasons = new EnumMap<>(DeadLetter.Reason.class);

    private static final class Told {
        private int lines;
        private long at;
        private long between;
    }

    /** Counts a dead letter at {@code now} (ms): how many were passed over before it, if it is to be logged. */
    public OptionalLong of(DeadLetter.Reason reason, long now) {
        Told told = reasons.computeIfAbsent(reason, first -> new Told());
        if (told.lines >= FIRST && now >= told.at && now - told.at < APART_MS) {
            told.between++;
            return OptionalLong.empty();
        }
        long between = told.between;
        told.lines = Math.min(FIRST, told.lines + 1);
        told.at = now;
        told.between = 0;
        return OptionalLong.of(between);
    }
}
