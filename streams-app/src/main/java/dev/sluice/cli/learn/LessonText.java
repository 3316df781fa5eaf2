package dev.sluice.cli.learn;

import dev.sluice.config.text.Durations;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Verdict;
import dev.sluice.control.message.history.History;
import dev.sluice.demand.Signal;
import dev.sluice.explain.Units;
import dev.sluice.explain.VerdictWords;
import dev.sluice.simulator.history.TaughtDemand;
import dev.sluice.simulator.history.TaughtReplica;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What was learned, for a person to read.
 *
 * @param service whose past it is
 * @param taught what was learned
 * @param shown what was shown of a replica
 * @param terms what was not learned but stated or assumed
 * @param unknown what is not known, each in one sentence
 */
record LessonText(
        String service, TaughtDemand taught, TaughtReplica shown, TaughtDemand.Terms terms, List<String> unknown) {
    LessonText {
        unknown = List.copyOf(unknown);
    }

    String text() {
        History history = history();
        SizingPlan plan = taught.outcome().plan();
        String unit = " " + Units.of(history.signal());
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %d windows of %s, %s to %s, from %s%n",
                service,
                history.windows(),
                Durations.text(history.window()),
                history.from(),
                history.to(),
                history.source()));
        line(text, "demand", number(taught.mean()) + unit + " on average, " + number(taught.highest()) + " at most");
        line(
                text,
                "gaps",
                taught.gaps() == 0 ? "none" : taught.gaps() + " windows; they count as not known, not as zero");
        List<String> seasons = taught.outcome().seasons();
        line(text, "seasons", seasons.isEmpty() ? "none found" : String.join(", ", seasons));
        shown.expected().ifPresent(replica -> line(text, "replica", replica(replica, unit)));
        if (shown.profile().isPresent()) {
            profile(text, shown.profile().get());
        } else {
            taught.outcome().verdict().ifPresent(verdict -> verdict(text, verdict));
            line(text, "size", size(plan, unit));
        }
        unknown.forEach(what -> line(text, "not known", what));
        return text.toString().stripTrailing();
    }

    private void verdict(StringBuilder text, Verdict verdict) {
        if (verdict.coverage().isPresent()) {
            line(
                    text,
                    "band",
                    VerdictWords.percent(verdict.coverage().getAsDouble())
                            + " of windows within the 95 % quantile that would have been forecast "
                            + DurationText.of(terms.lead()) + " before");
        }
        if (verdict.unservedShare().isPresent()) {
            line(
                    text,
                    "promise",
                    VerdictWords.percent(verdict.unservedShare().getAsDouble())
                            + " of demand would have gone unserved, "
                            + VerdictWords.percent(verdict.allowedUnserved()) + " is allowed");
        }
    }

    private String replica(ExpectedReplica replica, String unit) {
        String rate = history().signal() == Signal.CONCURRENCY ? " requests/s" : unit;
        String serves = (replica.full() ? "serves " : "was never full, and served ")
                + number(replica.perReplica())
                + rate
                + (replica.quietMillis().isPresent()
                        ? "; a request takes "
                                + DurationText.ofMillis(replica.quietMillis().getAsDouble()) + " in quiet windows"
                        : "");
        return serves
                + replica.limit()
                        .map(limit -> "; " + NumberText.percent(limit.bound().quantile()) + " are within "
                                + DurationText.ofMillis(limit.bound().millis()) + " up to a load of "
                                + NumberText.percent(limit.load()))
                        .orElse("");
    }

    private History history() {
        return taught.history();
    }

    private void profile(StringBuilder text, ReplicaProfile profile) {
        for (Point prompt : profile.prompts()) {
            line(
                    text,
                    "prompts",
                    "a busy replica computes " + number(profile.promptTokensPerSecond(prompt.at()))
                            + " tokens/s, of prompts of " + number(prompt.at()) + "; learned from "
                            + DurationText.ofSeconds(shown.busySeconds()) + " of prompts");
        }
        for (Point step : profile.steps()) {
            line(
                    text,
                    "answers",
                    DurationText.ofSeconds(step.seconds()) + " between tokens with " + number(step.at()) + " at once");
        }
    }

    private String size(SizingPlan plan, String unit) {
        TaughtDemand.Terms replicas = terms;
        return String.format(
                Locale.ROOT,
                "%d replicas now (%s), %d to %d over the history, %s on average, at %s%s a replica",
                plan.sizing().replicas(),
                plan.rule().map(rule -> rule.name()).orElse("no rule yet"),
                taught.outcome().leastReplicas(),
                taught.outcome().mostReplicas(),
                number(taught.outcome().meanReplicas()),
                number(replicas.perReplica()),
                unit);
    }

    private static void line(StringBuilder text, String name, String what) {
        text.append(String.format(Locale.ROOT, "  %-10s %s%n", name, what));
    }

    private static String number(double value) {
        return NumberText.of(value);
    }

    /** What a source with steps longer than windows does not tell. */
    static List<String> coarse(Duration step, Duration window) {
        return step.compareTo(window) > 0
                ? List.of(
                        "how demand varies within steps of " + Durations.text(step) + ": it counts as even, so the band"
                                + " is too narrow until live windows of " + Durations.text(window) + " have widened it")
                : List.of();
    }
}
