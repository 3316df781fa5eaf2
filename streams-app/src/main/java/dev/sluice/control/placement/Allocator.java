package dev.sluice.control.placement;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.message.SizingPlan;
import dev.sluice.control.message.Trigger;
import dev.sluice.control.rightsizing.RightSizingChoice;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.Stage;
import dev.sluice.policy.schedule.EffectiveOverrides;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides where the replicas of one service go, and remembers what it claimed of what services share. */
public final class Allocator {
    private final ServiceFleet fleet;
    private final PoolClaims claims;
    private Optional<Pending> pending = Optional.empty();

    public Allocator(String service, ServiceFleet fleet) {
        this.fleet = fleet;
        this.claims = new PoolClaims(service);
    }

    /**
     * Where the replicas go.
     *
     * @param target replicas, counted in those of the first pool
     * @param replicas of each pool how many; empty where all stay as they are
     * @param claims what is claimed of pools with a limit
     */
    public record Allocated(int target, Map<String, Integer> replicas, List<SharedClaim> claims) {}

    /** What was last to be placed in pools: done again when a grant changes what may be taken of them. */
    private record Pending(int target, Load load) {}

    /** Everything stays as it is. */
    public Allocated asItIs() {
        return new Allocated(fleet.ordered(), Map.of(), List.of());
    }

    /** Allocates what a wish has come to, or a size of replicas that was chosen together with their number. */
    public Allocated allocate(
            SizeProposal wish,
            EffectiveOverrides.Outcome held,
            Optional<RightSizingChoice> resized,
            DecisionContext context,
            List<Stage> stages) {
        int target = resized.map(RightSizingChoice::replicas).orElse(held.replicas());
        if (!context.pooled()) {
            return new Allocated(target, Map.of(ServiceFleet.ONLY, target), List.of());
        }
        boolean kept = held.by().isPresent() && target == fleet.ordered();
        boolean news = wish.load().isPresent() || target != fleet.ordered();
        return kept || !news ? asItIs() : placed(wish, load(wish, held.replicas()), target, context, stages);
    }

    private Allocated placed(SizeProposal wish, Load load, int target, DecisionContext context, List<Stage> stages) {
        List<PoolOffer> offers = context.offers().get();
        if (offers.isEmpty()) {
            String detail = "no pool of the policy is declared with a known rate: the size is held";
            stages.add(new Stage("mix", target, fleet.ordered(), Reason.POOL_LIMIT, detail));
            return asItIs();
        }
        fleet.offered(offers);
        pending = Optional.of(new Pending(target, load));
        ScalingPolicy policy = context.policy().orElseThrow();
        PlacementPlanner.Situation situation =
                new PlacementPlanner.Situation(policy, offers, fleet, context.purse(), wish.trigger(), context.now());
        Placed placed = new PlacementPlanner(situation, claims, stages).place(load, target);
        List<SharedClaim> news = policy.mode() == Mode.ACT ? claims.news(placed.claims(), placed.waits()) : List.of();
        return placed.waits()
                ? new Allocated(fleet.ordered(), Map.of(), news)
                : new Allocated(fleet.counted(placed.replicas()), placed.replicas(), news);
    }

    /** What {@code target} replicas have to carry: a size that was limited or raised on its way, what so many carry. */
    public Load load(SizeProposal wish, int target) {
        double each = wish.plan().map(SizingPlan::perReplica).orElseGet(fleet::firstRate);
        double whole = target * each;
        Load load = wish.load().orElseGet(() -> Load.of(whole));
        boolean untouched = target == wish.replicas() && load.demand() > whole - each;
        return untouched ? load : load.withDemand(whole);
    }

    /** Takes in what may be taken of a pool; whether what was decided has to be placed anew. */
    public boolean granted(SharedGrant grant) {
        return claims.granted(grant) && pending.isPresent();
    }

    /** Claims to be sent again only to say which grants are known. */
    public List<SharedClaim> acknowledging() {
        return claims.acknowledging();
    }

    /** The wish to place anew, after a grant, what was last decided. */
    public Optional<SizeProposal> again(SharedGrant grant) {
        return pending.map(last -> new SizeProposal(
                Trigger.GRANT,
                grant.share().kind() == SharedResource.Kind.TENANT ? Reason.BUDGET : Reason.POOL_LIMIT,
                last.target(),
                Optional.empty(),
                Optional.empty(),
                "placed anew after an answer about " + said(grant.share()),
                Optional.of(last.load())));
    }

    private static String said(SharedResource share) {
        return share.kind() == SharedResource.Kind.TENANT ? "the money of " + share.name() : share.name();
    }

    public void write(DataOutput out) throws IOException {
        out.writeBoolean(pending.isPresent());
        if (pending.isPresent()) {
            out.writeInt(pending.get().target());
            pending.get().load().write(out);
            claims.write(out);
        }
    }

    public void read(DataInput in) throws IOException {
        pending = Optional.empty();
        if (in.readBoolean()) {
            pending = Optional.of(new Pending(in.readInt(), Load.read(in)));
            claims.read(in);
        }
    }
}
