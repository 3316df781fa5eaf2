package dev.sluice.allocation.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.shared.Claim.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shares of ten million replicas are those of the rule, which hands them out one by one. */
class FairShareTest {
    private static final int SEEDS = 20_000;
    private static final int MILLIONS = 10_000_000;

    @Test
    void the_example_of_the_rule() {
        assertThat(FairShare.of(6, claims(2, 1), new int[] {6, 6})).containsExactly(4, 2);
        assertThat(FairShare.of(6, claims(2, 1), new int[] {3, 6})).containsExactly(3, 3);
    }

    @Test
    void the_same_as_one_by_one() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int[] weights = random.ints(1 + random.nextInt(7), 1, random.nextBoolean() ? 4 : 1_000_000)
                    .toArray();
            int[] most = random.ints(weights.length, 0, random.nextBoolean() ? 5 : 300)
                    .toArray();
            int left = random.nextInt(600);
            assertThat(FairShare.of(left, claims(weights), most))
                    .as("seed %d", seed)
                    .isEqualTo(oneByOne(left, weights, most));
        }
    }

    /** One by one, this keeps a thread busy for minutes, and every service of it waits. */
    @Test
    void millions_of_replicas_are_shared_at_once() {
        for (int i = 0; i < 500; i++) {
            int[] shares = FairShare.of(MILLIONS, claims(3, 1, 1), new int[] {MILLIONS, MILLIONS, 1_000_000 + i});
            assertThat(shares[2]).isEqualTo(1_000_000 + i);
            assertThat(shares[0] + shares[1] + shares[2]).isEqualTo(MILLIONS);
            assertThat((double) shares[0] / shares[1]).isBetween(2.999, 3.001);
        }
        assertThat(FairShare.of(Integer.MAX_VALUE, claims(Integer.MAX_VALUE, 1), new int[] {MILLIONS, MILLIONS}))
                .containsExactly(MILLIONS, MILLIONS);
        assertThat(FairShare.of(MILLIONS, claims(Integer.MAX_VALUE, 1), new int[] {MILLIONS, MILLIONS}))
                .containsExactly(MILLIONS, 0);
    }

    private static int[] oneByOne(int left, int[] weights, int[] most) {
        int[] granted = new int[most.length];
        for (int n = 0; n < left && !Arrays.equals(granted, most); n++) {
            int next = -1;
            for (int i = 0; i < most.length; i++) {
                if (granted[i] < most[i] && (next < 0 || isBefore(i, next, weights, granted))) {
                    next = i;
                }
            }
            granted[next]++;
        }
        return granted;
    }

    private static boolean isBefore(int a, int b, int[] weights, int[] granted) {
        long first = (long) weights[a] * (granted[b] + 1);
        long second = (long) weights[b] * (granted[a] + 1);
        return first != second ? first > second : weights[a] > weights[b];
    }

    /** Claims by these weights; the names are in their order. */
    private static List<Claim> claims(int... weights) {
        List<Claim> claims = new ArrayList<>();
        for (int weight : weights) {
            claims.add(new Claim("s" + claims.size(), "gpu", 1, 0, new Terms(0, weight, 0)));
        }
        return claims;
    }
}
