package dev.sluice.topology.shares;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.topology.intake.ClaimRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims and grants on their topics and in their store. */
final class ShareEntryTest {
    private static final SharedClaim CLAIM =
            SharedClaim.ofPool("gpu", "chat", 8, 1, 3, new Rank(10, 2)).withSeen(4);
    private static final SharedGrant GRANT = new SharedGrant(SharedResource.pool("gpu"), "chat", 8, 3, "a cut", 5);

    @Test
    void nothing_is_lost_on_the_topics() throws IOException {
        assertThat(ClaimRecords.claim(ClaimRecords.claim(CLAIM, Instant.EPOCH))).contains(CLAIM);
        assertThat(ClaimRecords.grant(ClaimRecords.grant(GRANT, Instant.EPOCH))).contains(GRANT);
    }

    @Test
    void that_money_will_not_last_is_not_lost_either() throws IOException {
        SharedGrant tight = new SharedGrant(SharedResource.tenant("team-a"), "chat", 8, 8, "", true);
        assertThat(ClaimRecords.grant(ClaimRecords.grant(tight, Instant.EPOCH))).contains(tight);
        ShareEntry entry = new ShareEntry(CLAIM.withSeen(0), Instant.EPOCH, List.of(GRANT));
        assertThat(ShareEntry.of(ShareEntry.read(entry.bytes()).held())).isEqualTo(entry);
    }

    @Test
    void a_restart_forgets_no_grant_that_may_still_be_acted_on() throws IOException {
        ShareEntry entry = new ShareEntry(CLAIM, Instant.EPOCH, List.of(GRANT.withNumber(4), GRANT));
        assertThat(ShareEntry.read(entry.bytes())).isEqualTo(entry);
    }
}
