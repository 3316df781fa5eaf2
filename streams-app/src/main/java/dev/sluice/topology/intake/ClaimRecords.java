package dev.sluice.topology.intake;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ResourceKind;
import dev.sluice.policy.Placement.Rank;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Claims and grants as the records of the contract, and back. */
public final class ClaimRecords {
    private ClaimRecords() {}

    /** Key of the claims of a share: {@code pool/NAME} or {@code tenant/NAME}. */
    public static byte[] key(SharedResource share) {
        String key = share.kind().name().toLowerCase(Locale.ROOT) + "/" + share.name();
        return key.getBytes(StandardCharsets.UTF_8);
    }

    public static ResourceClaim claim(SharedClaim c, Instant at) {
        return new ResourceClaim(
                ResourceKind.valueOf(c.share().kind().name()),
                c.share().name(),
                c.service(),
                c.wish(),
                c.floor(),
                c.holding(),
                c.rank().priority(),
                c.rank().weight(),
                c.spend().spent(),
                c.spend().burn(),
                c.spend().wishedBurn(),
                c.seen(),
                at);
    }

    /** The claim; empty for a kind that this version does not know. */
    public static Optional<SharedClaim> claim(ResourceClaim c) {
        return share(c.getKind(), c.getName())
                .map(share -> new SharedClaim(
                        share,
                        c.getService(),
                        c.getWish(),
                        c.getFloor(),
                        c.getHolding(),
                        new Rank(c.getPriority(), c.getWeight()),
                        new Spend(c.getSpent(), c.getBurn(), c.getWishedBurn()),
                        c.getSeen()));
    }

    public static ResourceGrant grant(SharedGrant g, Instant at) {
        return new ResourceGrant(
                g.service(),
                ResourceKind.valueOf(g.share().kind().name()),
                g.share().name(),
                g.claimed(),
                g.amount(),
                g.detail(),
                g.number(),
                g.tight(),
                at);
    }

    /** The grant; empty for a kind that this version does not know. */
    public static Optional<SharedGrant> grant(ResourceGrant g) {
        return share(g.getKind(), g.getName())
                .map(share -> new SharedGrant(
                        share,
                        g.getService(),
                        g.getClaimed(),
                        g.getAmount(),
                        g.getDetail(),
                        g.getNumber(),
                        g.getTight()));
    }

    private static Optional<SharedResource> share(ResourceKind kind, String name) {
        return switch (kind) {
            case POOL -> Optional.of(SharedResource.pool(name));
            case TENANT -> Optional.of(SharedResource.tenant(name));
            case UNKNOWN -> Optional.empty();
        };
    }
}
