package dev.sluice.explain;

import dev.sluice.events.Mode;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A verdict in one sentence. */
public record VerdictWords(PolicyVerdict verdict, Mode mode) {
    /** Returns the sentence. What is not known yet is left out. */
    public String text() {
        List<String> parts = new ArrayList<>();
        parts.add(seen() + " seen" + unserved());
        if (verdict.getCostAgainstRan() != null) {
            parts.add(rounded(verdict.getCostAgainstRan()) + " x the replica-time of what ran" + ranUnserved());
        }
        if (verdict.getCoverage() != null) {
            parts.add(percent(verdict.getCoverage()) + " of windows within the 95 % quantile of the forecast");
        }
        if (verdict.getWorstWindow() != null) {
            parts.add("worst window from " + verdict.getWorstWindow() + ", " + percent(verdict.getWorstUnserved())
                    + " of it unserved");
        }
        return String.join("; ", parts);
    }

    private String seen() {
        double hours = verdict.getHoursSeen();
        return hours < 1 ? DurationText.ofSeconds(hours * 3_600) : rounded(hours) + " h";
    }

    private String unserved() {
        if (verdict.getUnservedShare() == null) {
            return ", without demand";
        }
        String verb = mode == Mode.ADVISE ? " of demand would have gone unserved" : " of demand went unserved";
        return ": " + percent(verdict.getUnservedShare()) + verb + ", " + percent(verdict.getAllowedUnserved())
                + " is allowed";
    }

    private String ranUnserved() {
        return verdict.getRanUnservedShare() == null
                ? ""
                : ", which left " + percent(verdict.getRanUnservedShare()) + " unserved";
    }

    /** Returns a share as a percentage: {@code 0.42 %}. */
    public static String percent(@Nullable Double share) {
        return share == null ? "?" : rounded(100 * share) + " %";
    }

    /** Returns a number with three digits that count. */
    private static String rounded(double value) {
        return NumberText.of(value);
    }
}
