package dev.sluice.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.policy.Placement.Rank;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a service says of the grants that it knows. */
final class PoolClaimsTest {
    private final PoolClaims claims = new PoolClaims("chat");

    @Test
    void a_claim_tells_which_grant_was_known_when_it_was_made() {
        assertThat(claims.replaceClaims(wish(8), true))
                .extracting(SharedClaim::seen)
                .containsExactly(0L);
        claims.granted(grant(8, 1));
        assertThat(claims.replaceClaims(wish(8), false))
                .extracting(SharedClaim::seen)
                .containsExactly(1L);
        assertThat(claims.replaceClaims(wish(8), false)).isEmpty();
    }

    @Test
    void that_less_is_granted_is_acknowledged_once_though_nothing_is_placed_anew() throws IOException {
        claims.replaceClaims(wish(8), false);
        claims.granted(grant(8, 1));
        claims.granted(grant(1, 2));
        PoolClaims again = restarted();
        assertThat(again.takeUnacknowledged()).extracting(SharedClaim::seen).containsExactly(2L);
        assertThat(again.takeUnacknowledged()).isEmpty();
    }

    @Test
    void who_claims_no_more_acts_on_no_grant_that_is_on_its_way() {
        claims.replaceClaims(wish(8), false);
        assertThat(claims.replaceClaims(List.of(), false))
                .extracting(SharedClaim::seen)
                .containsExactly(SharedClaim.ALL);
        assertThat(claims.granted(grant(8, 1))).isFalse();
    }

    @Test
    void who_waits_for_two_pools_decides_when_both_have_answered() {
        SharedClaim other = SharedClaim.ofPool("cpu", "chat", 8, 1, 0, Rank.EQUAL);
        claims.replaceClaims(List.of(wish(8).get(0), other), true);
        assertThat(claims.granted(grant(8, 1))).isFalse();
        assertThat(claims.granted(new SharedGrant(SharedResource.pool("cpu"), "chat", 8, 3, "", 1)))
                .isTrue();
    }

    @Test
    void a_grant_is_news_where_it_takes_back_what_is_held_or_gives_what_was_refused() {
        claims.replaceClaims(List.of(wish(8).get(0).withHolding(3)), false);
        claims.granted(grant(5, 1));
        assertThat(claims.granted(grant(4, 2))).isFalse();
        assertThat(claims.granted(grant(2, 3))).isTrue();
        assertThat(claims.granted(grant(4, 4))).isTrue();
    }

    @Test
    void what_was_refused_is_not_there_because_it_is_no_longer_claimed() {
        claims.replaceClaims(wish(8), false);
        claims.granted(granted(8, 0, 1));
        claims.replaceClaims(wish(0), false);
        claims.granted(granted(0, 0, 2));
        assertThat(claims.reach("gpu", 10)).isZero();
        assertThat(claims.takeUnacknowledged()).isEmpty();

        claims.replaceClaims(wish(3), false);
        claims.granted(granted(3, 3, 3));
        assertThat(claims.reach("gpu", 10)).isEqualTo(10);
    }

    @Test
    void what_a_claim_was_cut_to_is_there_until_a_larger_one_is_granted_whole() throws IOException {
        claims.replaceClaims(wish(8), false);
        claims.granted(granted(8, 5, 1));
        claims.replaceClaims(wish(4), false);
        claims.granted(granted(4, 4, 2));
        assertThat(claims.granted("gpu", 0)).isEqualTo(4);
        assertThat(claims.reach("gpu", 10)).isEqualTo(5);
        assertThat(restarted().reach("gpu", 10)).isEqualTo(5);
        assertThat(claims.reach("gpu", 3)).as("a limit that was lowered").isEqualTo(3);

        claims.granted(granted(8, 6, 3));
        assertThat(claims.reach("gpu", 10)).isEqualTo(6);
        claims.granted(granted(7, 7, 4));
        assertThat(claims.reach("gpu", 10)).isEqualTo(10);
    }

    @Test
    void a_pool_that_is_claimed_no_more_has_what_its_limit_says() {
        claims.replaceClaims(wish(8), false);
        claims.granted(granted(8, 5, 1));
        claims.replaceClaims(List.of(), false);
        assertThat(claims.reach("gpu", 10)).isEqualTo(10);
    }

    private PoolClaims restarted() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        claims.write(out);
        claims.writeCuts(out);
        PoolClaims read = new PoolClaims("chat");
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        read.read(in);
        read.readCuts(in);
        return read;
    }

    private static List<SharedClaim> wish(int replicas) {
        return List.of(SharedClaim.ofPool("gpu", "chat", replicas, 1, 0, Rank.EQUAL));
    }

    private static SharedGrant grant(int amount, long number) {
        return granted(8, amount, number);
    }

    private static SharedGrant granted(int claimed, int amount, long number) {
        return new SharedGrant(SharedResource.pool("gpu"), "chat", claimed, amount, "", number);
    }
}
