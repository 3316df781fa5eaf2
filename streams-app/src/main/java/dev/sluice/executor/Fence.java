package dev.sluice.executor;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Lets a command pass when it is newer than any known for its target and not past its valid-until. */
final class Fence {
    private final Map<Target, Long> newest = new HashMap<>();

    enum Verdict {
        PASS,
        SUPERSEDED,
        EXPIRED
    }

    /** Judges a command and, where it is the newest known, remembers it whether it may pass or comes too late. */
    Verdict judge(Target target, long generation, Instant validUntil, Instant now) {
        Long known = newest.get(target);
        if (known != null && generation <= known) {
            return Verdict.SUPERSEDED;
        }
        newest.put(target, generation);
        return now.isBefore(validUntil) ? Verdict.PASS : Verdict.EXPIRED;
    }

    /** Remembers that a command of this generation was answered before. */
    void answered(Target target, long generation) {
        newest.merge(target, generation, Math::max);
    }

    /** The newest generation known for a target. */
    OptionalLong newest(Target target) {
        Long known = newest.get(target);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }
}
