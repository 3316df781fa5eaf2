package dev.sluice.cli.override;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.option.InstantConverter;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who sets an override, from when until when: it must have an end. */
final class OverrideTerms {
    @Mixin
    private Attribution signature = new Attribution();

    @Mixin
    private IdOption id = new IdOption();

    @Mixin
    private ForceOption force = new ForceOption();

    @Option(
            names = "--from",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "From when on it holds (default: now).")
    private @Nullable Instant from;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Expiry expiry = new Expiry();

    /** The end, said in one of two ways. */
    static final class Expiry {
        @Option(
                names = "--until",
                converter = InstantConverter.class,
                required = true,
                paramLabel = "TIME",
                description = "When it ends, such as 2026-03-02T08:00:00Z.")
        private @Nullable Instant until;

        @Option(
                names = "--for",
                converter = DurationConverter.class,
                required = true,
                paramLabel = "TIME",
                description = "How long it holds, such as 2h.")
        private @Nullable Duration lasting;

        Instant after(Instant from) {
            return until != null
                    ? until
                    : from.plus(Optional.ofNullable(lasting).orElse(Duration.ZERO));
        }
    }

    Attribution signature() {
        return signature;
    }

    boolean isForced() {
        return force.isForced();
    }

    /** The override that does this; {@link IllegalArgumentException} where it ends before it begins. */
    OverrideEvent set(String kind, Action action) {
        Instant begins = from == null ? signature.now() : from;
        return new OverrideEvent.Set(
                new ServiceOverride(id.orMadeUp(kind), action, signature.author(), begins, expiry.after(begins)));
    }
}
