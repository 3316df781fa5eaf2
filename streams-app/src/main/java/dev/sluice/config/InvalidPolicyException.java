package dev.sluice.config;

import java.util.List;
import java.util.stream.Collectors;

/** Policy files that cannot be used, with everything that is wrong with them. */
public final class InvalidPolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<PolicyProblem> problems;

    InvalidPolicyException(List<PolicyProblem> problems) {
        super(problems.stream()
                .map(PolicyProblem::toString)
                .collect(Collectors.joining("\n  ", "policies are wrong:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, in the order of the files. */
    public List<PolicyProblem> problems() {
        return problems;
    }
}
