package dev.sluice.config.manifest.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Files that cannot be used, with everything that is wrong with them. */
public final class InvalidManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<ManifestProblem> problems;

    public InvalidManifestException(List<ManifestProblem> problems) {
        super(problems.stream()
                .map(ManifestProblem::toString)
                .collect(Collectors.joining("\n  ", "files are wrong:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, in the order of the files. */
    public List<ManifestProblem> problems() {
        return problems;
    }
}
