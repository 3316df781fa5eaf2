package dev.sluice.executor.processes;

import java.time.Duration;
import java.time.Instant;

/** When a target's workers may be started again after one has died: at once, then after 1, 2, 4 … 60 seconds. */
final class RestartBackoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int DOUBLINGS = 6;
    /** A worker that was ready for this long has started well. */
    private static final Duration GOOD = Duration.ofSeconds(10);

    private int deaths;
    private Instant notBefore = Instant.MIN;
    private String last = "";

    /** A worker has died by itself, or could not be started. */
    void died(String how, Instant now) {
        deaths++;
        last = how;
        notBefore = deaths == 1 ? now : now.plus(wait(deaths - 2));
    }

    private static Duration wait(int doublings) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(doublings, DOUBLINGS));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    /** A worker has been ready since then. */
    void ready(Instant since, Instant now) {
        if (deaths > 0 && !now.isBefore(since.plus(GOOD)) && !now.isBefore(notBefore)) {
            deaths = 0;
            last = "";
        }
    }

    boolean mayStart(Instant now) {
        return !now.isBefore(notBefore);
    }

    /** What went wrong lately, to follow a count of workers; empty if nothing did. */
    String describe() {
        return deaths == 0 ? "" : "; " + deaths + " ended by themselves, the last with " + last;
    }
}
