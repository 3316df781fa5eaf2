package dev.sluice.control.fleet.command;

import java.time.Duration;

/** How long to wait before a command is given again: not at all the first time, then 30 seconds, doubled up to 15 minutes. */
final class RetryPause {
    private static final long FIRST_MS = Duration.ofSeconds(30).toMillis();
    private static final long LONGEST_MS = Duration.ofMinutes(15).toMillis();

    private RetryPause() {}

    /** Returns the pause after this many failures in a row, ms. */
    static long after(int failures) {
        return failures < 2 ? 0 : Math.min(LONGEST_MS, FIRST_MS << Math.min(failures - 2, 20));
    }
}
