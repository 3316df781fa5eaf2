package dev.sluice.cli.serve;

import java.util.Optional;

/** The version that the jar was built as. */
public final class SluiceVersion {
    private SluiceVersion() {}

    public static String text() {
        return Optional.ofNullable(SluiceVersion.class.getPackage().getImplementationVersion())
                .orElse("built from sources");
    }
}
