package dev.sluice.cli;

import dev.sluice.config.PolicyFiles;
import dev.sluice.policy.ScalingPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code -f FILE…}: policies in files. */
final class PolicyFilesOption {
    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policies: YAML, several documents a file.")
    private List<Path> files = new ArrayList<>();

    /** All policies of all files, or everything that is wrong with them. */
    List<ScalingPolicy> read() {
        return PolicyFiles.read(files);
    }
}
