package dev.sluice.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a registry may be asked again for schemas that are known. A record may name the schema of another topic because the
 * registry lost its content and gave the id away, or because somebody wrote nonsense. The first is found out by asking, which takes
 * time; the second comes by the thousand and with any id. So an id is asked about once in 30 seconds, whoever reads it, and all
 * together once a second after the first twenty.
 *
 * <p>Safe for use by several threads.
 */
final class SchemaRefreshes {
    private static final long BETWEEN_NANOS = Duration.ofSeconds(30).toNanos();
    private static final double BURST = 20;
    private static final double PER_SECOND = 1;
    private static final int MOST_IDS = 10_000;

    private final Map<Integer, Long> askedAt = new HashMap<>();
    private final LongSupplier nanos;
    private double allowance = BURST;
    private long allowedAt;

    SchemaRefreshes(LongSupplier nanos) {
        this.nanos = nanos;
        this.allowedAt = nanos.getAsLong();
    }

    /** Whether an id may be asked about now; if so, that counts. */
    synchronized boolean mayAsk(int id) {
        long now = nanos.getAsLong();
        Long before = askedAt.get(id);
        allowance = Math.min(BURST, allowance + PER_SECOND * (now - allowedAt) / 1e9);
        allowedAt = now;
        if (allowance < 1 || (before != null && now - before < BETWEEN_NANOS)) {
            return false;
        }
        if (askedAt.size() >= MOST_IDS) {
            askedAt.clear();
        }
        allowance--;
        askedAt.put(id, now);
        return true;
    }
}
