package dev.sluice.allocation.shared;

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
 *
 * <p>Ten million replicas are not handed out one by one. No claim gets less than its quota, left * weight / sum of weights,
 * rounded down, or its maximum (Balinski and Young: this method stays within the lower quota). So that much is granted at
 * once, and the rule decides on the rest, which is a few replicas for each claim. Who has its maximum leaves, and what is
 * left is shared by the others in the same way.
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

        /** Grants the quota, of which rounding takes no more than one; {@code each} is what a weight of 1 gets. */
        private void grantSure(double each) {
            granted = Math.max(0, Math.min(most, (long) (weight * each * (1 - 1e-12)) - 1));
        }

        private boolean hasAll() {
            return granted == most;
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
        List<Taker> takers = new ArrayList<>();
        for (int i = 0; i < most.length; i++) {
            takers.add(new Taker(i, claims.get(i), most[i]));
        }
        PriorityQueue<Taker> queue = new PriorityQueue<>();
        long rest = left - sure(left, takers, queue);
        while (rest > 0 && !queue.isEmpty()) {
            Taker next = queue.remove();
            next.granted++;
            rest--;
            if (next.granted < next.most) {
                queue.add(next);
            }
        }
        int[] shares = new int[most.length];
        takers.forEach(taker -> shares[taker.index] = (int) taker.granted);
        return shares;
    }

    /** Grants what each gets in any case; returns how much that is, and who wants more in {@code queue}. */
    private static long sure(long left, List<Taker> takers, PriorityQueue<Taker> queue) {
        List<Taker> wanting = takers.stream().filter(taker -> taker.most > 0).toList();
        long rest = left;
        boolean some = true;
        while (some) {
            double each =
                    rest / wanting.stream().mapToDouble(taker -> taker.weight).sum();
            wanting.forEach(taker -> taker.grantSure(each));
            List<Taker> whole = wanting.stream().filter(Taker::hasAll).toList();
            rest -= whole.stream().mapToLong(taker -> taker.most).sum();
            wanting = wanting.stream().filter(taker -> !taker.hasAll()).toList();
            some = !whole.isEmpty();
        }
        queue.addAll(wanting);
        return takers.stream().mapToLong(taker -> taker.granted).sum();
    }
}
