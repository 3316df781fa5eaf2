package dev.sluice.control.placement;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one service has claimed of pools with a limit, and what it was granted. */
final class PoolClaims {
    /** A claim is taken for given up when it is not renewed for an hour. */
    private static final long RENEWED_EVERY = Duration.ofMinutes(10).toMillis();

    private final String service;
    private final TreeMap<String, SharedClaim> sent = new TreeMap<>();
    private final TreeMap<String, SharedGrant> grants = new TreeMap<>();
    private boolean waiting;
    private long renewedAt;

    PoolClaims(String service) {
        this.service = service;
    }

    /** Replicas of a pool that may be ordered; until a first grant, those that are. */
    int granted(String pool, int ordered) {
        SharedGrant grant = grants.get(pool);
        return grant == null ? ordered : (int) grant.amount();
    }

    /** Replicas of a pool with a limit that may come to be granted: more than were, where none were refused. */
    int reach(String pool, int limit) {
        SharedGrant grant = grants.get(pool);
        return grant != null && grant.isCut() ? (int) grant.amount() : limit;
    }

    /** The newest claims. */
    List<SharedClaim> made() {
        return List.copyOf(sent.values());
    }

    /** Whether somebody else's decision is waited for. */
    boolean waiting() {
        return waiting;
    }

    /**
     * Whether one of {@code wishes} asks for more than was ever asked and granted; while an answer is waited for, nothing
     * does: a decision waits once only.
     */
    boolean raisedBy(List<SharedClaim> wishes) {
        return !waiting && wishes.stream().anyMatch(this::isRaised);
    }

    private boolean isRaised(SharedClaim wish) {
        String pool = wish.share().name();
        SharedClaim before = sent.get(pool);
        SharedGrant grant = grants.get(pool);
        double may = grant == null ? 0 : grant.amount();
        return wish.wish() > may && (before == null || wish.wish() > before.wish());
    }

    /**
     * Replaces what was sent by {@code wishes}, and gives what has to be sent for it: the claims that differ, and the end of
     * those that are no longer made.
     */
    List<SharedClaim> replaceClaims(List<SharedClaim> wishes, boolean waits) {
        List<SharedClaim> news = new ArrayList<>();
        for (SharedClaim made : wishes) {
            SharedClaim wish = knowing(made);
            if (!wish.equals(sent.put(wish.share().name(), wish))) {
                news.add(wish);
            }
        }
        for (String pool : List.copyOf(sent.keySet())) {
            if (wishes.stream().noneMatch(wish -> wish.share().name().equals(pool))) {
                sent.remove(pool);
                grants.remove(pool);
                news.add(SharedClaim.ofPool(pool, service, 0, 0, 0, Rank.EQUAL).withSeen(SharedClaim.ALL));
            }
        }
        waiting = waits;
        return news;
    }

    private SharedClaim knowing(SharedClaim claim) {
        SharedGrant grant = grants.get(claim.share().name());
        return grant == null ? claim : claim.withSeen(grant.number());
    }

    /** All claims, where they were last renewed {@link #RENEWED_EVERY} ago; they then count as renewed at {@code now} (ms). */
    List<SharedClaim> renewed(long now) {
        if (sent.isEmpty() || now < renewedAt + RENEWED_EVERY) {
            return List.of();
        }
        boolean first = renewedAt == 0;
        renewedAt = now;
        if (first) {
            return List.of();
        }
        sent.replaceAll((pool, claim) -> knowing(claim));
        return made();
    }

    /**
     * The claims that have not said yet which grants are known, which then count as sent: until they do, what was taken
     * back reaches nobody.
     */
    List<SharedClaim> takeUnacknowledged() {
        List<SharedClaim> behind = sent.values().stream()
                .map(this::knowing)
                .filter(claim -> !claim.equals(sent.get(claim.share().name())))
                .toList();
        behind.forEach(claim -> sent.put(claim.share().name(), claim));
        return behind;
    }

    /**
     * Takes in a grant; whether something has to be decided again: it was waited for and is the last of what was claimed, it
     * takes back what is held, or gives of what was refused.
     */
    boolean granted(SharedGrant grant) {
        SharedClaim claim = sent.get(grant.share().name());
        if (claim == null) {
            return false;
        }
        Optional<SharedGrant> before =
                Optional.ofNullable(grants.put(grant.share().name(), grant));
        if (before.map(b -> b.amount() == grant.amount()).orElse(false)) {
            // nothing to acknowledge: of a service that it has forgotten, a pool numbers even the same grant again
            sent.put(grant.share().name(), claim.withSeen(grant.number()));
        }
        boolean answered = waiting && sent.values().stream().allMatch(this::isAnswered);
        waiting &= !answered;
        boolean gives =
                before.map(b -> b.isCut() && b.amount() < grant.amount()).orElse(!waiting);
        return answered || gives || grant.amount() < claim.holding();
    }

    private boolean isAnswered(SharedClaim claim) {
        SharedGrant grant = grants.get(claim.share().name());
        return grant != null && grant.claimed() >= claim.wish();
    }

    /** The grants that are less than their claims, in sentences. */
    List<String> cuts() {
        return grants.values().stream()
                .filter(SharedGrant::isCut)
                .map(SharedGrant::detail)
                .toList();
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(waiting);
        out.writeLong(renewedAt);
        VarInts.writeCount(sent.size(), out);
        for (SharedClaim claim : sent.values()) {
            out.writeUTF(claim.share().name());
            out.writeInt((int) claim.wish());
            out.writeInt((int) claim.floor());
            out.writeInt((int) claim.holding());
            out.writeInt(claim.rank().priority());
            out.writeInt(claim.rank().weight());
            out.writeLong(claim.seen());
        }
        VarInts.writeCount(grants.size(), out);
        for (Map.Entry<String, SharedGrant> grant : grants.entrySet()) {
            out.writeUTF(grant.getKey());
            out.writeInt((int) grant.getValue().claimed());
            out.writeInt((int) grant.getValue().amount());
            out.writeUTF(grant.getValue().detail());
            out.writeLong(grant.getValue().number());
        }
    }

    void read(DataInput in) throws IOException {
        waiting = in.readBoolean();
        renewedAt = in.readLong();
        sent.clear();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            String pool = in.readUTF();
            int wish = in.readInt();
            int floor = in.readInt();
            int holding = in.readInt();
            Rank rank = new Rank(in.readInt(), in.readInt());
            sent.put(
                    pool,
                    new SharedClaim(
                            SharedResource.pool(pool), service, wish, floor, holding, rank, Spend.NONE, in.readLong()));
        }
        grants.clear();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            String pool = in.readUTF();
            int claimed = in.readInt();
            int amount = in.readInt();
            grants.put(
                    pool,
                    new SharedGrant(SharedResource.pool(pool), service, claimed, amount, in.readUTF(), in.readLong()));
        }
    }
}
