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
import java.util.function.ToIntFunction;

/** What one service has claimed of limited pools, and what it was granted. */
final class PoolClaims {
    /** A claim expires if it is not renewed for an hour. */
    private static final long RENEWED_EVERY = Duration.ofMinutes(10).toMillis();

    private final String service;
    private final TreeMap<String, SharedClaim> sent = new TreeMap<>();
    private final TreeMap<String, SharedGrant> grants = new TreeMap<>();
    /** Replicas that a pool had for the service when it last granted less than claimed. */
    private final TreeMap<String, Integer> cutTo = new TreeMap<>();

    private boolean waiting;
    private long renewedAt;

    PoolClaims(String service) {
        this.service = service;
    }

    /** Returns the replicas of a pool that may be ordered; before the first grant, those that are ordered. */
    int granted(String pool, int ordered) {
        SharedGrant grant = grants.get(pool);
        return grant == null ? ordered : (int) grant.amount();
    }

    /**
     * Returns the replicas of a limited pool that could be granted: up to the limit, or what a claim was cut to. A smaller
     * claim that is granted whole does not say that there would be more now. If it did, what a service would take without
     * budgets, and so what budgets let it take, would change with every claim.
     */
    int reach(String pool, int limit) {
        return Math.min(limit, cutTo.getOrDefault(pool, limit));
    }

    /** Returns the newest claims. */
    List<SharedClaim> made() {
        return List.copyOf(sent.values());
    }

    /** Returns true if nothing is claimed. */
    boolean isEmpty() {
        return sent.isEmpty();
    }

    /** Returns true if a grant is pending. */
    boolean waiting() {
        return waiting;
    }

    /**
     * Returns true if a claim exceeds both the last claim and the current grant. Always false while a grant is pending:
     * a decision waits only once.
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
     * Returns the claims on pools that it wishes nothing of any more, as far as replicas stay there. Until it is given back, nobody else may
     * have it.
     */
    List<SharedClaim> onWhatStays(List<SharedClaim> wishes, ToIntFunction<String> stays) {
        return sent.values().stream()
                .filter(before -> wishes.stream().noneMatch(wish -> wish.share().equals(before.share())))
                .map(before -> SharedClaim.ofPool(
                        before.share().name(),
                        service,
                        stays.applyAsInt(before.share().name()),
                        0,
                        stays.applyAsInt(before.share().name()),
                        before.rank()))
                .filter(claim -> claim.holding() > 0)
                .toList();
    }

    /**
     * Replaces the sent claims and returns what must be sent: the claims that differ, and the withdrawal of those no
     * longer made.
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
                cutTo.remove(pool);
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

    /**
     * Returns all claims if they were last renewed {@link #RENEWED_EVERY} ago; they then count as renewed at {@code
     * now} (ms).
     */
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
     * Returns the claims that do not acknowledge the known grants yet, which then count as sent. Until then, what was
     * taken back cannot be given to others.
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
     * Takes in a grant. Returns true if a new decision is needed: all pending claims are answered, the grant takes back
     * what is held, or it grants what was refused.
     */
    boolean granted(SharedGrant grant) {
        SharedClaim claim = sent.get(grant.share().name());
        if (claim == null) {
            return false;
        }
        Optional<SharedGrant> before =
                Optional.ofNullable(grants.get(grant.share().name()));
        grants.put(grant.share().name(), grant);
        learn(grant);
        if (before.map(b -> b.amount() == grant.amount()).orElse(false)) {
            // no acknowledgement needed: a pool that has forgotten the service numbers even the same grant again
            sent.put(grant.share().name(), claim.withSeen(grant.number()));
        }
        boolean answered = waiting && sent.values().stream().allMatch(this::isAnswered);
        waiting &= !answered;
        boolean gives =
                before.map(b -> b.isCut() && b.amount() < grant.amount()).orElse(!waiting);
        return answered || gives || grant.amount() < claim.holding();
    }

    private void learn(SharedGrant grant) {
        String pool = grant.share().name();
        int amount = (int) grant.amount();
        if (grant.isCut()) {
            cutTo.put(pool, amount);
        } else if (amount > cutTo.getOrDefault(pool, amount)) {
            cutTo.remove(pool);
        }
    }

    private boolean isAnswered(SharedClaim claim) {
        SharedGrant grant = grants.get(claim.share().name());
        return grant != null && grant.claimed() >= claim.wish();
    }

    /** Returns the grants that are below their claims, in sentences. */
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

    /** Writes what claims were cut to. It is kept apart: earlier versions do not know it. */
    void writeCuts(DataOutput out) throws IOException {
        StoredCounts.write(cutTo, out);
    }

    void readCuts(DataInput in) throws IOException {
        StoredCounts.read(cutTo, in);
    }
}
