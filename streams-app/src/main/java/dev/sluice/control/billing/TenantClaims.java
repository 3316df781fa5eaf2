package dev.sluice.control.billing;

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
import java.util.Optional;

/**
 * What a service claims of its tenant's budget, and what it was granted. A claim is sent again when its amount, its
 * minimum or its holding changes by 1 %, and once per hour while anything is claimed or has changed, spending included.
 */
final class TenantClaims {
    private static final double NEWS = .01;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private Optional<Claimed> last = Optional.empty();
    private Optional<SharedGrant> limit = Optional.empty();

    /** A claim that was sent, and when, ms. */
    private record Claimed(SharedClaim claim, long at) {}

    /** Returns true if nothing was ever claimed. */
    boolean isEmpty() {
        return last.isEmpty() && limit.isEmpty();
    }

    /** Returns the tenant of the last claim if another tenant pays now. */
    Optional<String> left(String payer) {
        return last.filter(claimed -> claimed.claim.wish() > 0)
                .map(claimed -> claimed.claim.share().name())
                .filter(tenant -> !tenant.equals(payer));
    }

    /** Returns true if {@code claim} may have to be sent, regardless of its spending. */
    boolean mayBeNews(SharedClaim claim, long now) {
        return before(claim)
                .map(before -> moved(before.claim, claim) || now >= before.at + HOUR)
                .orElse(true);
    }

    /** Records {@code claim} as sent if it is new; returns true if it was. */
    boolean recordIfNew(SharedClaim claim, long now) {
        boolean news = before(claim)
                .map(before -> !before.claim.equals(claim) || isRenewal(before, now))
                .orElse(claim.wish() > 0 || claim.spend().spent() > 0);
        if (news) {
            last = Optional.of(new Claimed(claim, now));
        }
        return news;
    }

    /**
     * Returns true if an unchanged claim must be sent again: a service that is silent for some hours is assumed gone.
     */
    private static boolean isRenewal(Claimed before, long now) {
        return before.claim.wish() > 0 && now >= before.at + HOUR;
    }

    private Optional<Claimed> before(SharedClaim claim) {
        return last.filter(before -> before.claim.share().equals(claim.share()));
    }

    private static boolean moved(SharedClaim before, SharedClaim now) {
        return moved(before.wish(), now.wish())
                || moved(before.floor(), now.floor())
                || moved(before.holding(), now.holding());
    }

    private static boolean moved(double before, double now) {
        return before != now && Math.abs(now - before) >= NEWS * Math.max(before, now);
    }

    /** Returns the last claim that was sent. */
    Optional<SharedClaim> last() {
        return last.map(Claimed::claim);
    }

    /** Takes in a grant of the last claimed tenant; returns true if it changes what may be spent. */
    boolean granted(SharedGrant grant) {
        boolean ours =
                last().filter(claim -> claim.share().equals(grant.share())).isPresent();
        return ours && limit(Optional.of(grant).filter(news -> news.isCut() || news.tight()));
    }

    /** Removes the limit; returns true if there was one. */
    boolean free() {
        return limit(Optional.empty());
    }

    private boolean limit(Optional<SharedGrant> newest) {
        boolean changed = !ceiling(newest).equals(ceiling(limit))
                || isTight() != newest.map(SharedGrant::tight).orElse(false);
        limit = newest;
        return changed;
    }

    private static Optional<Double> ceiling(Optional<SharedGrant> grant) {
        return grant.filter(SharedGrant::isCut).map(SharedGrant::amount);
    }

    /** Returns the grant in force if it is below the claim or the budget will be exceeded. */
    Optional<SharedGrant> limit() {
        return limit;
    }

    /** Returns true if the tenant's budget will be exceeded, so that cheaper pools are preferred. */
    boolean isTight() {
        return limit.map(SharedGrant::tight).orElse(false);
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(last.isPresent());
        if (last.isPresent()) {
            SharedClaim claim = last.get().claim;
            out.writeUTF(claim.share().name());
            out.writeUTF(claim.service());
            VarInts.write(claim.wish(), out);
            VarInts.write(claim.floor(), out);
            VarInts.write(claim.holding(), out);
            VarInts.write(claim.spend().spent(), out);
            VarInts.write(claim.spend().burn(), out);
            VarInts.write(claim.spend().wishedBurn(), out);
            VarInts.writeCount(last.get().at, out);
            writeLimit(out);
        }
    }

    private void writeLimit(DataOutput out) throws IOException {
        out.writeBoolean(limit.isPresent());
        if (limit.isPresent()) {
            VarInts.write(limit.get().claimed(), out);
            VarInts.write(limit.get().amount(), out);
            out.writeUTF(limit.get().detail());
            out.writeBoolean(limit.get().tight());
        }
    }

    void read(DataInput in) throws IOException {
        if (in.readBoolean()) {
            SharedClaim claim = new SharedClaim(
                    SharedResource.tenant(in.readUTF()),
                    in.readUTF(),
                    VarInts.read(in),
                    VarInts.read(in),
                    VarInts.read(in),
                    Rank.EQUAL,
                    new Spend(VarInts.read(in), VarInts.read(in), VarInts.read(in)));
            last = Optional.of(new Claimed(claim, VarInts.readCount(in)));
            limit = in.readBoolean() ? Optional.of(limit(claim, in)) : Optional.empty();
        }
    }

    private static SharedGrant limit(SharedClaim claim, DataInput in) throws IOException {
        return new SharedGrant(
                claim.share(), claim.service(), VarInts.read(in), VarInts.read(in), in.readUTF(), in.readBoolean());
    }
}
