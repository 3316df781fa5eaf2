package dev.sluice.demand;

import java.util.OptionalDouble;

/**
 * What the instances that report usage may use, all together.
 *
 * @param cpu cores; empty if an instance did not say
 * @param gpu GPUs; empty if an instance did not say
 * @param instances how many they are; those that are missing for a while count
 */
public record UsageLimits(OptionalDouble cpu, OptionalDouble gpu, double instances) {
    public static final UsageLimits UNKNOWN = new UsageLimits(OptionalDouble.empty(), OptionalDouble.empty(), 0);

    /** Returns the limit of all, in units of a signal; empty if it is not known, or if the signal is no usage. */
    public OptionalDouble of(Signal signal) {
        return switch (signal) {
            case CPU -> cpu;
            case GPU -> gpu;
            default -> OptionalDouble.empty();
        };
    }
}
