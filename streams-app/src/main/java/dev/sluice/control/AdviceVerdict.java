package dev.sluice.control;

import dev.sluice.control.decision.CountStages;
import dev.sluice.control.decision.DecisionContext;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Verdict;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.verdict.JudgedWindow;
import dev.sluice.control.verdict.RunningVerdict;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Keeps the {@link Verdict} on the decisions of one service, under whatever policy is in force.
 *
 * <p>Advice is given to a fleet that somebody else scales. What it would have led to follows from another fleet: one
 * that starts as the real one and takes each proposal through headroom, limits and overrides as if it had been
 * commanded all along.
 */
final class AdviceVerdict {
    private final RunningVerdict verdict = new RunningVerdict();
    private final CountStages stages = new CountStages();

    /** Starts anew: another policy is in force. */
    void restart() {
        verdict.restart();
        stages.restart();
    }

    /**
     * Judges a closed window, and lets advice order what was proposed after it.
     *
     * @param trusted false if only part of the fleet reported it, or if it was read too late to act on
     */
    void closed(ClosedWindow closed, Planned planned, boolean trusted, ServiceFleet fleet, DecisionContext context) {
        if (context.policy().isEmpty()) {
            return;
        }
        if (trusted) {
            judged(closed, planned, fleet, context).ifPresent(window -> judge(window, context));
        }
        planned.forecast().ifPresent(made -> verdict.forecast(made.forecast(), made.window()));
        proposed(planned.proposal(), fleet, context);
    }

    private void judge(JudgedWindow window, DecisionContext context) {
        if (context.in(Mode.ACT)) {
            verdict.acted(window);
        } else {
            verdict.advised(window);
        }
    }

    /** Returns the window, if its demand is known and plausible and the capacity of a replica is known. */
    private static Optional<JudgedWindow> judged(
            ClosedWindow closed, Planned planned, ServiceFleet fleet, DecisionContext context) {
        OptionalDouble demand =
                planned.proposal().seen().map(Decision.Seen::demand).orElse(OptionalDouble.empty());
        boolean known = demand.isPresent() && planned.perReplica().isPresent();
        if (!known || planned.proposal().reason() == Reason.IMPLAUSIBLE_DEMAND) {
            return Optional.empty();
        }
        return Optional.of(new JudgedWindow(
                closed.total().from().toEpochMilli(),
                closed.end(),
                demand.getAsDouble(),
                planned.perReplica().getAsDouble(),
                ran(closed, fleet, context.in(Mode.ACT))));
    }

    /**
     * Returns what ran, in replicas of the first pool. While the policy acts, acknowledgements know best; otherwise
     * somebody else may have changed the fleet since, so those that reported are counted.
     */
    private static int ran(ClosedWindow closed, ServiceFleet fleet, boolean acts) {
        boolean acknowledged = fleet.ready().isPresent() && (acts || closed.reporting() == 0);
        return acknowledged ? fleet.ready().getAsInt() : reporting(closed, fleet);
    }

    private static int reporting(ClosedWindow closed, ServiceFleet fleet) {
        if (closed.byPool().isEmpty()) {
            return closed.reporting();
        }
        Map<String, Integer> running = new TreeMap<>();
        fleet.pools().forEach(pool -> running.put(pool, 0));
        closed.byPool().forEach((pool, part) -> running.replace(pool, part.reporting()));
        return fleet.counted(running);
    }

    /** Lets advice order what was proposed. */
    void proposed(SizeProposal proposal, ServiceFleet fleet, DecisionContext context) {
        if (!context.in(Mode.ADVISE) || verdict.ordered().isEmpty() || holdsWhatRuns(proposal)) {
            return;
        }
        int current = verdict.ordered().getAsInt();
        if (!proposal.trigger().urgent() || proposal.replicas() > current) {
            DecisionTrace trace = DecisionTrace.of(current, proposal.replicas(), proposal.reason(), "");
            int wanted = stages.apply(trace, proposal, context.policy(), context)
                    .trace()
                    .replicas();
            order(current, wanted, context.policy().orElseThrow(), fleet, context.now());
        }
    }

    /** Returns true if a proposal only keeps the real fleet as it is: advice then keeps its own. */
    private static boolean holdsWhatRuns(SizeProposal proposal) {
        return proposal.plan().isEmpty()
                && switch (proposal.reason()) {
                    case COLD_START, IMPLAUSIBLE_DEMAND -> true;
                    default -> proposal.isBlind();
                };
    }

    private void order(int current, int wanted, ScalingPolicy policy, ServiceFleet fleet, long now) {
        if (wanted != current) {
            stages.changed(current, wanted, policy, now);
            verdict.order(wanted, now, policy.leadTime().orElseGet(fleet.leads()::leadTime));
        }
    }

    /** Returns the verdict; empty before the first window. */
    Optional<Verdict> told(double allowedUnserved) {
        return verdict.told(allowedUnserved);
    }

    boolean changed() {
        return verdict.changed();
    }

    /** Writes nothing before the first window of a policy. */
    void write(DataOutput out) throws IOException {
        boolean blank = verdict.isBlank();
        verdict.written();
        if (!blank) {
            verdict.write(out);
            stages.write(out);
        }
    }

    void read(DataInput in) throws IOException {
        verdict.read(in);
        stages.read(in);
    }
}
