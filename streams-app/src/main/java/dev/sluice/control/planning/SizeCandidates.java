package dev.sluice.control.planning;

import dev.sluice.control.message.Decision;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.message.SizingPlan;
import dev.sluice.control.message.Trigger;
import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.Stage;
import dev.sluice.sizing.DrainSizing;
import dev.sluice.sizing.RuleFamily;
import dev.sluice.sizing.ScaleDownCheck;
import dev.sluice.sizing.SignalSizes;
import dev.sluice.state.VarInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The sizes that speak for one window: what the contest asks for, what a backlog needs, what further signals need, and
 * what a smaller size would have to carry. The largest wins.
 *
 * @param window the window
 * @param demand demand of the window by the policy's signal
 * @param current replicas ordered
 * @param policy the policy in force
 * @param plan what forecast and contest made of it
 * @param deadline when what waits must be finished; empty where demand does not wait
 * @param further the signals beside the one that is forecast
 * @param notes what else has to be said
 */
record SizeCandidates(
        DemandWindow window,
        double demand,
        int current,
        ScalingPolicy policy,
        SizingPlan plan,
        Optional<Instant> deadline,
        List<FurtherSignal> further,
        List<SizeProposal.Note> notes) {
    private static final String WAITING = "what waits";

    /** The wish that they come to. */
    SizeProposal propose(Decision.Seen seen) {
        int drained = drains() ? drained() : plan.sizing().replicas();
        SignalSizes signals = signals(drained);
        int combined = signals.combined(current);
        int held = combined < current ? wouldHold(combined) : combined;
        Reason reason = reason(drained, signals, combined, held);
        return new SizeProposal(
                Trigger.WINDOW,
                reason,
                held,
                Optional.of(seen),
                Optional.of(plan),
                reason == Reason.SIGNAL_WITHOUT_DATA ? missing() + sentence() : sentence(),
                Optional.of(load(held)),
                allNotes());
    }

    /** What was not reported, so that no replica is taken away. */
    private String missing() {
        String unknown = further.stream()
                .filter(signal -> signal.counts() && signal.size().isEmpty())
                .map(signal -> name(signal.signal()))
                .collect(Collectors.joining(", "));
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

    private boolean drains() {
        return deadline.isPresent();
    }

    /** The contest knows the demand to provide for to the unit, everyone else in whole replicas. */
    private Load load(int replicas) {
        boolean contest = !drains() && replicas == plan.sizing().replicas();
        double whole = replicas * plan.perReplica();
        double demand = contest ? Math.min(plan.sizing().level(), whole) : whole;
        return new Load(demand, batch());
    }

    /** What waits, as work with an end; that nobody says how much does not mean that nothing does. */
    private Optional<Load.Batch> batch() {
        return policy.objective().isBatch() && window.backlog().isPresent()
                ? deadline.map(by -> new Load.Batch(window.backlog().getAsDouble(), by))
                : Optional.empty();
    }

    private Reason reason(int drained, SignalSizes signals, int combined, int held) {
        if (held != combined) {
            return Reason.SMALLER_SIZE_WOULD_NOT_HOLD;
        }
        if (combined != drained) {
            // a further signal asks by its present level
            return signals.blind() && combined == current ? Reason.SIGNAL_WITHOUT_DATA : Reason.REACTIVE;
        }
        return drains() ? Reason.BACKLOG : reason(plan.sizing().family());
    }

    /** Replicas that finish what waits, and what arrives meanwhile, in time; work may wait, so no contest is held. */
    private int drained() {
        double arrivals = (plan.forecast().orElse(demand) + demand) / 2;
        double lead = plan.leadTime().toMillis() / 1000.0;
        double soonest = 2 * Math.max(lead, window.seconds());
        double seconds =
                policy.objective().secondsToFinish(window.to(), soonest).orElseThrow();
        DrainSizing sizing = new DrainSizing(seconds, lead, 0);
        DrainSizing.Work work =
                new DrainSizing.Work(window.backlog().orElse(0), Math.max(0, arrivals), plan.perReplica(), current);
        return sizing.size(work).replicas();
    }

    /** The present level of each further signal over what one replica bears of it. */
    private SignalSizes signals(int primary) {
        SignalSizes sizes = SignalSizes.none().with(policy.demand().signal().name(), OptionalInt.of(primary));
        if (drains() && window.backlog().isEmpty()) {
            // that nobody says what waits does not mean that nothing does
            sizes = sizes.with(WAITING, OptionalInt.empty());
        }
        for (FurtherSignal signal : further) {
            sizes = signal.counts() ? sizes.with(signal.signal().name(), signal.size()) : sizes;
        }
        return sizes;
    }

    /** The smallest size from {@code wanted} upwards that bears the last window and what is expected. */
    private int wouldHold(int wanted) {
        double expected = plan.forecast().orElse(demand);
        return new ScaleDownCheck(Planner.terms(policy).share())
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

    private String sentence() {
        return "saw " + VarInts.brief(demand)
                + ", expects " + VarInts.brief(plan.forecast().orElse(Double.NaN))
                + " in " + words(plan.leadTime().toMillis())
                + ", provides for " + VarInts.brief(plan.sizing().level())
                + " at " + VarInts.brief(plan.perReplica()) + " a replica";
    }

    private static String words(long millis) {
        return millis < 10_000 && millis % 1000 != 0 ? millis + " ms" : Math.round(millis / 1000.0) + " s";
    }
}
