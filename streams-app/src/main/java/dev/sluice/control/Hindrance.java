package dev.sluice.control;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.policy.trace.Reason;
import dev.sluice.text.NumberText;
import java.time.Duration;

/**
 * What keeps the replica count from following a closed window.
 *
 * @param attendance how many instances reported
 * @param age how long after its end the window closed, ms
 * @param oldest maximum age of a window that closes on time, ms
 */
record Hindrance(Attendance attendance, long age, long oldest) {
    /**
     * A fleet still scales up if its demand is older than usual by up to this, so that a slow reader still serves, ms.
     */
    private static final long STILL_GROWS = Duration.ofMinutes(2).toMillis();

    static boolean isStale(long age, long oldest) {
        return age > oldest;
    }

    /** Returns true if nothing keeps it. */
    boolean isNone() {
        return !attendance.isPartial() && !isStale(age, oldest);
    }

    /** Returns the proposal, or the present replica count if the window must not be followed. */
    SizeProposal hold(SizeProposal given, ServiceFleet fleet) {
        SizeProposal proposal = given.growing();
        boolean smaller = proposal.replicas() < fleet.ordered();
        if (isStale(age, oldest)) {
            boolean held = smaller || age > oldest + STILL_GROWS;
            return held
                    ? proposal.instead(fleet.ordered(), Reason.CATCHING_UP, withMissing(readLate()))
                    : proposal.because(proposal.reason(), withMissing(proposal.detail()));
        }
        if (!attendance.isPartial()) {
            return proposal;
        }
        // before the first command the fleet is what has reported; at zero a report is a call that nobody serves
        boolean first = fleet.generation() == 0 && fleet.ordered() > 0;
        return smaller || first
                ? proposal.instead(fleet.ordered(), Reason.PARTIAL_REPORTS, missing() + ": the size is held")
                : proposal.because(proposal.reason(), withMissing(proposal.detail()));
    }

    /** What was seen counts the silent instances too, so each decision about it says how many there are. */
    private String withMissing(String detail) {
        return attendance.isPartial() ? detail + "; " + missing() : detail;
    }

    private String readLate() {
        return "this window was read " + age / 1000 + " s after its end: it is learned from, and the size is held";
    }

    private String missing() {
        return NumberText.of(attendance.reporting()) + " of " + NumberText.of(attendance.expected())
                + " instances reported";
    }
}
