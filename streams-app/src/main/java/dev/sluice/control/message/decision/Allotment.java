package dev.sluice.control.message.decision;

import dev.sluice.policy.Resources;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a decision assigns to a service besides its replica count.
 *
 * @param parts replicas of each pool; empty if the policy names none
 * @param pricePerHour price per hour of all replicas; empty if the policy names no pool
 * @param standing overrides and schedules in force, in sentences
 * @param size advised resources of one replica; empty while unknown
 * @param sizeAdvice where these resources come from, in one sentence
 */
public record Allotment(
        List<PoolPart> parts,
        OptionalDouble pricePerHour,
        List<String> standing,
        Optional<Resources> size,
        String sizeAdvice) {
    /** Only replicas. */
    public static final Allotment PLAIN =
            new Allotment(List.of(), OptionalDouble.empty(), List.of(), Optional.empty(), "");

    public Allotment {
        parts = List.copyOf(parts);
        standing = List.copyOf(standing);
    }
}
