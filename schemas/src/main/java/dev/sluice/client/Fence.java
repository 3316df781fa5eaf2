package dev.sluice.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Lets a command pass if its generation is higher than any known for its target and it has not expired.
 *
 * <p><b>States.</b> The fence remembers the highest generation per target. A command with a generation up to that is
 * <em>superseded</em>. A newer one <em>passes</em> before its valid-until time, and has <em>expired</em> from that
 * time on. In both cases its generation becomes the highest known.
 *
 * <p><b>Example.</b> Generation 7 is known. A second copy of 7 is superseded. Generation 9, valid until 12:00, is
 * judged at 12:01: it has expired. Generation 8, valid until 13:00, comes later: it is superseded, because 9 is
 * known.
 *
 * @param <T> what is scaled: a service in one of its pools
 */
public final class Fence<T> {
    private final Map<T, Long> newest = new HashMap<>();

    /** What becomes of a command. */
    public enum Verdict {
        /** It is to be carried out. */
        PASS,
        /** A command that is as new or newer is known. */
        SUPERSEDED,
        /** It is too late for it. */
        EXPIRED
    }

    /** Judges a command. If it is the newest known, its generation is remembered, whether it passes or has expired. */
    public Verdict judge(T target, long generation, Instant validUntil, Instant now) {
        Long known = newest.get(target);
        if (known != null && generation <= known) {
            return Verdict.SUPERSEDED;
        }
        newest.put(target, generation);
        return now.isBefore(validUntil) ? Verdict.PASS : Verdict.EXPIRED;
    }

    /** Remembers that a command of this generation has already been answered. */
    public void answered(T target, long generation) {
        newest.merge(target, generation, Math::max);
    }

    /** The newest generation known for a target. */
    public OptionalLong newest(T target) {
        Long known = newest.get(target);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }
}
