package dev.sluice.policy.schedule;

import java.time.Instant;

/**
 * Who set something, when, and why.
 *
 * @param owner person or system
 * @param reason in their words; may be empty
 * @param at when it was set
 */
public record Author(String owner, String reason, Instant at) {
    public Author {
        if (owner.isBlank()) {
            throw new IllegalArgumentException("an owner must be named");
        }
    }
}
