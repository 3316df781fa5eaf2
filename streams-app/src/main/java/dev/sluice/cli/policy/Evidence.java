package dev.sluice.cli.policy;

import dev.sluice.config.text.Durations;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.events.ScalingDecision;
import dev.sluice.explain.VerdictWords;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the verdict on a policy that advises is enough to let it act.
 *
 * @param newest the newest decision of the service, if there is one
 * @param now the present time
 */
record Evidence(Optional<ScalingDecision> newest, Instant now) {
    static final double LEAST_HOURS = 24;
    static final double LEAST_COVERAGE = .9;
    private static final Duration STALE = Duration.ofMinutes(15);

    /** Returns what is missing, each with what there is and what is wanted; empty if it is enough. */
    List<String> missing() {
        if (newest.isEmpty()) {
            return List.of("no decision yet: the service has not reported, or sluice run does not run");
        }
        List<String> missing = new ArrayList<>();
        Duration age = Duration.between(newest.get().getAt(), now);
        if (age.compareTo(STALE) > 0) {
            missing.add("the newest decision is " + Durations.text(Duration.ofMinutes(age.toMinutes()))
                    + " old: the service does not report, or sluice run does not run");
        }
        PolicyVerdict verdict = newest.get().getVerdict();
        if (verdict == null) {
            missing.add("no verdict yet: nothing was seen under this policy, or what a replica serves is not known");
        } else {
            hours(verdict, missing);
            unserved(verdict, missing);
            coverage(verdict, missing);
        }
        return missing;
    }

    private static void hours(PolicyVerdict verdict, List<String> missing) {
        if (verdict.getHoursSeen() < LEAST_HOURS) {
            missing.add(NumberText.of(verdict.getHoursSeen()) + " h were seen under this policy, "
                    + NumberText.of(LEAST_HOURS) + " are wanted: a whole day");
        }
    }

    private static void unserved(PolicyVerdict verdict, List<String> missing) {
        Double share = verdict.getUnservedShare();
        if (share == null) {
            missing.add("no demand was seen");
        } else if (share > verdict.getAllowedUnserved()) {
            missing.add(VerdictWords.percent(share) + " of demand would have gone unserved, at most "
                    + VerdictWords.percent(verdict.getAllowedUnserved()) + " is wanted: what its objective allows");
        }
    }

    private static void coverage(PolicyVerdict verdict, List<String> missing) {
        Double coverage = verdict.getCoverage();
        if (coverage == null) {
            missing.add("no forecast has been checked yet");
        } else if (coverage < LEAST_COVERAGE) {
            missing.add(
                    VerdictWords.percent(coverage) + " of windows stayed within the 95 % quantile of the forecast, at"
                            + " least " + VerdictWords.percent(LEAST_COVERAGE) + " are wanted");
        }
    }
}
