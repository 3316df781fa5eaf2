package dev.sluice.control.decision;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.DecisionResult;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.money.BudgetUse;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.placement.Allocator;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.control.planning.Planner;
import dev.sluice.control.rightsizing.RepricedCatalog;
import dev.sluice.control.rightsizing.RightSizingChoice;
import dev.sluice.control.rightsizing.RightSizingQuery;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns a proposal for one service into a decision and, if something changes, into commands. Its state is the fleet
 * that it ordered and the history of its decisions.
 *
 * <p>The stages run in this order: proposal, headroom, limits, overrides, rightsizing, placement, commands. Each one
 * takes the replica count of the stage before it.
 *
 * <p>Example: 8 replicas are proposed, 25 % headroom makes 10, the maximum of 9 makes 9, and an override that pins the
 * service to 12 makes 12.
 */
public final class Decider {
    /** More decisions than a service makes between two commands. */
    private static final long MOST_DECISIONS_SINCE = 1_000_000;

    private final ServiceFleet fleet = new ServiceFleet();
    private final RepricedCatalog catalog;
    private final Supplier<Planner> planner;
    private final Allocator allocator;
    private final PoolCommands issuer = new PoolCommands(fleet);
    private final CountStages stages = new CountStages();
    private long sequence;

    /** Creates the decider of a service; {@code planner} tells what its replicas serve in the declared pools. */
    public Decider(String service, Supplier<Planner> planner, Catalog declared) {
        this.catalog = new RepricedCatalog(declared, fleet.size());
        this.planner = planner;
        this.allocator = new Allocator(service, fleet);
    }

    /** Returns the fleet that was ordered. */
    public ServiceFleet fleet() {
        return fleet;
    }

    /** Returns what is declared, with prices for the commanded resources. */
    public RepricedCatalog catalog() {
        return catalog;
    }

    /** Passes a proposal through all stages: each stage takes the result of the one before it. */
    public DecisionResult decide(SizeProposal given, DecisionContext context) {
        SizeProposal proposal = ofBothRoles(given, context);
        Optional<ScalingPolicy> policy = context.policy().filter(p -> !isBlind(proposal));
        DecisionTrace proposed = proposed(proposal, context.now());
        CountStages.Counted held = stages.apply(proposed, proposal, policy, context);
        Rightsized sized = rightsizing(held, proposal, policy, context);
        List<PoolOffer> offers = offers(context);
        PlacementResult placed = placement(sized, offers, proposal, policy, context);
        List<Decision.Commanded> commands = commands(sized, placed, policy, context);
        Decision decision = new DecisionReport(fleet, context).of(++sequence, proposal, placed, offers, commands);
        return new DecisionResult(
                decision,
                placed.claims(),
                fleet.size().size(),
                decision.at().plus(context.validity()),
                context.policy().flatMap(p -> p.tuning().lifecycle().drain()),
                placed.budget().flatMap(BudgetUse::asked));
    }

    /** What wakes or keeps a single replica means one of each role. */
    private static SizeProposal ofBothRoles(SizeProposal proposal, DecisionContext context) {
        boolean roles = context.policy().flatMap(p -> p.placement().roles()).isPresent();
        return roles && proposal.replicas() == 1 ? proposal.withReplicas(2) : proposal;
    }

    /** Places the last decided replica count again, after a grant. */
    public Optional<DecisionResult> replace(SharedGrant grant, DecisionContext context) {
        return allocator.again(grant).map(proposal -> decide(proposal, context));
    }

    /** Takes in the grant of a pool; returns true if the last decision has to be placed again. */
    public boolean granted(SharedGrant grant) {
        return allocator.granted(grant);
    }

    /** Returns the withdrawal of all claims. */
    public List<SharedClaim> takeWithdrawals() {
        return allocator.withdraw();
    }

    /** Returns the claims that must be renewed before they expire. */
    public List<SharedClaim> takeRenewals(long now) {
        return allocator.renewed(now);
    }

