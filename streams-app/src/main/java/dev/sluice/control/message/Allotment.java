package dev.sluice.control.message;

import dev.sluice.policy.Resources;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a decision gives a service beside its number of replicas.
 *
 * @param parts replicas of each pool; empty where the policy names none
 * @param pricePerHour price of them all for an hour; empty where the policy names no pool
 * @param standing overrides and schedules that hold, in sentences
 * @param size what one replica should be given; empty while that is not known
 * @param sizeAdvice where that size comes from, in one sentence
 */
public record Allotment(
        List<PoolPart> parts,
        OptionalDouble pricePerHour,
        List<String> standing,
        Optional<Resources> size,
        String sizeAdvice) {
    /** Replicas and nothing else. */
    public static final Allotment PLAIN =
            new Allotment(List.of(), OptionalDouble.empty(), List.of(), Optional.empty(), "");

    public Allotment {
        parts = List.copyOf(parts);
        standing = List.copyOf(standing);
    }
}
