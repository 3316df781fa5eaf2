package dev.sluice.control.decision;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells what was decided and why.
 *
 * @param fleet the fleet after the commands
 * @param context the context of the decision
 */
record DecisionReport(ServiceFleet fleet, DecisionContext context) {
    /** Returns the decision of this number. */
    Decision of(
            long sequence,
            SizeProposal proposal,
            PlacementResult placed,
            List<PoolOffer> offers,
            List<Decision.Commanded> commands) {
        DecisionTrace trace = placed.trace();
        return new Decision(
                context.service(),
                sequence,
                Instant.ofEpochMilli(context.now()),
                proposal.trigger(),
                reason(proposal, placed),
                context.policy().map(ScalingPolicy::mode).orElse(Mode.ACT),
                proposal.seen(),
                isLeadStated()
                        ? proposal.plan()
                        : proposal.plan().map(p -> p.learnedFrom(fleet.leads().learnedFrom())),
                (context.in(Mode.ADVISE) ? advised(placed) : trace).stages(),
                trace.current(),
                fleet.ready(),
                placed.target(),
                fleet.generation(),
                proposal.detail(),
                Allotments.of(context, offers, placed.replicas(), fleet),
                commands,
                Optional.empty());
    }

    /** Returns true if the policy states the lead time; otherwise it was learned. */
    private boolean isLeadStated() {
        return context.policy().flatMap(ScalingPolicy::leadTime).isPresent();
    }

    private static DecisionTrace advised(PlacementResult placed) {
        int target = placed.target();
        String detail = "decided and explained, not commanded";
        return placed.trace().with(new Stage(Stage.Name.MODE, target, target, Reason.ADVISORY, detail));
    }

    /** Returns the reason of the last stage that changed the replica count, or why it did not change. */
    private static Reason reason(SizeProposal proposal, PlacementResult placed) {
        boolean held =
                placed.target() == placed.trace().current() && proposal.plan().isPresent();
        Reason otherwise = held ? trouble(placed).orElseGet(proposal::reasonToStay) : proposal.reason();
        return placed.trace().lastChange().orElse(otherwise);
    }

    /** Returns what is wrong with the commands before. */
    private static Optional<Reason> trouble(PlacementResult placed) {
        return placed.trace().stages().stream()
                .filter(stage -> stage.name() == Stage.Name.EXECUTION)
                .map(Stage::reason)
                .findFirst();
    }
}
