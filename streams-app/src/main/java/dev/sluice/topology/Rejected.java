package dev.sluice.topology;

import dev.sluice.schemas.DeadLetter;

/**
 * A record that cannot be used, on its way to {@code dead-letters}.
 *
 * @param reason why
 * @param detail one sentence for people
 */
record Rejected(DeadLetter.Reason reason, String detail) {
    static Rejected impossible(String detail) {
        return new Rejected(DeadLetter.Reason.IMPOSSIBLE_VALUE, detail);
    }
}
