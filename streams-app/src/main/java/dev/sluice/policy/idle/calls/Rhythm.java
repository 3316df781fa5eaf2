package dev.sluice.policy.idle.calls;

/**
 * How strongly a call is due because one came a familiar distance ago. Of all distances to calls in the last 12
 * hours, it takes the one that was repeated most often.
 *
 * @param exact log odds for exactly this minute
 * @param loose log odds if a minute early or late counts too (timers that jitter)
 */
record Rhythm(double exact, double loose) {
    private static final int SHORTEST_LOOSE = 6;

    static Rhythm of(IdleHistory history, long minute) {
        long age = history.age(minute);
        double density = history.active() / (double) Math.max(1, (double) history.covered(minute));
        double exact = 0;
        double loose = 0;
        ActivityRing ring = history.ring();
        int since = 0;
        for (int back = ring.next(0); back + age <= IdleHistory.LONGEST_LAG; back = ring.next(back + 1)) {
            int lag = (int) (back + age);
            since++;
            // of the chances to observe the pair: active minutes more than the lag ago, plus one
            double share = 1.0 / (Math.max(0, history.active() - since) + 1);
            exact = Math.max(exact, (history.pairs(lag) + 0.5 * density) * share);
            if (lag >= SHORTEST_LOOSE) {
                int near = history.pairs(lag - 1) + history.pairs(lag) + history.pairs(lag + 1);
                loose = Math.max(loose, (near / 3.0 + 0.3 * density) * share);
            }
        }
        return new Rhythm(OwnHazard.logOdds(exact), OwnHazard.logOdds(loose));
    }
}
