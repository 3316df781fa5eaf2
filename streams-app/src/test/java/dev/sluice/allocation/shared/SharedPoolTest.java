package dev.sluice.allocation.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Placement.Rank;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims and grants that cross on their way. */
final class SharedPoolTest {
    private static final int LIMIT = 12;

    private final SharedPool pool = new SharedPool();

    @Test
    void what_was_granted_and_is_on_its_way_is_not_granted_to_another() {
        SharedGrant image = pool.claim(claim("image", 8, 1, 0), LIMIT).get(0);
        assertThat(image.amount()).isEqualTo(8);

        // chat comes first, but image may be ordering its eight at this moment
        List<SharedGrant> told = pool.claim(claim("chat", 20, 1, 10), LIMIT);
        assertThat(amount(told, "chat")).isEqualTo(4);
        assertThat(amount(told, "image")).isEqualTo(1);

        // image had not ordered, and has now seen that it may no more
        long newest = told.stream()
                .filter(grant -> grant.service().equals("image"))
                .findFirst()
                .orElseThrow()
                .number();
        told = pool.claim(claim("image", 8, 1, 0).withSeen(newest), LIMIT);
        assertThat(amount(told, "chat")).isEqualTo(11);
    }

    @Test
    void a_claim_that_ends_leaves_nothing_behind() {
        pool.claim(claim("image", 8, 1, 0), LIMIT);
        pool.claim(claim("image", 0, 0, 0).withSeen(SharedClaim.ALL), LIMIT);
        assertThat(pool.claimOf("image")).isEmpty();
        assertThat(amount(pool.claim(claim("chat", 20, 1, 10), LIMIT), "chat")).isEqualTo(12);
    }

    @Test
    void an_answer_that_changes_nothing_has_the_number_of_the_grant_before() {
        SharedGrant first = pool.claim(claim("chat", 5, 1, 0), LIMIT).get(0);
        SharedGrant again = pool.claim(claim("chat", 5, 1, 0).withHolding(5).withSeen(first.number()), LIMIT)
                .get(0);
        assertThat(again.number()).isEqualTo(first.number());
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void services_never_run_more_than_the_limit_however_slow_claims_and_grants_are(int seed) {
        Random random = new Random(seed);
        List<Claimant> claimants = List.of(
                new Claimant("a", 0),
                new Claimant("b", 0),
                new Claimant("c", 10),
                new Claimant("d", random.nextInt(3)));
        for (int step = 0; step < 2_000; step++) {
            Claimant one = claimants.get(random.nextInt(claimants.size()));
            switch (random.nextInt(4)) {
                case 0 -> one.wishes(random.nextInt(LIMIT + 6));
                case 1 -> one.hears();
                default -> {
                    if (!one.claims.isEmpty()) {
                        pool.claim(one.claims.remove(), LIMIT)
                                .forEach(grant -> claimants.stream()
                                        .filter(claimant -> claimant.name.equals(grant.service()))
                                        .forEach(claimant -> claimant.grants.add(grant)));
                    }
                }
            }
            assertThat(claimants.stream().mapToInt(claimant -> claimant.ordered).sum())
                    .as("step %d", step)
                    .isLessThanOrEqualTo(LIMIT);
        }
    }

    /** A service that orders what it wishes for as soon as it may, and says so. */
    private static final class Claimant {
        private final String name;
        private final int priority;
        private final Deque<SharedClaim> claims = new ArrayDeque<>();
        private final Deque<SharedGrant> grants = new ArrayDeque<>();
        private int wish;
        private int ordered;
        private int may;
        private long seen;

        Claimant(String name, int priority) {
            this.name = name;
            this.priority = priority;
        }

        void wishes(int replicas) {
            wish = replicas;
            order();
        }

        void hears() {
            if (!grants.isEmpty()) {
                SharedGrant grant = grants.remove();
                boolean news = grant.amount() != may || grant.number() != seen;
                may = (int) grant.amount();
                seen = grant.number();
                if (news) {
                    order();
                }
            }
        }

        private void order() {
            ordered = Math.min(wish, may);
            claims.add(claim(name, wish, 0, priority).withHolding(ordered).withSeen(seen));
        }
    }

    private static SharedClaim claim(String service, int wish, int floor, int priority) {
        return SharedClaim.ofPool("gpu", service, wish, Math.min(wish, floor), 0, new Rank(priority, 1));
    }

    private static int amount(List<SharedGrant> told, String service) {
        List<SharedGrant> of = new ArrayList<>(told);
        of.removeIf(grant -> !grant.service().equals(service));
        return (int) of.get(of.size() - 1).amount();
    }
}
