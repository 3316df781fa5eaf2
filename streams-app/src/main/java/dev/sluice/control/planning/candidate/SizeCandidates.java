package dev.sluice.control.planning.candidate;

import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.DrainSizing;
import dev.sluice.sizing.GroupWork;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.ScaleDownCheck;
import dev.sluice.sizing.SignalSizes;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.text.NumberText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The candidate replica counts for one window: from the sizing contest, the backlog, the further signals, and the check
 * that a smaller count would carry the demand. The largest wins.
 *
 * <p>Example: the contest asks for 8, the backlog for 11 and CPU for 9. The proposal is 11.
 *
 * @param window the window
 * @param demand demand of the window in the policy's signal
 * @param high the demand that one window in ten exceeds
 * @param current replicas ordered, in whole replicas of the first pool
 * @param exactly the same before it was rounded up
 * @param most maximum number of replicas that a forecast may ask for; those ordered, and those that the window itself asks
 *     for, are always allowed
 * @param policy the policy in force
 * @param plan the result of forecast and contest
 * @param deadline when the waiting work must be finished; empty if demand does not wait
 * @param further the signals in addition to the one that is forecast
 * @param notes further notes for the decision
 */
public record SizeCandidates(
        DemandWindow window,
        double demand,
        double high,
        int current,
        double exactly,
        int most,
        ScalingPolicy policy,
        SizingPlan plan,
        Optional<Instant> deadline,
        List<FurtherSignal> further,
        List<SizeProposal.Note> notes) {
    /** What is further from the forecast than this many times the distance to its high quantile is no noise. */
    private static final int NORMAL = 3;

    /** Share of the forecast that noise holds at most: after rare bursts, the quantile says little of what is usual. */
    private static final double DEAD_BAND = .15;

    /** Share of the time to finish in which as much arrives as waits at most usually. */
    private static final double MUCH = .25;

    private static final String WAITING = "what waits";

    /** Proposes the largest candidate. */
    public SizeProposal propose(Decision.Seen seen) {
        int drained = drains() ? drained() : contest();
        int combined = further.isEmpty() && !isBacklogUnknown()
                ? drained
                : signals(drained).combined(current);
        int held = combined < current ? paysBack(wouldHold(combined)) : combined;
        Reason reason = reason(drained, combined, held);
        boolean holds = held != combined || reason == Reason.SIGNAL_WITHOUT_DATA;
        Load load = load(held, holds ? Math.min(held, exactly) : held);
        List<SizeProposal.Note> said = allNotes();
        String detail = reason == Reason.SIGNAL_WITHOUT_DATA ? missing() + sentence(seen) : sentence(seen);
        return new SizeProposal(
                Trigger.WINDOW, reason, held, Optional.of(seen), Optional.of(plan), detail, Optional.of(load), said);
    }

    /** Says which signals were not reported, so that no replica is removed. */
    private String missing() {
        String unknown = further.stream()
                .filter(signal -> signal.counts() && signal.size().isEmpty())
                .map(signal -> name(signal.signal()))
                .collect(Collectors.joining(", "));
        if (unknown.isEmpty() && window.backlog().isPresent()) {
            return WAITING + " is not fully known, so that no replica is taken away; ";
        }
        String what = unknown.isEmpty() ? WAITING : unknown;
        return what + " was not reported, so that no replica is taken away; ";
    }

    private List<SizeProposal.Note> allNotes() {
        List<SizeProposal.Note> all = new ArrayList<>(notes);
        for (FurtherSignal signal : further) {
            if (!signal.counts()) {
                String name = name(signal.signal());
                String detail = name + " is left out: what one replica bears of it is not known. State perReplica of "
                        + name + ", or report requests with their latencies, from which it is learned";
                all.add(new SizeProposal.Note(Stage.Name.SIGNALS, Reason.SIGNAL_WITHOUT_DATA, detail));
            }
        }
        return all;
    }

    private static String name(Signal signal) {
        return signal.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the size that the contest asks for, as far as it may. */
    private int contest() {
        int asked = plan.sizing().replicas();
        return asked <= most
                ? asked
                : Math.min(asked, Math.max(most, Math.max(current, ReplicaCount.carrying(demand, plan.perReplica()))));
    }

    private boolean drains() {
        return deadline.isPresent();
    }

    /** Returns true if work may wait and no report tells how much: that does not mean that nothing waits. */
    private boolean isBacklogUnknown() {
        boolean inPart = window.lag()
                .map(lag -> lag.unknown() > 0 || lag.isUncommitted())
                .orElse(false);
        return drains() && (window.backlog().isEmpty() || inPart);
    }

    /**
     * Returns the load to carry. The contest knows it to the unit, the other candidates in replicas. What only holds the
     * present replicas asks for no more than they carry: a mix of pools is seldom whole replicas of the first.
     */
    private Load load(int replicas, double carrying) {
        boolean asContest = !drains() && replicas == plan.sizing().replicas();
        double whole = carrying * plan.perReplica();
        double demand = asContest ? Math.min(plan.sizing().level(), whole) : whole;
        Load load = new Load(demand, batch());
        return !asContest && replicas <= current ? load.counting(demand) : load;
    }

    /** Returns the waiting work and its deadline; a missing backlog report does not mean that nothing waits. */
    private Optional<Load.Batch> batch() {
        return policy.objective().isBatch() && window.backlog().isPresent()
                ? deadline.map(by -> new Load.Batch(window.backlog().getAsDouble(), by))
                : Optional.empty();
    }

    private Reason reason(int drained, int combined, int held) {
        if (held != combined) {
            return held == wouldHold(combined) ? Reason.SMALLER_SIZE_WOULD_NOT_HOLD : Reason.REBALANCE;
        }
        if (combined != drained) {
            // a further signal is sized for its present level
            return combined == current && signals(drained).blind() ? Reason.SIGNAL_WITHOUT_DATA : Reason.REACTIVE;
        }
        return drains() ? Reason.BACKLOG : reason(plan.sizing().family());
    }

    /**
     * Returns the replicas that finish the backlog and new arrivals in time. Work may wait, so there is no contest, and
     * noise adds no replica: the queue bears it. Nor does it take one away that the next window would need again. What
     * arrived beyond the forecast waits already, and is not counted once more as a rate that lasts.
     *
     * <p>Example: 100 per second are expected, one window in ten brings more than 104, and a replica serves 10. After 90
     * and 110, 10 replicas stay 10, and 11 stay 11, because 10 do not serve 104.
     */
    private int drained() {
        double expected = plan.forecast().orElse(demand);
        double noise = Math.max(0, high - expected);
        double served =
                Math.min(demand, Math.max(expected, demand - window.backlog().orElse(0) / window.seconds()));
        boolean unusual = Math.abs(served - expected) > NORMAL * noise;
        int needed = finishing(unusual ? (expected + served) / 2 : expected);
        if (needed >= current) {
            return needed;
        }
        if (isWorkingOff(expected)) {
            return current;
        }
        return unusual ? needed : Math.min(current, finishing(expected + Math.min(noise, DEAD_BAND * expected)));
    }

    /**
     * Returns true if much waits, and enough for all replicas until the next window. While all of them work it off, few cost
     * as much replica-time as many, and finish later.
     */
    private boolean isWorkingOff(double expected) {
        boolean enough = window.backlog().orElse(0) > current * plan.perReplica() * window.seconds();
        return enough && work(expected).isMuch(MUCH, secondsToFinish());
    }

    private int finishing(double arrivals) {
        double seconds = secondsToFinish();
        GroupWork all = work(arrivals);
        DrainSizing.Work work =
                new DrainSizing.Work(all.sizable(seconds), all.sizableArrivals(), plan.perReplica(), current);
        int replicas =
                new DrainSizing(seconds, leadSeconds(), pause()).size(work).replicas();
        return all.evenly(replicas, seconds);
    }

    private GroupWork work(double arrivals) {
        return new GroupWork(window.backlog().orElse(0), Math.max(0, arrivals), plan.perReplica(), window.lag());
    }

    private double secondsToFinish() {
        double soonest = 2 * Math.max(leadSeconds(), window.seconds());
        return policy.objective().secondsToFinish(window.to(), soonest).orElseThrow();
    }

    private double leadSeconds() {
        return plan.leadTime().toMillis() / 1000.0;
    }

    /** Seconds for which a consumer group reads nothing when its members change; 0 for other services. */
    private double pause() {
        return policy.demand()
                .group()
                .map(group -> group.rebalance().toMillis() / 1000.0)
                .orElse(0.);
    }

    /**
     * Returns {@code smaller}, or the present count if the change costs more than it saves. All replicas pause while the
     * group rebalances, now and when the replicas are needed again. What is taken away is saved for as long as a backlog
     * may take.
     */
    private int paysBack(int smaller) {
        double saved = (current - smaller) * GroupNotes.within(window, policy);
        double lost = 2 * pause() * current;
        return smaller == 0 || saved >= lost ? smaller : current;
    }

    /** Returns, for each further signal, its present level divided by what one replica handles. */
    private SignalSizes signals(int primary) {
        SignalSizes sizes = SignalSizes.none().with(policy.demand().signal().name(), OptionalInt.of(primary));
        if (isBacklogUnknown()) {
            sizes = sizes.with(WAITING, OptionalInt.empty());
        }
        for (FurtherSignal signal : further) {
            sizes = signal.counts() ? sizes.with(signal.signal().name(), signal.size()) : sizes;
        }
        return sizes;
    }

    /** Returns the smallest replica count from {@code wanted} upwards that carries the last window and the forecast. */
    private int wouldHold(int wanted) {
        double expected = plan.forecast().orElse(demand);
        return new ScaleDownCheck(policy.objective().share())
                .smallest(Math.min(wanted, current), current, plan.perReplica(), demand, expected);
    }

    private static Reason reason(RuleFamily family) {
        return switch (family) {
            case FORECAST -> Reason.FORECAST;
            case REACTIVE -> Reason.REACTIVE;
            case BURST_MEMORY -> Reason.BURST_MEMORY;
            case COLD_START -> Reason.COLD_START;
        };
    }

    private String sentence(Decision.Seen seen) {
        return "saw " + seen(seen.demand().orElse(demand))
                + ", expects " + NumberText.of(plan.forecast().orElse(Double.NaN))
                + " in " + words(plan.leadTime().toMillis())
                + ", provides for " + NumberText.of(plan.sizing().level())
                + " at " + NumberText.of(plan.perReplica()) + " a replica" + cut();
    }

    /** Says what was measured and, if that is not the demand, what it counts as. */
    private String seen(double measured) {
        String counted = NumberText.of(demand);
        String raw = NumberText.of(measured);
        return raw.equals(counted) ? raw : raw + ", counted as " + counted;
    }

    /** Says that less is ordered than the contest asks for. */
    private String cut() {
        return drains() || contest() == plan.sizing().replicas()
                ? ""
                : "; the replicas are too busy to tell how many more are needed, so that they are doubled at most";
    }

    private static String words(long millis) {
        return millis < 10_000 && millis % 1000 != 0 ? millis + " ms" : Math.round(millis / 1000.0) + " s";
    }
}
