package dev.sluice.topology.shares;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedPool;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.topology.Pipeline;
import dev.sluice.topology.StoresInMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What many services share: who is gone holds nothing, and many claims are answered together. */
final class ShareArbitersTest {
    private static final SharedResource GPU = SharedResource.pool("gpu");
    private static final int LIMIT = 20;

    private final StoresInMemory stores = new StoresInMemory();
    private final KeyValueStore<String, byte[]> store = stores.store("shares");
    private final Catalog declared = new Catalog() {
        @Override
        public Optional<Pool> pool(String name) {
            return Optional.of(Pool.of(name, 0).withLimit(LIMIT));
        }

        @Override
        public Optional<MonthlyBudget> budget(String tenant) {
            return Optional.empty();
        }
    };
    private ShareArbiters shares = new ShareArbiters(store, stores.lost());
    private Instant now = Pipeline.START;

    @Test
    void a_claimant_that_is_gone_holds_nothing_after_an_hour() {
        claim("image", 15, 15);
        claim("chat", 20, 5);
        assertThat(granted("chat")).isEqualTo(5);
        for (int minutes = 0; minutes < 70; minutes += 10) {
            pass(Duration.ofMinutes(10));
            claim("chat", 20, 5);
        }
        assertThat(granted("image")).isZero();
        assertThat(granted("chat")).isEqualTo(20);
    }

    @Test
    void after_a_stop_of_any_length_every_claimant_has_an_hour_to_come_back() {
        claim("image", 15, 15);
        claim("chat", 20, 5);
        now = now.plus(Duration.ofDays(3));
        shares = new ShareArbiters(store, stores.lost());
        pass(Duration.ofMinutes(30));
        assertThat(granted("image")).isEqualTo(10);
        assertThat(granted("chat")).isEqualTo(5);
    }

    @Test
    void a_gap_in_a_recording_takes_nothing_from_anybody() {
        claim("image", 15, 15);
        claim("chat", 20, 5);
        now = now.plus(Duration.ofHours(9));
        shares.passed(now);
        claim("chat", 20, 5);
        assertThat(granted("chat")).isEqualTo(5);
        claim("image", 15, 15);
        assertThat(granted("image")).isEqualTo(10);
    }

    @Test
    void an_entry_that_cannot_be_read_is_dropped_alone_and_known_again_with_the_next_claim() {
        claim("image", 15, 15);
        claim("chat", 20, 5);
        store.put("POOL/gpu/image", new byte[] {1, 2, 3});

        shares = new ShareArbiters(store, stores.lost());

        assertThat(store.get("POOL/gpu/image")).isNull();
        assertThat(granted("chat")).isEqualTo(5);
        claim("image", 15, 15);
        assertThat(granted("image")).isEqualTo(10);
    }

    @Test
    void a_window_of_a_thousand_services_of_one_pool_is_answered_together() {
        int looks = 0;
        for (int i = 0; i < 1000; i++) {
            looks += shares.claim(claimOf("service-" + i, 3, 0), declared, now).isEmpty() ? 0 : 1;
        }
        assertThat(looks).isEqualTo(ShareArbiters.ANSWERED_AT_ONCE);
        List<SharedGrant> answers = shares.answer(declared, now);
        assertThat(answers).extracting(SharedGrant::service).doesNotHaveDuplicates();
        assertThat(answers).hasSizeGreaterThanOrEqualTo(1000 - ShareArbiters.ANSWERED_AT_ONCE);
        assertThat(shares.answer(declared, now)).isEmpty();
    }

    /** Answered together or one by one, a pool comes to the same and never grants more than it has. */
    @Test
    void claims_that_are_answered_together_come_to_what_they_come_to_one_by_one() {
        SplittableRandom random = new SplittableRandom(13);
        for (int round = 0; round < 50; round++) {
            SharedPool together = new SharedPool();
            SharedPool one = new SharedPool();
            for (int i = 0; i < 8; i++) {
                SharedClaim claim = claimOf("s" + i, random.nextInt(8), 0);
                together.take(claim);
                one.claim(claim, LIMIT);
            }
            together.review(LIMIT);
            // all have seen their newest grants and hold nothing more
            Map<String, Double> first = settle(together);
            assertThat(first).isEqualTo(settle(one));
            assertThat(first.values().stream().mapToDouble(Double::doubleValue).sum())
                    .isLessThanOrEqualTo(LIMIT);
        }
    }

    private static Map<String, Double> settle(SharedPool pool) {
        Map<String, Double> amounts = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 8; i++) {
                String name = "s" + i;
                pool.claimOf(name).ifPresent(claim -> {
                    List<SharedGrant> grants = pool.grantsOf(name);
                    long seen =
                            grants.isEmpty() ? 0 : grants.get(grants.size() - 1).number();
                    pool.claim(claim.withSeen(seen), LIMIT);
                });
            }
        }
        for (int i = 0; i < 8; i++) {
            List<SharedGrant> grants = new ArrayList<>(pool.grantsOf("s" + i));
            if (!grants.isEmpty()) {
                amounts.put("s" + i, grants.get(grants.size() - 1).amount());
            }
        }
        return amounts;
    }

    private void pass(Duration time) {
        for (long left = time.toSeconds(); left > 0; left--) {
            now = now.plusSeconds(1);
            shares.passed(now);
        }
        shares.known().forEach(share -> shares.review(share, declared, now));
    }

    private void claim(String service, int wish, int holding) {
        SharedClaim claim = claimOf(service, wish, holding);
        shares.claim(
                newest(service).map(grant -> claim.withSeen(grant.number())).orElse(claim), declared, now);
    }

    private static SharedClaim claimOf(String service, int wish, int holding) {
        return new SharedClaim(GPU, service, wish, 0, holding, Rank.EQUAL, SharedClaim.Spend.NONE);
    }

    private int granted(String service) {
        return newest(service).map(grant -> (int) grant.amount()).orElse(0);
    }

    /** The newest grant, by what is stored. */
    private Optional<SharedGrant> newest(String service) {
        byte[] entry = store.get("POOL/gpu/" + service);
        try {
            List<SharedGrant> grants =
                    entry == null ? List.of() : ShareEntry.read(entry).grants();
            return grants.isEmpty() ? Optional.empty() : Optional.of(grants.get(grants.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
