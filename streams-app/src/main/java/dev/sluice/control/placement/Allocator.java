package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.Mode;
import dev.sluice.policy.pool.Role;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides where the replicas of one service run, and remembers what it claimed of shared resources. */
public final class Allocator {
    private final ServiceFleet fleet;
    private final PoolClaims claims;
    private final SettledMix settled = new SettledMix();
    private Optional<Pending> pending = Optional.empty();

    public Allocator(String service, ServiceFleet fleet) {
        this.fleet = fleet;
        this.claims = new PoolClaims(service);
    }

    /** The last load that was placed in pools; it is placed again when a grant changes. */
    private record Pending(int target, Load load) {}

    /** Allocates a load to pools; {@code sized} holds its replica count, in replicas of the first pool. */
    public PlacementResult allocate(PlacementProblem problem, DecisionTrace sized) {
        if (problem.offers().isEmpty() || isHalf(problem)) {
            String detail = problem.roles().isPresent()
                    ? "not both pools of the roles are declared: the size is held"
                    : "no pool of the policy is declared with a known rate: the size is held";
            DecisionTrace held =
                    sized.with(new Stage(Stage.Name.MIX, sized.replicas(), fleet.ordered(), Reason.POOL_LIMIT, detail));
            return PlacementResult.unchanged(fleet, held);
        }
        fleet.offered(problem.offers());
        if (problem.roles().isPresent()) {
            settle(Map.of());
        }
        pending = Optional.of(new Pending(sized.replicas(), problem.load()));
        PlacementResult placed = problem.roles().isPresent()
                ? new RolePlacement(problem, claims).place(sized)
                : new PlacementPlanner(problem, claims, settled).place(sized);
        fleet.settles(settled.replicas());
        return claiming(placed, problem);
    }

    /** Runs everything without a pool, as nothing runs in the pools of an earlier policy: it claims nothing of them. */
    public PlacementResult outOfPools(DecisionTrace sized) {
        settle(Map.of());
        return PlacementResult.ofOnlyPool(sized).withClaims(claims.replaceClaims(List.of(), false));
    }

    /** Runs everything without a pool. The pools of an earlier policy are left as on any other move. */
    public PlacementResult leavePools(PlacementProblem problem, DecisionTrace sized) {
        Map<String, Integer> wanted = Map.of(ServiceFleet.ONLY, sized.replicas());
        // demand may be in another unit than what replicas served in pools: all that is wanted has to be ready
        Load load = Load.of(fleet.capacity(wanted));
        pending = Optional.of(new Pending(sized.replicas(), load));
        settle(Map.of());
        return claiming(new Handover(problem.carrying(load)).to(wanted, pool -> Integer.MAX_VALUE, sized), problem);
    }

    /**
     * Adds the claims that must be sent. What runs in a pool that is being left, or of which nothing more is asked for because the
     * policy only advises now, is claimed until it is given back.
     */
    private PlacementResult claiming(PlacementResult placed, PlacementProblem problem) {
        boolean acts = problem.policy().mode() == Mode.ACT;
        List<SharedClaim> wishes = new ArrayList<>(acts ? placed.claims() : List.of());
        wishes.addAll(claims.onWhatStays(wishes, pool -> stays(pool, problem, acts ? placed.replicas() : Map.of())));
        return placed.withClaims(claims.replaceClaims(wishes, acts && placed.waits()));
    }

    private void settle(Map<String, Integer> mix) {
        settled.settle(mix);
        fleet.settles(mix);
    }

    /** Returns how many replicas stay in a pool; none are counted in one that no longer has a limit. */
    private int stays(String pool, PlacementProblem problem, Map<String, Integer> replicas) {
        boolean unlimited = problem.offers().stream()
                .anyMatch(offer ->
                        offer.pool().name().equals(pool) && offer.pool().limit() == Pool.UNLIMITED);
        return unlimited ? 0 : replicas.getOrDefault(pool, fleet.in(pool).ordered());
    }

    /** Returns true if only one of two roles has a pool. */
    private static boolean isHalf(PlacementProblem problem) {
        return problem.roles().isPresent() && problem.offers().size() < Role.values().length;
    }

    /** Takes in the grant of a pool; returns true if the last decision has to be placed again. */
    public boolean granted(SharedGrant grant) {
        return claims.granted(grant) && pending.isPresent();
    }

    /** Returns the withdrawal of all claims. */
    public List<SharedClaim> withdraw() {
        pending = Optional.empty();
        settle(Map.of());
        return claims.replaceClaims(List.of(), false);
    }

    /** Returns the claims if they must be renewed, before the pool assumes that the service is gone. */
    public List<SharedClaim> renewed(long now) {
        return claims.isEmpty() ? List.of() : claims.renewed(now);
    }

    /** Returns the claims that must be sent again only to acknowledge grants. */
    public List<SharedClaim> takeUnacknowledged() {
        return claims.takeUnacknowledged();
    }

    /** Returns a proposal to place the last decision again, after a grant. */
    public Optional<SizeProposal> again(SharedGrant grant) {
        return pending.map(last -> new SizeProposal(
                Trigger.GRANT,
                grant.share().kind() == SharedResource.Kind.TENANT ? Reason.BUDGET : Reason.POOL_LIMIT,
                last.target(),
                Optional.empty(),
                Optional.empty(),
                "placed again after an answer about " + describe(grant.share()),
                Optional.of(last.load()),
                List.of()));
    }

    private static String describe(SharedResource share) {
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

    /** Writes the mix that the service is settled in and what its claims were cut to. Kept apart: earlier versions do not know them. */
    public void writeMix(DataOutput out) throws IOException {
        settled.write(out);
        claims.writeCuts(out);
    }

    public void readMix(DataInputStream in) throws IOException {
        settled.read(in);
        fleet.settles(settled.replicas());
        if (in.available() > 0) {
            claims.readCuts(in);
        }
    }
}
