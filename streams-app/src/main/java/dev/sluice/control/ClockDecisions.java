package dev.sluice.control;

import dev.sluice.control.decision.DecisionContext;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.policy.Drift;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.trace.Reason;
import dev.sluice.state.StatePart;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Decisions that no report leads to: an override or a schedule begins or ends, a policy has changed while nothing
 * reports, reports are missing, or a service at zero is woken before its next call.
 */
final class ClockDecisions {
    /** How often missing reports of a service without a policy are reported. */
    private static final int MOST_SAID_UNMANAGED = 3;

    /** How long a count that was set on the platform is held, if that is respected. */
    private static final Duration DRIFT_HELD = Duration.ofHours(1);

    private final LoopState state;
    private final LoopSettings settings;
    private final Decisions decisions;

    ClockDecisions(LoopState state, LoopSettings settings, Decisions decisions) {
        this.state = state;
        this.settings = settings;
        this.decisions = decisions;
    }

    /** Acts at once on an override or a schedule that begins or ends, based on the present replica count. */
    void followOrders(long now, Step.Builder step) {
        state.touch(StatePart.AGENDA);
        boolean never = bootstraps(now);
        if (state.policy.isPresent() && (never || state.decider.fleet().generation() > 0)) {
            String detail = "what is set by hand or by the calendar has changed";
            Reason reason = never ? Reason.NEVER_REPORTED : Reason.OVERRIDE;
            String why = never ? detail + "; the service has never reported" : detail;
            decisions.settle(decisions.held(Trigger.OVERRIDE, reason, why), decisions.context(now), step);
        }
        state.overrides.actedOn(now);
    }

    /** Holds the count that somebody else has set on the platform, if the policy respects that. */
    void respectDrift(long now, Step.Builder step) {
        OptionalInt set = state.decider.fleet().foreign();
        if (set.isPresent() && respectsDrift()) {
            Instant from = Instant.ofEpochMilli(now);
            Author author = new Author("platform", "somebody else changed the replica count there", from);
            ServiceOverride held = new ServiceOverride(
                    ServiceOverride.OF_DRIFT,
                    new ServiceOverride.Force(set.getAsInt()),
                    author,
                    from,
                    from.plus(DRIFT_HELD));
            state.overrides.take(new OverrideEvent.Set(held), now);
            followOrders(now, step);
        }
    }

    private boolean respectsDrift() {
        return state.policy
                .filter(p -> p.tuning().lifecycle().drift() == Drift.RESPECT)
                .isPresent();
    }

    /** Acts on a policy that has changed while nothing reports, when it is due. */
    void actOnSilentPolicy(long wall, Step.Builder step) {
        if (state.silentPolicy.due() > wall) {
            return;
        }
        state.silentPolicy.begin(wall, state.lastArrival + 2 * state.windows.length() + graceMs());
        if (state.silentPolicy.isDue(wall)) {
            state.silentPolicy.done();
            decisions.settle(hasReported() ? changedInSilence() : neverReported(wall), decisions.context(wall), step);
        }
        state.touch(StatePart.LEDGER);
    }

    private SizeProposal changedInSilence() {
        return decisions.held(
                Trigger.TICK, Reason.NO_REPORT, "the policy has changed, and no report says what demand there is");
    }

    /** Zero replicas are never commanded here: some may be running that do not report. */
    private SizeProposal neverReported(long now) {
        boolean asked = bootstraps(now);
        String detail = "the service has never reported: "
                + (asked
                        ? "it runs the least that its policy, schedules and overrides allow"
                        : "nothing asks for replicas");
        return decisions.held(Trigger.TICK, asked ? Reason.NEVER_REPORTED : Reason.NO_REPORT, detail);
    }

    /** Returns true if bounds, schedules or overrides ask for replicas of a service that has never reported. */
    private boolean bootstraps(long now) {
        if (state.policy.isEmpty() || hasReported()) {
            return false;
        }
        EffectiveOverrides standing = state.overrides.at(now, state.policy.get());
        return standing.apply(0, standing.bounds().min()).replicas() > 0;
    }

    /** Wakes a service at zero, if it is due. */
    void wake(long wall, Step.Builder step) {
        if (wakesAt() > wall) {
            return;
        }
        state.touch(StatePart.LEDGER);
        DecisionContext context = decisions.context(wall);
        context.policy()
                .flatMap(p -> state.planner.onClock(wall, state.decider.fleet(), p))
                .ifPresent(proposal -> decisions.settle(proposal, context, step));
    }

    /** Reports that reports are missing, if it is due. */
    void reportMissing(long wall, Step.Builder step) {
        if (state.windows.isEmpty() && sayAt() <= wall) {
            state.missingReports.reported(wall, state.windows);
            decisions.settle(noReport(), decisions.context(wall), step);
        }
    }

    private SizeProposal noReport() {
        String detail = "no report since " + Instant.ofEpochMilli(state.windows.closedUpTo()) + ": the size is held";
        return decisions.held(Trigger.TICK, Reason.NO_REPORT, detail);
    }

    /** If no window is open, the clock acts on a changed policy, because no window will close. */
    void noteSilence() {
        if (state.policy.isEmpty()) {
            state.silentPolicy.done();
        } else if (state.windows.isEmpty()) {
            state.silentPolicy.changed(hasReported());
        }
    }

    private boolean hasReported() {
        return state.windows.newest() != Long.MIN_VALUE || state.decider.fleet().generation() > 0;
    }

    /** Returns when to report that reports are missing, ms. Without a policy this is done only a few times. */
    long sayAt() {
        boolean enough = state.policy.isEmpty() && state.missingReports.times() >= MOST_SAID_UNMANAGED;
        return enough ? Long.MAX_VALUE : state.missingReports.reportAt(state.windows);
    }

    /** Returns when to wake or re-check a service at zero that does not report, ms. */
    private long wakesAt() {
        return state.policy
                .map(p -> state.planner.wakesAt(state.decider.fleet(), p))
                .orElse(Long.MAX_VALUE);
    }

    /** Returns when the first of these decisions other than about missing reports is due, ms. */
    long due() {
        return Math.min(wakesAt(), Math.min(state.silentPolicy.due(), state.overrides.nextChange()));
    }

    private long graceMs() {
        return settings.grace().toMillis();
    }
}
