package dev.sluice.cli.override;

import picocli.CommandLine.Option;

/** Whether something may be set for a service that has no policy. */
final class ForceOption {
    @Option(names = "--force", description = "Set it though SERVICE has no policy yet.")
    private boolean forced;

    boolean isForced() {
        return forced;
    }
}
