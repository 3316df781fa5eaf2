package dev.sluice.control.planning.demand;

import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.history.Lesson;
import dev.sluice.control.verdict.JudgedWindow;
import dev.sluice.control.verdict.RunningVerdict;
import dev.sluice.demand.Signal;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.StatePart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Teaches a demand model from recorded windows, as the loop would have learned them, and judges what it would have
 * decided on the way.
 */
public final class HistoryLesson {
    private final Duration window;
    private final float perReplica;
    private final Duration lead;
    private final ContestTerms terms;
    private final RunningVerdict verdict = new RunningVerdict();
    private Optional<DemandModel> model = Optional.empty();
    private Optional<SizingPlan> newest = Optional.empty();
    private Instant from = Instant.MAX;
    private Instant to = Instant.MIN;
    private long windows;
    private double replicas;
    private int least = Integer.MAX_VALUE;
    private int most;

    /**
     * Starts with nothing learned.
     *
     * @param window length of a window
     * @param perReplica what one replica serves, units per second
     * @param lead time from an order to ready replicas
     */
    public HistoryLesson(Duration window, double perReplica, Duration lead, ContestTerms terms) {
        this.window = window;
        this.perReplica = (float) perReplica;
        this.lead = lead;
        this.terms = terms;
    }

    /** Learns the window that ended at {@code end}; windows that are left out are missing, not zero. */
    public void learn(Instant end, double demand) {
        int leadMs = (int) Math.min(Integer.MAX_VALUE, lead.toMillis());
        Journal.Entry entry = new Journal.Entry(end.toEpochMilli(), (float) demand, perReplica, leadMs);
        if (model.isEmpty()) {
            model = Optional.of(DemandModel.of(window.toMillis(), entry));
        }
        DemandModel.Learned learned = model.get().learn(entry, terms);
        judge(end, demand, learned);
        newest = Optional.of(learned.plan());
        from = windows == 0 ? end.minus(window) : from;
        to = end;
        windows++;
    }

    private void judge(Instant end, double demand, DemandModel.Learned learned) {
        int size = learned.plan().sizing().replicas();
        long ended = end.toEpochMilli();
        verdict.advised(new JudgedWindow(
                ended - window.toMillis(),
                ended,
                demand,
                perReplica,
                verdict.ordered().orElse(size)));
        verdict.forecast(learned.ahead(), window);
        verdict.order(size, ended, lead);
        replicas += size;
        least = Math.min(least, size);
        most = Math.max(most, size);
    }

    /** Returns what was learned; at least one window must have been. */
    public Lesson outcome() {
        return new Lesson(
                model.orElseThrow().seasons(),
                verdict.told(terms.share()),
                newest.orElseThrow(),
                replicas / windows,
                least,
                most);
    }

    /** Returns what the loop can take in. */
    public History history(Signal signal, String source) {
        byte[] bytes = model.orElseThrow().snapshot();
        return new History(
                signal,
                from,
                to,
                window,
                windows,
                source,
                StateEnvelope.seal(StatePart.MODEL.version(), bytes),
                Optional.empty());
    }
}
