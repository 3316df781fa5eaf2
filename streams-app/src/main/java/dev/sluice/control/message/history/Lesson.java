package dev.sluice.control.message.history;

import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What a history taught.
 *
 * @param seasons those that predict the demand: hour, day, week
 * @param verdict how the sizes would have done; empty after fewer than two windows
 * @param plan the size now, and why
 * @param meanReplicas mean size over the history
 * @param leastReplicas smallest size
 * @param mostReplicas largest size
 */
public record Lesson(
        List<String> seasons,
        Optional<Verdict> verdict,
        SizingPlan plan,
        double meanReplicas,
        int leastReplicas,
        int mostReplicas) {
    public Lesson {
        seasons = List.copyOf(seasons);
    }
}
