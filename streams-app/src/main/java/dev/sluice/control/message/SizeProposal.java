package dev.sluice.control.message;

import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.util.List;
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
 * @param notes what else has to be said of it
 */
public record SizeProposal(
        Trigger trigger,
        Reason reason,
        int replicas,
        Optional<Decision.Seen> seen,
        Optional<SizingPlan> plan,
        String detail,
        Optional<Load> load,
        List<Note> notes) {
    public SizeProposal(
            Trigger trigger,
            Reason reason,
            int replicas,
            Optional<Decision.Seen> seen,
            Optional<SizingPlan> plan,
            String detail) {
        this(trigger, reason, replicas, seen, plan, detail, Optional.empty(), List.of());
    }

    /**
     * Something that did not change the number but that people have to know.
     *
     * @param stage name of the stage that says it
     * @param reason why
     * @param detail a sentence
     */
    public record Note(Stage.Name stage, Reason reason, String detail) {}

    public SizeProposal {
        notes = List.copyOf(notes);
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

    /** Why nothing changes where the size stays as it is. */
    public Reason reasonToStay() {
        if (reason == Reason.SIGNAL_WITHOUT_DATA) {
            return reason;
        }
        return notes.isEmpty() ? Reason.NO_CHANGE : notes.get(0).reason();
    }

    /** The same, but for no less than {@code needed} replicas. */
    public SizeProposal atLeast(int needed) {
        return needed <= replicas
                ? this
                : new SizeProposal(
                        trigger,
                        Reason.SMALLER_SIZE_WOULD_NOT_HOLD,
                        needed,
                        seen,
                        plan,
                        detail,
                        Optional.empty(),
                        notes);
    }

    /** The same for another reason. */
    public SizeProposal because(Reason other, String why) {
        return new SizeProposal(trigger, other, replicas, seen, plan, why, load, notes);
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
