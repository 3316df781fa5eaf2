package dev.sluice.allocation;

import dev.sluice.text.NumberText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Replicas per pool, and what they carry and cost.
 *
 * @param parts replicas of each pool, in the order of the choices; zeros included
 * @param demand units per second that had to be carried
 * @param capacity rated capacity, units per second
 * @param safeCapacity capacity that can be relied on, units per second: spot counts by its availability
 * @param pricePerHour price of all replicas for per hour
 * @param outcome whether the demand is carried, and if not, why
 * @param proven true if certainly no cheaper mix exists; false only if the search was cut short
 */
public record Mix(
        List<Part> parts,
        double demand,
        double capacity,
        double safeCapacity,
        double pricePerHour,
        Outcome outcome,
        boolean proven) {
    public Mix {
        parts = List.copyOf(parts);
    }

    /** Replicas of one pool. */
    public record Part(String pool, int replicas) {}

    /** Whether a mix carries its demand. */
    public enum Outcome {
        CARRIED,
        /** The pools' limits, or the share of spot, leave too little. */
        SHORT_OF_REPLICAS,
        /** The price ceiling buys too little. */
        SHORT_OF_MONEY
    }

    /** Replicas in {@code pool}; zero if it is not one of the choices. */
    public int replicas(String pool) {
        return parts.stream()
                .filter(part -> part.pool().equals(pool))
                .mapToInt(Part::replicas)
                .findFirst()
                .orElse(0);
    }

    /** Replicas in all pools. */
    public int replicas() {
        return parts.stream().mapToInt(Part::replicas).sum();
    }

    /** Demand that is not carried, units per second. */
    public double missing() {
        return Math.max(0, demand - safeCapacity);
    }

    /** The mix in one sentence. */
    public String describe() {
        String replicas = parts.stream()
                .filter(part -> part.replicas() > 0)
                .map(part -> part.replicas() + " " + part.pool())
                .collect(Collectors.joining(" + "));
        String what = (replicas.isEmpty() ? "none" : replicas) + " carry "
                + NumberText.of(Math.min(safeCapacity, demand)) + " of " + NumberText.of(demand) + " per second for "
                + NumberText.money(pricePerHour) + " per hour";
        return switch (outcome) {
            case CARRIED -> what;
            case SHORT_OF_REPLICAS -> what + ": the pools have no more";
            case SHORT_OF_MONEY -> what + ": the budget buys no more";
        };
    }
}