    /**
     * Returns the claims that must be sent only to acknowledge grants. Until then, what a grant took back cannot be
     * given to others.
     */
    public List<SharedClaim> takeUnacknowledged() {
        return allocator.takeUnacknowledged();
    }

    /**
     * Returns true if the fleet is unknown. No size is commanded then: more replicas may be running than have reported.
     */
    private boolean isBlind(SizeProposal proposal) {
        return fleet.generation() == 0 && proposal.isBlind();
    }

    private DecisionTrace proposed(SizeProposal proposal, long now) {
        DecisionTrace trace =
                DecisionTrace.of(fleet.ordered(), proposal.replicas(), proposal.reason(), proposal.detail());
        List<SizeProposal.Note> notes = new ArrayList<>(proposal.notes());
        notes.addAll(fleet.troubles(now));
        for (SizeProposal.Note note : notes) {
            trace = trace.with(
                    new Stage(note.stage(), proposal.replicas(), proposal.replicas(), note.reason(), note.detail()));
        }
        return trace;
    }

    /**
     * A replica count that is ready to be placed.
     *
     * @param trace the replica count and how it came about
     * @param load the load that the replicas carry
     * @param resized whether the resources of a replica change too
     * @param held whether an override sets the replica count
     */
    private record Rightsized(DecisionTrace trace, Load load, boolean resized, boolean held) {}

    /**
     * Changes the resources of a replica if that pays off. The replica count that carries the load is then decided
     * together with them, and earlier proposals are dropped, because they counted replicas of another size.
     */
    private Rightsized rightsizing(
            CountStages.Counted held, SizeProposal proposal, Optional<ScalingPolicy> policy, DecisionContext context) {
        DecisionTrace trace = held.trace();
        Load load = load(proposal, trace.replicas());
        boolean asked = acts(policy) && held.by().isEmpty() && proposal.plan().isPresent() && trace.replicas() > 0;
        Optional<RightSizingQuery> question = context.sizes().filter(q -> asked);
        Optional<RightSizingChoice> chosen = question.flatMap(q -> choose(q, load, context));
        if (chosen.isEmpty()) {
            return new Rightsized(trace, load, false, held.by().isPresent());
        }
        resize(chosen.get(), question.orElseThrow());
        Stage stage = new Stage(
                Stage.Name.REPLICA_SIZE,
                trace.replicas(),
                chosen.get().replicas(),
                Reason.REPLICA_SIZE,
                chosen.get().why());
        return new Rightsized(trace.with(stage), load, true, false);
    }

    /** Returns the load to carry. If a stage raised or limited the replica count, it is the capacity of that count. */
    private Load load(SizeProposal proposal, int replicas) {
        double each = proposal.plan().map(SizingPlan::perReplica).orElseGet(fleet::firstRate);
        double whole = replicas * each;
        Load load = proposal.load().orElseGet(() -> Load.ofReplicas(whole));
        boolean untouched = replicas == proposal.replicas() && load.demand() > whole - each;
        return untouched ? load : load.counting(whole);
    }

    private Optional<RightSizingChoice> choose(RightSizingQuery question, Load load, DecisionContext context) {
        Bounds bounds = context.standing().orElseThrow().bounds();
        return question.choose(load.demand(), bounds, fleet)
                .filter(sized -> sized.changes() && sized.size().isPresent());
    }

    private void resize(RightSizingChoice sized, RightSizingQuery question) {
        double multiple = sized.perReplica() / question.stated().orElseThrow();
        fleet.size().command(sized.size().orElseThrow(), question.given(), multiple);
        stages.restart();
    }

    /** Returns the available pools, with what a replica of the present resources serves and costs there. */
    private List<PoolOffer> offers(DecisionContext context) {
        return context.pooled() ? offers(context.policy()) : List.of();
    }

    private List<PoolOffer> offers(Optional<ScalingPolicy> policy) {
        return policy.map(p -> planner.get().offers(p, fleet, catalog)).orElse(List.of());
    }

