package dev.sluice.control.message.proposal;

import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.trace.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The plan after a closed window.
 *
 * @param proposal the proposed replica count
 * @param forecast the forecast behind it; empty if there is none
 * @param perReplica what one replica of the first pool serves, units per second; empty while unknown
 */
public record Planned(SizeProposal proposal, Optional<Output.Forecasted> forecast, OptionalDouble perReplica) {
    /** Returns a plan without a forecast. */
    public static Planned without(SizeProposal proposal, OptionalDouble perReplica) {
        return new Planned(proposal, Optional.empty(), perReplica);
    }

    /** Returns a plan that keeps to a count for a reason, without a forecast. */
    public static Planned held(
            Reason reason, int replicas, Decision.Seen seen, String detail, OptionalDouble perReplica) {
        return without(
                new SizeProposal(Trigger.WINDOW, reason, replicas, Optional.of(seen), Optional.empty(), detail),
                perReplica);
    }

    /** Returns the same plan with more notes. */
    public Planned noting(List<SizeProposal.Note> notes) {
        SizeProposal noted = proposal;
        for (SizeProposal.Note note : notes) {
            noted = noted.noting(note);
        }
        return with(noted);
    }

    /** Returns the same plan with another proposal. */
    public Planned with(SizeProposal other) {
        return new Planned(other, forecast, perReplica);
    }
}
