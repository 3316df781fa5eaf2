package dev.sluice.allocation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Weighted max-min fair shares in whole replicas: the next replica goes to the claim with the largest weight / (granted +
 * 1), until nothing is left or every wish is met. This is the divisor method of D'Hondt and Jefferson with caps: of the
 * divisor methods the one under which nobody gains by splitting (Balinski and Young, Fair Representation, 1982); ties go
 * to the larger weight, then to the first by name, which keeps that true.
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

    /** Shares {@code left} replicas among {@code claims}, at most {@code most[i]} to the i-th. */
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