    /** Counts the replicas of restored commands by what their pools offer, so that the first decision knows how many run. */
    public void countPools(Optional<ScalingPolicy> inForce) {
        fleet.offered(offers(inForce));
    }

    private PlacementResult placement(
            Rightsized sized,
            List<PoolOffer> offers,
            SizeProposal proposal,
            Optional<ScalingPolicy> policy,
            DecisionContext context) {
        DecisionTrace trace = sized.trace();
        if (policy.isEmpty()) {
            return PlacementResult.unchanged(fleet, trace);
        }
        if (!context.pooled() && fleet.isUndivided()) {
            return allocator.outOfPools(trace);
        }
        boolean changes = trace.replicas() != trace.current();
        boolean placedAgain = (proposal.load().isPresent() && !sized.held())
                || proposal.roles().isPresent();
        if (!changes && !placedAgain) {
            return PlacementResult.unchanged(fleet, trace);
        }
        PlacementProblem problem = new PlacementProblem(
                withinMaximum(sized.load(), policy.get(), offers),
                policy.get(),
                offers,
                fleet,
                context.budget(),
                proposal.trigger(),
                context.now(),
                roles(trace.replicas(), proposal, policy.get()));
        if (!context.pooled()) {
            return allocator.leavePools(problem, trace);
        }
        PlacementResult placed = allocator.allocate(problem, trace);
        placed.budget().ifPresent(use -> context.budget().record(use.suppressedPerHour()));
        return placed;
    }

    /** Returns the load that the maximum replica count of the first pool serves at most: spare replicas on spot are no exception. */
    private static Load withinMaximum(Load load, ScalingPolicy policy, List<PoolOffer> offers) {
        double share = offers.stream()
                .mapToDouble(offer -> offer.pool().availability())
                .min()
                .orElse(1);
        return share < 1 ? load.within(policy.replicas().max() * offers.get(0).rate(), share) : load;
    }

    /** Returns how a sum is split by roles: as proposed, or in the ratio that was last needed. */
    private Optional<RoleNeed> roles(int replicas, SizeProposal proposal, ScalingPolicy policy) {
        RoleNeed needed = proposal.roles()
                .map(SizeProposal.Split::need)
                .orElseGet(() -> planner.get().tokens().needed());
        return policy.placement().roles().map(roles -> needed.split(replicas));
    }

    /** Issues the commands that the placement needs; pools that grow come first. */
    private List<Decision.Commanded> commands(
            Rightsized sized, PlacementResult placed, Optional<ScalingPolicy> policy, DecisionContext context) {
        if (!acts(policy)) {
            return List.of();
        }
        List<Decision.Commanded> commands = issuer.issue(placed.replicas(), sized.resized(), context);
        if (!commands.isEmpty()) {
            stages.changed(sized.trace().current(), fleet.ordered(), policy.orElseThrow(), context.now());
        }
        return commands;
    }

    private static boolean acts(Optional<ScalingPolicy> policy) {
        return policy.filter(p -> p.mode() == Mode.ACT).isPresent();
    }

    /** Writes a second copy, in its own format, of what can never be learned again. */
    public void writeNewest(DataOutput out) throws IOException {
        VarInts.writeCount(sequence, out);
        fleet.writeNewest(out);
    }

    /**
     * Restores that copy if the rest of the state is lost. The sequence number leaps ahead, so that none is used twice.
     */
    public void readNewest(DataInput in) throws IOException {
        sequence = VarInts.readCount(in) + MOST_DECISIONS_SINCE;
        fleet.readNewest(in);
    }

    public void write(DataOutput out) throws IOException {
        fleet.write(out);
        stages.write(out);
        out.writeLong(sequence);
        allocator.write(out);
    }

    public void read(DataInput in) throws IOException {
        fleet.read(in);
        stages.read(in);
        sequence = in.readLong();
        allocator.read(in);
    }

    /** Writes what earlier versions do not know of decisions. */
    public void writeMix(DataOutput out) throws IOException {
        allocator.writeMix(out);
    }

    public void readMix(DataInputStream in) throws IOException {
        allocator.readMix(in);
    }
}
