package dev.sluice.control.message;

import dev.sluice.policy.Reason;
import java.util.Optional;

/**
 * A size that is wanted, before the policy has its say.
 *
 * @param trigger what made Sluice ask
 * @param reason why this size
 * @param replicas replicas wanted
 * @param seen the demand that was looked at
 * @param plan what forecast and sizing made of it
 * @param detail one sentence for people
 * @param load what the size has to carry, where that is known better than by the number of replicas
 */
public record SizeProposal(
        Trigger trigger,
        Reason reason,
        int replicas,
        Optional<Decision.Seen> seen,
        Optional<SizingPlan> plan,
        String detail,
        Optional<Load> load) {
    public SizeProposal(
            Trigger trigger,
            Reason reason,
            int replicas,
            Optional<Decision.Seen> seen,
            Optional<SizingPlan> plan,
            String detail) {
        this(trigger, reason, replicas, seen, plan, detail, Optional.empty());
    }

    public SizeProposal {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas must not be below 0, they are " + replicas);
        }
    }

    /** Whether it rests on no demand at all, or on none that a size may rest on. */
    public boolean isBlind() {
        return plan.isEmpty()
                && switch (reason) {
                    case SIGNAL_WITHOUT_DATA, NO_REPORT, PARTIAL_REPORTS, CATCHING_UP -> true;
                    default -> false;
                };
    }

    /** The same, but for no less than {@code needed} replicas. */
    public SizeProposal atLeast(int needed) {
        return needed <= replicas
                ? this
                : new SizeProposal(trigger, Reason.SMALLER_SIZE_WOULD_NOT_HOLD, needed, seen, plan, detail);
    }

    /** The same for another reason. */
    public SizeProposal because(Reason other, String why) {
        return new SizeProposal(trigger, other, replicas, seen, plan, why, load);
    }

    /** The same, with a replica for this reason where it has none. */
    public SizeProposal atLeastOne(Reason other, String why) {
        return replicas > 0 ? this : instead(1, other, why);
    }

    /** The same for a size that no plan stands behind. */
    public SizeProposal instead(int size, Reason other, String why) {
        return new SizeProposal(trigger, other, size, seen, Optional.empty(), why);
    }
}
