package dev.sluice.control.planning.zero;

import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.policy.idle.LoadState;
import dev.sluice.policy.trace.Reason;
import dev.sluice.text.DurationText;
import java.time.Duration;

/**
 * How long a service stays before it may scale to zero, as stated by its policy; nothing is learned.
 *
 * @param window time that the service stays after its last call
 */
record FixedIdleWindow(Duration window) {
    /** Adjusts the replica count that demand asks for, {@code sinceCall} after the last call. */
    SizeProposal apply(SizeProposal sized, LoadState presence, Duration sinceCall) {
        String kept = "the policy keeps it for " + DurationText.of(window) + " after a call";
        return switch (presence) {
            case WAITING -> sized.atLeastOne(Reason.WAKE_FROM_ZERO, kept);
            case LOADING -> sized.atLeastOne(Reason.KEEP_ALIVE, kept);
            case GONE -> sized.instead(0, Reason.IDLE, "no call at zero");
            case BUSY, IDLE ->
                sinceCall.compareTo(window) < 0
                        ? sized.atLeastOne(Reason.KEEP_ALIVE, kept)
                        : sized.instead(0, Reason.IDLE, "no call for " + DurationText.of(sinceCall) + "; " + kept);
        };
    }
}
