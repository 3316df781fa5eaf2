package dev.sluice.config.record.check;

import dev.sluice.schemas.DeadLetter;

/**
 * Why a record cannot be used and goes to {@code dead-letters}, or {@link #NOT}.
 *
 * @param reason why
 * @param detail one sentence for people
 */
public record Rejection(DeadLetter.Reason reason, String detail) {
    /** The record can be used: checked for every event, so it is one value and no {@code Optional} around many. */
    public static final Rejection NOT = new Rejection(DeadLetter.Reason.UNREADABLE, "not rejected");

    @SuppressWarnings("ReferenceEquality") // it is the one value of its kind
    public boolean isRejected() {
        return !equals(NOT);
    }

    public static Rejection impossible(String detail) {
        return new Rejection(DeadLetter.Reason.IMPOSSIBLE_VALUE, detail);
    }
}
