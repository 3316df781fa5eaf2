package dev.sluice.control.message.proposal;

import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A proposed replica count, before the policy is applied.
 *
 * @param trigger what caused the proposal
 * @param reason why this count
 * @param replicas proposed replicas
 * @param seen the observed demand
 * @param plan the result of forecast and sizing
 * @param detail one sentence for people
 * @param load the load to carry, if it is known better than by the replica count
 * @param notes further notes for the decision
 * @param roles how the replicas are split, if they have two roles
 */
public record SizeProposal(
        Trigger trigger,
        Reason reason,
        int replicas,
        Optional<Decision.Seen> seen,
        Optional<SizingPlan> plan,
        String detail,
        Optional<Load> load,
        List<Note> notes,
        Optional<Split> roles) {
    /** A proposal for replicas that all do the same. */
    public SizeProposal(
            Trigger trigger,
            Reason reason,
            int replicas,
            Optional<Decision.Seen> seen,
            Optional<SizingPlan> plan,
            String detail,
            Optional<Load> load,
            List<Note> notes) {
        this(trigger, reason, replicas, seen, plan, detail, load, notes, Optional.empty());
    }

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
     * A note that did not change the replica count but that people should know.
     *
     * @param stage stage that made the note
     * @param reason why
     * @param detail a sentence
     */
    public record Note(Stage.Name stage, Reason reason, String detail) {}

    /**
     * A proposal for two roles.
     *
     * @param need proposed replicas, and what they are for
     * @param current ordered ones
     */
    public record Split(RoleNeed need, RoleSizes current) {
        /** Returns the same split without the shrinking of any role. */
        private Split growing() {
            RoleSizes grown = need.wanted().max(current);
            return new Split(new RoleNeed(grown, need.lasting(), need.generating()), current);
        }
    }

    public SizeProposal {
        notes = List.copyOf(notes);
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas must not be below 0, they are " + replicas);
        }
    }

    /** Returns true if the proposal is based on no demand, or on none that can be trusted for sizing. */
    public boolean isBlind() {
        return plan.isEmpty()
                && switch (reason) {
                    case SIGNAL_WITHOUT_DATA, NO_REPORT, PARTIAL_REPORTS, CATCHING_UP -> true;
                    default -> false;
                };
    }

    /** Returns the reason if the replica count does not change. */
    public Reason reasonToStay() {
        if (reason == Reason.SIGNAL_WITHOUT_DATA) {
            return reason;
        }
        return notes.stream()
                .map(Note::reason)
                .filter(reason -> reason != Reason.FORECAST_NOT_FOLLOWED)
                .findFirst()
                .orElse(Reason.NO_CHANGE);
    }

    /** Returns the same proposal with at least {@code needed} replicas. */
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

    /** Returns the same proposal with another replica count. */
    public SizeProposal withReplicas(int other) {
        return new SizeProposal(trigger, reason, other, seen, plan, detail, load, notes, roles);
    }

    /** Returns the same proposal, split by roles. */
    public SizeProposal of(Split split) {
        return new SizeProposal(
                trigger, reason, split.need().wanted().sum(), seen, plan, detail, load, notes, Optional.of(split));
    }

    /** Returns the same proposal without the shrinking of any role: the other one may grow. */
    public SizeProposal growing() {
        return roles.map(split -> of(split.growing())).orElse(this);
    }

    /** Returns the same proposal with one more note. */
    public SizeProposal noting(Note note) {
        List<Note> more = new ArrayList<>(notes);
        more.add(note);
        return new SizeProposal(trigger, reason, replicas, seen, plan, detail, load, more, roles);
    }

    /** Returns the same proposal with a load that is known better than by the replica count. */
    public SizeProposal carrying(Load other) {
        return new SizeProposal(trigger, reason, replicas, seen, plan, detail, Optional.of(other), notes, roles);
    }

    /** Returns the same proposal for another reason. */
    public SizeProposal because(Reason other, String why) {
        return new SizeProposal(trigger, other, replicas, seen, plan, why, load, notes, roles);
    }

    /** Returns the same proposal, with one replica for this reason if it has none. */
    public SizeProposal atLeastOne(Reason other, String why) {
        return replicas > 0 ? this : instead(1, other, why);
    }

    /** Returns the same proposal with a replica count that no plan supports. */
    public SizeProposal instead(int size, Reason other, String why) {
        return new SizeProposal(trigger, other, size, seen, Optional.empty(), why);
    }
}
