package dev.sluice.policy.idle.calls;

/**
 * A service's own frequencies of a call at this age or at this minute of the hour, as log odds, smoothed if few were
 * observed.
 */
final class OwnHazard {
    private static final double LEAST = 1e-4;
    private static final double MOST = 0.999;

    private OwnHazard() {}

    /** ln(p / (1 − p)), with p held within [0.0001, 0.999]. */
    static double logOdds(double p) {
        double held = Math.max(LEAST, Math.min(MOST, p));
        return Math.log(held / (1 - held));
    }

    /** What is assumed of an age at which nothing was observed: min(1, 0.5 / age), worth one observation. */
    private static double prior(long age) {
        return Math.min(1, 0.5 / age);
    }

    /**
     * Gaps per minute that ended within two thirds to three halves of this age, divided by the gaps that lasted as
     * long.
     */
    static double wide(IdleHistory history, long minute) {
        long age = Math.min(history.age(minute), GapCounts.LONGEST);
        int low = (int) (age * 2 / 3);
        int high = (int) ((age * 3 + 1) / 2);
        double ended = (double) history.gaps().between(Math.max(1, low), high) / (high - low + 1);
        return logOdds((ended + prior(age)) / (history.gaps().atLeast(Math.max(1, low)) + 1));
    }

    /** Gaps that ended at exactly this age, among those that followed a gap like the last one. */
    static double exact(IdleHistory history, long minute) {
        int age = (int) Math.min(history.age(minute), GapCounts.LONGEST);
        double any = (history.gaps().at(age) + prior(age)) / (history.gaps().atLeast(age) + 1);
        GapCounts alike = history.gapsLikeNow();
        return logOdds((alike.at(age) + any) / (alike.atLeast(age) + 1));
    }

    /** Active minutes per minute, with half an hour of silence added. */
    static double density(IdleHistory history, long minute) {
        return logOdds(history.active() / (history.covered(minute) + 30.0));
    }

    /** Hours in which this minute of the hour was active, over all hours. */
    static double minuteOfHour(IdleHistory history, long minute) {
        long covered = history.covered(minute);
        double any = 0.5 * history.active() / (covered + 1);
        return logOdds((history.samePhase(minute) + any) / (covered / 60 + 1));
    }
}
