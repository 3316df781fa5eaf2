package dev.sluice.allocation.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.allocation.shared.Claim.Terms;
import dev.sluice.allocation.shared.Grant.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PriorityFairShareTest {
    private static final int SEEDS = 5_000;

    @Test
    void floors_come_first_then_priorities_then_weights() {
        List<Grant> grants = PriorityFairShare.grant(
                10, List.of(claim("checkout", 6, 1, 10, 1), claim("search", 6, 1, 0, 2), claim("reports", 6, 1, 0, 1)));

        // three floors, five more for checkout; of the last two search has twice the weight of reports
        assertThat(replicas(grants)).containsExactly(6, 3, 1);
        assertThat(grants).extracting(Grant::cause).containsExactly(Cause.WHOLE, Cause.FAIR_SHARE, Cause.FAIR_SHARE);
        assertThat(grants.get(2).describe())
                .isEqualTo(
                        "reports gets 1 of 6 in gpu: 18 wished, limit 10, what floors leave is shared by weight (1)");
    }

    @Test
    void what_a_higher_priority_takes_is_said() {
        List<Grant> grants = PriorityFairShare.grant(4, List.of(claim("a", 9, 0, 5, 1), claim("b", 2, 0, 1, 1)));

        assertThat(replicas(grants)).containsExactly(4, 0);
        assertThat(grants.get(1).cause()).isEqualTo(Cause.HIGHER_PRIORITY);
        assertThat(grants.get(1).describe()).endsWith("claims of a higher priority and floors come first");
        assertThat(grants.get(1).cut()).isEqualTo(2);
        assertThat(grants.get(1).lostValue()).isEqualTo(2 * 1.5);
    }

    @Test
    void floors_that_do_not_fit_are_shared_like_wishes_and_said() {
        List<Grant> grants = PriorityFairShare.grant(5, List.of(claim("a", 4, 4, 0, 1), claim("b", 4, 4, 0, 1)));

        assertThat(replicas(grants)).containsExactly(3, 2);
        assertThat(grants).extracting(Grant::cause).containsOnly(Cause.FLOORS_EXCEED_LIMIT);
    }

    @Test
    void never_above_the_limit_never_above_a_wish_and_nothing_left_over() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Claim> claims = draw(random);
            int limit = random.nextInt(60);
            List<Grant> grants = PriorityFairShare.grant(limit, claims);
            long wished = claims.stream().mapToLong(Claim::wish).sum();
            assertThat(total(grants)).as("seed %d", seed).isEqualTo(Math.min(limit, wished));
            assertThat(grants).allMatch(grant -> grant.replicas() >= 0 && grant.cut() >= 0);
            assertThat(grants).allMatch(grant -> (grant.cause() == Cause.WHOLE) == (grant.cut() == 0));
        }
    }

    @Test
    void floors_are_kept_where_they_fit() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Claim> claims = draw(random);
            int floors = claims.stream().mapToInt(Claim::firm).sum();
            List<Grant> grants = PriorityFairShare.grant(floors + random.nextInt(5), claims);
            assertThat(grants)
                    .as("seed %d", seed)
                    .allMatch(grant -> grant.replicas() >= grant.claim().firm());
        }
    }

    @Test
    void a_larger_wish_never_gets_less_and_never_gives_others_more() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Claim> claims = draw(random);
            int limit = random.nextInt(60);
            int who = random.nextInt(claims.size());
            List<Claim> more = new ArrayList<>(claims);
            more.set(who, claims.get(who).withWish(claims.get(who).wish() + 1 + random.nextInt(10)));
            int[] before = replicas(PriorityFairShare.grant(limit, claims));
            int[] after = replicas(PriorityFairShare.grant(limit, more));
            for (int i = 0; i < before.length; i++) {
                if (i == who) {
                    assertThat(after[i]).as("seed %d", seed).isGreaterThanOrEqualTo(before[i]);
                } else {
                    assertThat(after[i]).as("seed %d", seed).isLessThanOrEqualTo(before[i]);
                }
            }
        }
    }

    @Test
    void a_larger_limit_takes_from_nobody() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Claim> claims = draw(random);
            int limit = random.nextInt(60);
            int[] before = replicas(PriorityFairShare.grant(limit, claims));
            int[] after = replicas(PriorityFairShare.grant(limit + 1 + random.nextInt(3), claims));
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).as("seed %d", seed).isGreaterThanOrEqualTo(before[i]);
            }
        }
    }

    @Test
    void no_service_gains_by_splitting_itself_in_two() {
        int halves_that_lost = 0;
        for (int seed = 0; seed < 2 * SEEDS; seed++) {
            Random random = new Random(seed);
            List<Claim> claims = draw(random);
            int limit = random.nextInt(60);
            int who = random.nextInt(claims.size());
            int whole = PriorityFairShare.grant(limit, claims).get(who).replicas();
            List<Claim> split = new ArrayList<>(claims);
            Claim claim = split.remove(who);
            if (claim.terms().weight() < 2) {
                continue;
            }
            split.addAll(halves(random, claim));
            int together = PriorityFairShare.grant(limit, split).stream()
                    .filter(grant -> grant.claim().service().endsWith("half"))
                    .mapToInt(Grant::replicas)
                    .sum();
            assertThat(together).as("seed %d", seed).isLessThanOrEqualTo(whole);
            halves_that_lost += together < whole ? 1 : 0;
        }
        assertThat(halves_that_lost).isPositive();
    }

    @Test
    void the_order_of_the_claims_does_not_matter() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            List<Claim> claims = new ArrayList<>(draw(random));
            List<Grant> one = new ArrayList<>(PriorityFairShare.grant(20, claims));
            Collections.shuffle(claims, random);
            assertThat(PriorityFairShare.grant(20, claims))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(one);
        }
    }

    @Test
    void a_service_claims_one_pool_once() {
        Claim claim = claim("a", 1, 0, 0, 1);
        assertThatThrownBy(() -> PriorityFairShare.grant(1, List.of(claim, claim)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PriorityFairShare.grant(1, List.of(claim, new Claim("b", "cpu", 1, 0, Terms.EQUAL))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The claim in two, with all that it had divided between them; names that sort before and after all others. */
    private static List<Claim> halves(Random random, Claim claim) {
        int weight = 1 + random.nextInt(claim.terms().weight() - 1);
        int firm = random.nextInt(claim.firm() + 1);
        int wish = firm + random.nextInt(claim.wish() - claim.firm() + 1);
        return List.of(
                part(claim, "!half", wish, firm, weight),
                part(
                        claim,
                        "~half",
                        claim.wish() - wish,
                        claim.firm() - firm,
                        claim.terms().weight() - weight));
    }

    private static Claim part(Claim whole, String name, int wish, int floor, int weight) {
        return new Claim(
                name, whole.pool(), wish, floor, new Terms(whole.terms().priority(), weight, 0));
    }

    private static List<Claim> draw(Random random) {
        List<Claim> claims = new ArrayList<>();
        int services = 1 + random.nextInt(8);
        for (int i = 0; i < services; i++) {
            claims.add(claim("s" + i, random.nextInt(20), random.nextInt(5), random.nextInt(3), 1 + random.nextInt(9)));
        }
        return claims;
    }

    private static Claim claim(String service, int wish, int floor, int priority, int weight) {
        return new Claim(service, "gpu", wish, floor, new Terms(priority, weight, 1.5));
    }

    private static int total(List<Grant> grants) {
        return grants.stream().mapToInt(Grant::replicas).sum();
    }

    private static int[] replicas(List<Grant> grants) {
        return grants.stream().mapToInt(Grant::replicas).toArray();
    }
}
