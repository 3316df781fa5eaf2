package dev.sluice.control;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.DrainSizing;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.RuleFamily;
import dev.sluice.sizing.SignalSizes;
import dev.sluice.sizing.WouldHold;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The sizes that speak for one window: what the contest asks for, what a backlog needs, what further signals need, and
 * what a smaller size would have to carry. The largest wins.
 *
 * @param window the window
 * @param current replicas ordered
 * @param policy the policy in force
 * @param plan what forecast and contest made of it
 */
record Sizes(DemandWindow window, int current, ScalingPolicy policy, Plan plan) {
    /** The wish that they come to. */
    Wish wish(Decision.Seen seen) {
        int drained = policy.objective() instanceof Objective.Drain drain
                ? drained(drain)
                : plan.sizing().replicas();
        SignalSizes signals = signals(drained);
        int combined = signals.combined(current);
        int held = combined < current ? wouldHold(combined) : combined;
        return new Wish(
                Trigger.WINDOW,
                reason(drained, combined, held),
                held,
                Optional.of(seen),
                Optional.of(plan),
                sentence());
    }

    private Reason reason(int drained, int combined, int held) {
        if (held != combined) {
            return Reason.SMALLER_SIZE_WOULD_NOT_HOLD;
        }
        if (combined != drained) {
            return Reason.SIGNAL_WITHOUT_DATA;
        }
        return policy.objective() instanceof Objective.Drain
                ? Reason.BACKLOG
                : reason(plan.sizing().family());
    }

    /** Replicas that finish what waits, and what arrives meanwhile, in time; work may wait, so no contest is held. */
    private int drained(Objective.Drain drain) {
        double seen = window.demand(policy.demand().signal()).orElse(0);
        double arrivals = (plan.forecast().orElse(seen) + seen) / 2;
        double lead = plan.leadTime().toMillis() / 1000.0;
        DrainSizing sizing = new DrainSizing(drain.within().toMillis() / 1000.0, lead, 0);
        DrainSizing.Work work =
                new DrainSizing.Work(window.backlog().orElse(0), Math.max(0, arrivals), plan.perReplica(), current);
        return sizing.size(work).replicas();
    }

    /** The present level of each further signal over what one replica bears of it. */
    private SignalSizes signals(int primary) {
        SignalSizes sizes = SignalSizes.none().with(policy.demand().signal().name(), OptionalInt.of(primary));
        for (ScalingPolicy.Demand extra : policy.more()) {
            OptionalDouble level = window.demand(extra.signal());
            boolean known = level.isPresent() && extra.perReplica().isPresent();
            OptionalInt size = known
                    ? OptionalInt.of((int)
                            Math.ceil(level.getAsDouble() / extra.perReplica().getAsDouble() - 1e-9))
                    : OptionalInt.empty();
            sizes = sizes.with(extra.signal().name(), size);
        }
        return sizes;
    }

    /** The smallest size from {@code wanted} upwards that bears the last window and what is expected. */
    private int wouldHold(int wanted) {
        double seen = window.demand(policy.demand().signal()).orElse(0);
        double expected = plan.forecast().orElse(seen);
        return new WouldHold(Planner.terms(policy).share())
                .smallest(Math.min(wanted, current), current, plan.perReplica(), seen, expected);
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
        double seen = window.demand(policy.demand().signal()).orElse(Double.NaN);
        return "saw " + Numbers.brief(seen)
                + ", expects " + Numbers.brief(plan.forecast().orElse(Double.NaN))
                + " in " + words(plan.leadTime().toMillis())
                + ", provides for " + Numbers.brief(plan.sizing().level())
                + " at " + Numbers.brief(plan.perReplica()) + " a replica";
    }

    private static String words(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
