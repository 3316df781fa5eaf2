package dev.sluice.allocation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Weighted max-min fair shares in whole replicas.
 *
 * <p><b>Rule.</b> The next replica goes to the claim with the largest weight / (granted + 1), until nothing is left
 * or every claim has its maximum. Ties go to the larger weight, then to the first name.
 *
 * <p>This is the divisor method of D'Hondt and Jefferson with caps. It is the one divisor method in which no claim
 * gains by splitting (Balinski and Young, Fair Representation, 1982). The rule for ties preserves that.
 *
 * <p><b>Example.</b> Six replicas are shared by a with weight 2 and b with weight 1. They go to a (2), a (1), b (1),
 * a (.67), a (.5), b (.5): four to a, two to b. If a takes at most three, b gets three.
 */
final class FairShare {
    /** A claim in the queue for the next replica. */
    private static final class Taker implements Comparable<Taker> {
        private final int index;
        private final long weight;
        private final int most;
        private final String name;
        private long granted;

        private Taker(int index, Claim claim, int most) {
            this.index = index;
            this.weight = claim.terms().weight();
            this.most = most;
            this.name = claim.service();
        }

        /** The larger weight / (granted + 1) comes first, compared without rounding. */
        @Override
        public int compareTo(Taker other) {
            int byQuotient = Long.compare(other.weight * (granted + 1), weight * (other.granted + 1));
            int byWeight = Long.compare(other.weight, weight);
            return byQuotient != 0 ? byQuotient : byWeight != 0 ? byWeight : name.compareTo(other.name);
        }
    }

    private FairShare() {}

    /** Shares {@code left} replicas among {@code claims}, with at most {@code most[i]} for the i-th claim. */
    static int[] of(long left, List<Claim> claims, int[] most) {
        PriorityQueue<Taker> queue = new PriorityQueue<>();
        List<Taker> takers = new ArrayList<>();
        for (int i = 0; i < most.length; i++) {
            takers.add(new Taker(i, claims.get(i), most[i]));
            if (most[i] > 0) {
                queue.add(takers.get(i));
            }
        }
        for (long rest = left; rest > 0 && !queue.isEmpty(); rest--) {
            Taker next = queue.remove();
            next.granted++;
            if (next.granted < next.most) {
                queue.add(next);
            }
        }
        int[] shares = new int[most.length];
        takers.forEach(taker -> shares[taker.index] = (int) taker.granted);
        return shares;
    }
}
