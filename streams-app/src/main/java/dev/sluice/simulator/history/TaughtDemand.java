package dev.sluice.simulator.history;

import dev.sluice.control.message.history.History;
import dev.sluice.control.message.history.Lesson;
import dev.sluice.control.planning.demand.HistoryLesson;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.capacity.ExpectedReplica;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What windows of the past taught.
 *
 * @param history what the loop can take in
 * @param outcome what was learned
 * @param gaps windows between the first and the last that are not known
 * @param mean mean demand, units per second
 * @param highest highest demand of a window
 */
public record TaughtDemand(History history, Lesson outcome, long gaps, double mean, double highest) {
    /**
     * How the service was, as far as its demand does not tell.
     *
     * @param window length of a window
     * @param perReplica what one replica serves, units per second
     * @param lead time from an order to ready replicas
     */
    public record Terms(Duration window, double perReplica, Duration lead) {}

    /** Returns what the loop can take in, with what was shown of a replica. */
    public History history(Optional<ExpectedReplica> replica) {
        return history.withReplica(replica);
    }

    /** Learns windows in order, under a policy; there must be at least two. */
    public static TaughtDemand of(List<KnownDemand.Window> windows, ScalingPolicy policy, Terms terms, String source) {
        if (windows.size() < 2) {
            throw new IllegalArgumentException(source + " has " + windows.size() + " whole windows of "
                    + terms.window().toMillis() / 1000.0 + " s: nothing can be learned from fewer than two");
        }
        HistoryLesson lesson =
                new HistoryLesson(terms.window(), terms.perReplica(), terms.lead(), SizingTerms.of(policy));
        windows.forEach(window -> lesson.learn(window.end(), window.demand()));
        long span = Duration.between(
                        windows.get(0).end(), windows.get(windows.size() - 1).end())
                .dividedBy(terms.window());
        return new TaughtDemand(
                lesson.history(policy.demand().signal(), source),
                lesson.outcome(),
                span + 1 - windows.size(),
                windows.stream()
                        .mapToDouble(KnownDemand.Window::demand)
                        .average()
                        .orElseThrow(),
                windows.stream().mapToDouble(KnownDemand.Window::demand).max().orElseThrow());
    }
}
