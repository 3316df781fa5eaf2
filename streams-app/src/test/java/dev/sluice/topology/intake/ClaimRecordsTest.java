package dev.sluice.topology.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ResourceKind;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.schemas.AvroDeserializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ClaimRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-12T08:00:00Z");

    /** Avro reads only classes that somebody trusts. */
    @BeforeAll
    static void trustTheContract() {
        new AvroDeserializer<>(ScalingPolicy.class).close();
    }

    @Test
    void the_key_names_kind_and_share_so_that_a_pool_and_a_tenant_of_one_name_are_two() {
        assertThat(new String(ClaimRecords.key(SharedResource.pool("a")), StandardCharsets.UTF_8))
                .isEqualTo("pool/a");
        assertThat(new String(ClaimRecords.key(SharedResource.tenant("a")), StandardCharsets.UTF_8))
                .isEqualTo("tenant/a");
    }

    @Test
    void every_field_of_a_claim_comes_back_from_its_bytes() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            SharedClaim claim = new SharedClaim(
                    share(random),
                    "s" + i,
                    random.nextDouble(),
                    random.nextDouble(),
                    random.nextDouble(),
                    new Rank(random.nextInt(), 1 + random.nextInt(9)),
                    new Spend(random.nextDouble(), random.nextDouble(), random.nextDouble()),
                    random.nextInt(3) == 0 ? SharedClaim.ALL : random.nextInt(1000));

            ResourceClaim record =
                    ResourceClaim.fromByteBuffer(ClaimRecords.claim(claim, NOW).toByteBuffer());

            assertThat(ClaimRecords.claim(record)).contains(claim);
            assertThat(record.getAt()).isEqualTo(NOW);
        }
    }

    @Test
    void every_field_of_a_grant_comes_back_from_its_bytes() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            SharedGrant grant = new SharedGrant(
                    share(random),
                    "s" + i,
                    1 + random.nextDouble(),
                    random.nextDouble(),
                    "detail " + i,
                    1 + random.nextInt(1000),
                    random.nextBoolean());

            ResourceGrant record =
                    ResourceGrant.fromByteBuffer(ClaimRecords.grant(grant, NOW).toByteBuffer());

            assertThat(ClaimRecords.grant(record)).contains(grant);
            assertThat(record.getAt()).isEqualTo(NOW);
        }
    }

    @Test
    void a_kind_of_a_later_version_is_no_claim_and_no_grant() {
        ResourceClaim claim = ClaimRecords.claim(SharedClaim.ofPool("spot", "chat", 3, 1, 2, Rank.EQUAL), NOW);
        ResourceGrant grant =
                ClaimRecords.grant(new SharedGrant(SharedResource.pool("spot"), "chat", 3, 2, "", 1), NOW);

        assertThat(ClaimRecords.claim(ResourceClaim.newBuilder(claim)
                        .setKind(ResourceKind.UNKNOWN)
                        .build()))
                .isEmpty();
        assertThat(ClaimRecords.grant(ResourceGrant.newBuilder(grant)
                        .setKind(ResourceKind.UNKNOWN)
                        .build()))
                .isEmpty();
    }

    private static SharedResource share(Random random) {
        return random.nextBoolean() ? SharedResource.pool("spot") : SharedResource.tenant("team-a");
    }
}
