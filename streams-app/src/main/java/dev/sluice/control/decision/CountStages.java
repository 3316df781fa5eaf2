package dev.sluice.control.decision;

import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.demand.GroupLag;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.behavior.Behavior;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.schedule.OverrideSet.Rule;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * The stages of a decision that change only the replica count: headroom, partitions, limits, overrides. The state is the history
 * that limits depend on.
 */
public final class CountStages {
    private Behavior behavior = new Behavior();

    /** The replica count after these stages, and the override or schedule that set it, if any. */
    public record Counted(DecisionTrace trace, Optional<Rule> by) {}

    /** Passes a proposal through the stages. Without a policy it stays as it is. */
    public Counted apply(
            DecisionTrace proposed, SizeProposal proposal, Optional<ScalingPolicy> policy, DecisionContext context) {
        DecisionTrace raised = headroom(proposed, proposal, policy);
        DecisionTrace read = partitions(raised, proposal, policy);
        DecisionTrace limited = limits(read, proposal.trigger().urgent(), policy, context);
        return policy.isPresent() ? overrides(limited, context) : new Counted(limited, Optional.empty());
    }

    private static DecisionTrace headroom(
            DecisionTrace proposed, SizeProposal proposal, Optional<ScalingPolicy> policy) {
        double share = policy.map(p -> p.tuning().headroom()).orElse(0.0);
        int wanted = proposed.replicas();
        if (share == 0 || proposal.plan().isEmpty() || wanted == 0) {
            return proposed;
        }
        int raised = ReplicaCount.carrying(wanted * (1 + share), 1);
        String detail = NumberText.percent(share) + " of capacity kept free";
        return proposed.to(raised, Stage.Name.HEADROOM, Reason.HEADROOM, detail);
    }

    /**
     * More members than partitions read nothing. With several pools a count is in replicas of the first one, which does
     * not tell how many members there are.
     */
    private static DecisionTrace partitions(
            DecisionTrace raised, SizeProposal proposal, Optional<ScalingPolicy> policy) {
        boolean capped = policy.filter(p -> p.placement().pools().size() <= 1)
                .flatMap(p -> p.demand().group())
                .filter(group -> !group.allowIdleConsumers())
                .isPresent();
        Optional<GroupLag> known =
                proposal.seen().flatMap(Decision.Seen::lag).filter(lag -> capped && lag.partitions() > 0);
        return known.map(lag -> raised.to(
                        Math.min(raised.replicas(), lag.partitions()),
                        Stage.Name.PARTITIONS,
                        Reason.PARTITIONS,
                        "group " + lag.group() + " reads " + lag.partitions() + " partitions, each with one replica"))
                .orElse(raised);
    }

    private DecisionTrace limits(
            DecisionTrace raised, boolean urgent, Optional<ScalingPolicy> policy, DecisionContext context) {
        return policy.map(p -> behavior.limit(
                        raised, urgent, p, context.standing().orElseThrow().effectiveBounds(), context.now()))
                .orElse(raised);
    }

    private static Counted overrides(DecisionTrace limited, DecisionContext context) {
        if (context.standing().isEmpty()) {
            return new Counted(limited, Optional.empty());
        }
        EffectiveOverrides.Outcome held = context.standing().get().apply(limited.current(), limited.replicas());
        String who = held.by().map(Rule::describe).orElse("");
        return new Counted(limited.to(held.replicas(), Stage.Name.OVERRIDE, held.reason(), who), held.by());
    }

    /** Records that a change of the replica count was ordered. */
    public void changed(int from, int to, ScalingPolicy policy, long now) {
        behavior.changed(from, to, policy, now);
    }

    /** Forgets the history: earlier proposals counted replicas of another size. */
    public void restart() {
        behavior = new Behavior();
    }

    public void write(DataOutput out) throws IOException {
        behavior.write(out);
    }

    public void read(DataInput in) throws IOException {
        behavior.read(in);
    }
}
