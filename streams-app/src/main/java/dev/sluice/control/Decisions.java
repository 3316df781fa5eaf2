package dev.sluice.control;

import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.decision.DecisionContext;
import dev.sluice.control.message.DecisionResult;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.trace.Reason;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes the decisions of one service: collects what is in force at one time, has a proposal decided, and takes note of
 * what follows: claims, spend, and from what demand on the next running window is acted on.
 */
final class Decisions {
    private final String service;
    private final LoopSettings settings;
    private final LoopState state;

    Decisions(String service, LoopSettings settings, LoopState state) {
        this.service = service;
        this.settings = settings;
        this.state = state;
    }

    /** Returns what is in force at {@code now} (ms): computed once per decision. */
    DecisionContext context(long now) {
        Optional<ScalingPolicy> policy = state.policy;
        Optional<EffectiveOverrides> standing = policy.map(p -> state.overrides.at(now, p));
        return new DecisionContext(
                service,
                policy.map(p -> p.replicas().equals(standing.orElseThrow().bounds())
                        ? p
                        : p.withReplicas(standing.orElseThrow().bounds())),
                standing,
                state.budgets.gate(policy, Instant.ofEpochMilli(now)),
                state.rightSizing.question(policy, state.decider.catalog().declared(), now),
                now,
                settings.validity());
    }

    /** Decides on a proposal. */
    void settle(SizeProposal proposal, DecisionContext context, Step.Builder step) {
        decide(proposal, context, step);
        refreshThreshold(context.policy());
    }

    /** Decides on the plan after a closed window. */
    void settle(Planned planned, DecisionContext context, Step.Builder step) {
        planned.forecast().ifPresent(step::send);
        double factor = state.decider.fleet().size().factor();
        decide(planned.proposal(), context, step);
        if (factor == state.decider.fleet().size().factor()) {
            refreshThreshold(context.policy(), planned.perReplica());
        } else {
            refreshThreshold(context.policy());
        }
    }

    /** Places the last decision again, after a grant. */
    void replace(SharedGrant grant, DecisionContext context, Step.Builder step) {
        state.decider
                .replace(grant, context)
                .map(result -> told(result, context))
                .ifPresent(step::send);
        refreshThreshold(context.policy());
    }

    private void decide(SizeProposal proposal, DecisionContext context, Step.Builder step) {
        Instant at = Instant.ofEpochMilli(context.now());
        if (settings.time() == TimeSource.WALL) {
            state.decider.fleet().expire(context.now(), context.validity());
        }
        DecisionResult result = told(state.decider.decide(proposal, context), context);
        step.send(result);
        if (proposal.trigger() == Trigger.WINDOW || runs()) {
            state.decider.takeRenewals(context.now()).forEach(claim -> step.send(new Output.Claimed(claim, at)));
        }
        state.budgets
                .takeClaim(state.policy, result.asked(), context.now())
                .ifPresent(claim -> step.send(new Output.Claimed(claim, at)));
        state.lastDecision = context.now();
    }

    /** Returns true if replicas run by what the executor told last, though no report arrives. */
    private boolean runs() {
        return state.decider.fleet().ready().orElse(0) > 0;
    }

    private DecisionResult told(DecisionResult result, DecisionContext context) {
        return result.with(
                context.policy().flatMap(p -> state.verdict.told(p.objective().share())));
    }

    /** Computes anew from what demand on a running window is acted on, under a policy. */
    void refreshThreshold(Optional<ScalingPolicy> inForce) {
        refreshThreshold(
                inForce,
                inForce.map(p -> state.planner.perReplica(p, state.decider.fleet()))
                        .orElse(OptionalDouble.empty()));
    }

    private void refreshThreshold(Optional<ScalingPolicy> inForce, OptionalDouble perReplica) {
        state.limit.refresh(inForce, state.decider.fleet(), perReplica, state.planner.usual(), state.windows.length());
    }

    /** Sends what has become known of the service's hours and their cost. */
    void meter(long now, Step.Builder step) {
        state.costs.due(now, state.policy.map(ScalingPolicy::placement)).forEach(step::send);
    }

    /** Returns a proposal to keep the replica count. */
    SizeProposal held(Trigger trigger, Reason reason, String detail) {
        return new SizeProposal(
                trigger, reason, state.decider.fleet().ordered(), Optional.empty(), Optional.empty(), detail);
    }

    /** Returns the time of a decision, ms: {@code logical} in event time, otherwise {@code wall}. */
    long now(long logical, long wall) {
        // a window that waited for reports is decided after the decisions made meanwhile
        return settings.time() == TimeSource.EVENT ? Math.max(logical, state.lastDecision) : wall;
    }

    /** Returns how long ago a time was, ms; always 0 in event time. */
    long age(long time, long wall) {
        return settings.time() == TimeSource.WALL ? wall - time : 0;
    }
}
