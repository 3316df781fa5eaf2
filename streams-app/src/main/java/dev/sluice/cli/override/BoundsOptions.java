package dev.sluice.cli.override;

import dev.sluice.policy.schedule.ServiceOverride.Limit;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --min} and {@code --max}: bounds beside the policy's. */
final class BoundsOptions {
    @Option(
            names = "--min",
            converter = ReplicasConverter.class,
            paramLabel = "N",
            description = "Fewest replicas (default: as the policy says).")
    private @Nullable Integer min;

    @Option(
            names = "--max",
            converter = ReplicasConverter.class,
            paramLabel = "N",
            description = "Most replicas (default: as the policy says).")
    private @Nullable Integer max;

    /** The bounds; {@link IllegalArgumentException} where there are none, or they are out of order. */
    Limit limit() {
        if (min == null && max == null) {
            throw new IllegalArgumentException("--min, --max or both are wanted");
        }
        return new Limit(optional(min), optional(max));
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
