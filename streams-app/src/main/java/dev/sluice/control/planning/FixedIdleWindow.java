package dev.sluice.control.planning;

import dev.sluice.control.message.SizeProposal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.idle.LoadState;
import java.time.Duration;

/**
 * How long a service stays that may be at zero, where its policy says so and nothing is learned.
 *
 * @param window time that it stays after its last call
 */
record FixedIdleWindow(Duration window) {
    /** What becomes of the size that demand asks for, so long after the last call. */
    SizeProposal apply(SizeProposal sized, LoadState presence, Duration sinceCall) {
        String kept = "the policy keeps it for " + window.toSeconds() + " s after a call";
        return switch (presence) {
            case WAITING -> sized.atLeastOne(Reason.WAKE_FROM_ZERO, kept);
            case LOADING -> sized.atLeastOne(Reason.KEEP_ALIVE, kept);
            case GONE -> sized.instead(0, Reason.IDLE, "no call at zero");
            case BUSY, IDLE ->
                sinceCall.compareTo(window) < 0
                        ? sized.atLeastOne(Reason.KEEP_ALIVE, kept)
                        : sized.instead(0, Reason.IDLE, "no call for " + sinceCall.toSeconds() + " s; " + kept);
        };
    }
}
