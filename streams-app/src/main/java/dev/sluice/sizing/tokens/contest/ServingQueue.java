package dev.sluice.sizing.tokens.contest;

/**
 * How many replicas serve requests that come at random, so that few wait too long.
 *
 * <p><b>Formula.</b> Erlang's for c replicas with a load of a busy ones: a request waits with the probability C(c, a), and
 * longer than t with {@code C(c, a) * exp(-(c - a) * t / own)}, where {@code own} is the mean time of a request.
 *
 * <p><b>Example.</b> Prompts of 0.4 s keep six replicas busy. Of eight replicas, 6.2 % of the requests wait longer than
 * 0.35 s; of nine, 1.4 %.
 */
final class ServingQueue {
    private static final int MOST = 100_000;

    private ServingQueue() {}

    /**
     * The fewest replicas with which at most a share of requests waits too long.
     *
     * @param busy replicas that the load keeps busy
     * @param own mean time of a request, seconds
     * @param allowedWait seconds
     * @param lateShare share that may wait longer
     */
    static int replicas(double busy, double own, double allowedWait, double lateShare) {
        int most = (int) Math.min(MOST, Math.ceil(busy) + MOST / 2);
        double blocked = 1;
        for (int n = 1; n <= most; n++) {
            blocked = busy * blocked / (n + busy * blocked);
            if (n > busy && waitsLonger(n, busy, blocked, allowedWait / own) <= lateShare) {
                return n;
            }
        }
        return most;
    }

    private static double waitsLonger(int n, double busy, double blocked, double waits) {
        double waiting = blocked / (1 - busy / n * (1 - blocked));
        return waiting * Math.exp(-(n - busy) * waits);
    }
}
