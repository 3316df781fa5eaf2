package dev.sluice.cli.override;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --id ID}: what an override is called. */
final class IdOption {
    private static final int RANDOM_LETTERS = 8;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Names it, so that it can be replaced or withdrawn (default: made up, and printed).")
    private @Nullable String id;

    /** The name that was asked for, or one that begins with {@code kind}. */
    String orMadeUp(String kind) {
        return id == null ? kind + "-" + UUID.randomUUID().toString().substring(0, RANDOM_LETTERS) : id;
    }
}
