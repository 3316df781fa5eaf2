package dev.sluice.control.planning;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.planning.candidate.GroupNotes;
import dev.sluice.control.planning.demand.Journal;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.planning.tokens.TokenPlan;
import dev.sluice.control.planning.zero.ScaleToZero;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.control.window.PartialWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.PlausibleDemand.Verdict;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.RunningWindow;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.state.StatePart;
import dev.sluice.state.StoredParts;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Turns the demand of one service into a proposed replica count, and learns from every window.
 *
 * <p>A closed window passes three steps. A window that may come from a wrong report is held, and nothing is learned
 * from it. Every other window is sized by {@link CapacityPlan}, or by {@link TokenPlan} if it serves a large model. If the
 * policy allows zero replicas, {@link ScaleToZero} has the last word.
 *
 * <p>Example: the plan provides for 95 requests per second and one replica serves 10 per second. The planner proposes
 * 10 replicas.
 */
public final class Planner {
    private Optional<ScaleToZero> scaleToZero = Optional.empty();
    private final PlausibleSignals plausible = new PlausibleSignals();
    private final LearnedDemand learned = new LearnedDemand();
    private final RunningSizes running = new RunningSizes(plausible, learned);
    private final CapacityPlan capacity = new CapacityPlan(plausible, learned);
    private final TokenPlan tokens = new TokenPlan(learned);

    /** Returns what sizes the service if it serves a large model. */
    public TokenPlan tokens() {
        return tokens;
    }

    /** Returns the pools of the policy that are declared, with what a replica is known to serve there. */
    public List<PoolOffer> offers(ScalingPolicy policy, ServiceFleet fleet, Catalog catalog) {
        return TokenPlan.sizes(policy) ? tokens.offers(policy, catalog) : capacity.offers(policy, fleet, catalog);
    }

    /** Proposes a replica count after a closed window, under the policy in force. */
    public Planned onWindow(ClosedWindow closed, ServiceFleet fleet, ScalingPolicy policy) {
        DemandWindow window = closed.total();
        Signal signal = policy.demand().signal();
        Decision.Seen seen = seen(window, signal);
        OptionalDouble known = perReplica(policy, fleet);
        if (seen.demand().isEmpty()) {
            return unreported(window, fleet, policy, seen, known);
        }
        double demand = capacity.demand(policy.demand(), window, fleet, policy);
        Verdict verdict = plausible.take(signal, demand, window, known, policy);
        Planned planned = verdict.suspect()
                ? suspect(verdict, fleet.ordered(), known, seen)
                : sized(closed, verdict, fleet, policy, seen);
        planned = planned.noting(GroupNotes.of(window, policy, planned.perReplica(), fleet.ordered()));
        return policy.replicas().min() > 0 && scaleToZero.isEmpty()
                ? planned
                : planned.with(atZero(window, demand > 0 || capacity.hasBacklog(), planned.proposal(), fleet, policy));
    }

    /** Holds the size of a service that does not report its signal. If requests wait and nobody has ever served, it wakes. */
    private Planned unreported(
            DemandWindow window,
            ServiceFleet fleet,
            ScalingPolicy policy,
            Decision.Seen seen,
            OptionalDouble perReplica) {
        // later, the running window wakes it
        boolean never = fleet.generation() == 0 && window.completed() == 0;
        if (policy.replicas().min() == 0 && never && window.backlog().orElse(0) > 0) {
            String detail = "requests wait, and nobody serves";
            Planned woken = Planned.held(Reason.WAKE_FROM_ZERO, Math.max(1, fleet.ordered()), seen, detail, perReplica);
            return woken.with(atZero(window, true, woken.proposal(), fleet, policy));
        }
        String detail = policy.demand().signal() + " was not reported: the size is held";
        return Planned.held(Reason.SIGNAL_WITHOUT_DATA, fleet.ordered(), seen, detail, perReplica);
    }

    private Planned sized(
            ClosedWindow closed, Verdict verdict, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        return TokenPlan.sizes(policy)
                ? tokens.plan(closed, verdict.counted(), fleet, policy, seen)
                : capacity.plan(closed, verdict, fleet, policy, seen);
    }

    /**
     * Handles a window that may come from a wrong report. Nothing is learned from it, and it scales up at most to what
     * was seen before.
     */
    private static Planned suspect(Verdict verdict, int ordered, OptionalDouble perReplica, Decision.Seen seen) {
        int needed =
                perReplica.isPresent() ? ReplicaCount.carrying(verdict.counted(), perReplica.getAsDouble()) : ordered;
        return Planned.held(
                Reason.IMPLAUSIBLE_DEMAND, Math.max(ordered, needed), seen, implausible(seen, verdict), perReplica);
    }

    private static String implausible(Decision.Seen seen, Verdict verdict) {
        return "saw " + NumberText.of(seen.demand().orElse(0))
                + ", far beyond what this service has brought before or its largest size serves: counted as "
                + NumberText.of(verdict.counted()) + ", and learned from only if it lasts";
    }

    /** If the policy allows zero replicas, {@link ScaleToZero} decides if the service sleeps, stays or wakes up. */
    private SizeProposal atZero(
            DemandWindow window, boolean called, SizeProposal sized, ServiceFleet fleet, ScalingPolicy policy) {
        boolean mayBeZero = policy.replicas().min() == 0;
        if (mayBeZero && scaleToZero.isEmpty()) {
            scaleToZero = Optional.of(ScaleToZero.none());
        }
        scaleToZero.ifPresent(c -> c.take(window, called, fleet, policy));
        return mayBeZero ? scaleToZero.orElseThrow().onWindow(window, called, sized, fleet, policy) : sized;
    }

    /** Returns when to check a service at zero that does not report, ms. */
    public long wakesAt(ServiceFleet fleet, ScalingPolicy policy) {
        return scaleToZero.map(c -> c.due(fleet, policy)).orElse(Long.MAX_VALUE);
    }

    /** Proposes a replica count for a service at zero at {@code wall} (ms); empty if it stays at zero. */
    public Optional<SizeProposal> onClock(long wall, ServiceFleet fleet, ScalingPolicy policy) {
        return scaleToZero.flatMap(c -> c.onClock(wall, fleet, policy));
    }

    /**
     * Takes in a history if it knows more than was learned so far; returns true if it was taken. A history counts all
     * tokens, and roles are forecast apart.
     */
    public boolean take(History history, ScalingPolicy policy) {
        boolean taken = policy.placement().roles().isEmpty() && learned.take(history, SizingTerms.of(policy));
        if (taken) {
            history.replica().ifPresent(replica -> capacity.expect(replica, policy));
        }
        return taken;
    }

    /** Returns true if there is a snapshot of the demand model that was not written yet. */
    public boolean hasSnapshot() {
        return learned.hasSnapshot() || tokens.hasSnapshot();
    }

    /** Writes the newest snapshot of the demand model, once. */
    public void writeSnapshot(DataOutput out) throws IOException {
        if (tokens.hasRoles()) {
            // both in one piece
            learned.takeSnapshot();
        }
        learned.writeSnapshot(out);
        tokens.writeSnapshot(out);
    }

    /** Proposes a replica count at once, because the running window already exceeds the ordered capacity. */
    public Optional<SizeProposal> onRunning(PartialWindow partial, ServiceFleet fleet, ScalingPolicy policy) {
        int ordered = fleet.ordered();
        RunningWindow window = partial.window();
        OptionalInt size = running.atOnce(partial, ordered, perReplica(policy, fleet), policy);
        Decision.Seen seen = new Decision.Seen(
                Instant.ofEpochMilli(partial.from()),
                Instant.ofEpochMilli(partial.until()),
                policy.demand().signal(),
                policy.demand().signal().isRate() ? OptionalDouble.of(window.rate()) : OptionalDouble.empty(),
                OptionalDouble.empty(),
                partial.lag());
        if (ordered == 0) {
            scaleToZero.ifPresent(c -> c.woken(partial.from(), fleet));
            int woken = Math.max(1, size.orElse(1));
            return Optional.of(new SizeProposal(
                    Trigger.WAKE,
                    Reason.WAKE_FROM_ZERO,
                    woken,
                    Optional.of(seen),
                    Optional.empty(),
                    "asked for at zero"));
        }
        String detail = NumberText.of(window.soFar()) + " in " + NumberText.of(window.elapsedSeconds())
                + " s are more than usual, and than " + ordered + " replicas serve in a window";
        return size.stream()
                .filter(n -> n > ordered)
                .mapToObj(n -> new SizeProposal(
                        Trigger.RUNNING_WINDOW,
                        Reason.RUNNING_WINDOW_OVER_CAPACITY,
                        n,
                        Optional.of(seen),
                        Optional.empty(),
                        detail))
                .findFirst();
    }

    /** Returns the replicas that the running window needs if {@code wanted} would not serve it; otherwise 0. */
    public int neededBy(PartialWindow partial, int wanted, OptionalDouble perReplica, ScalingPolicy policy) {
        return running.neededBy(partial, wanted, perReplica, policy);
    }

    /** Returns the units per second up to which a window is normal; 0 while nothing was learned. */
    public double usual() {
        return learned.usual();
    }

    /** Applies a changed policy; what was learned is kept if it still applies. */
    public void policyChanged(Optional<ScalingPolicy> before, Optional<ScalingPolicy> after) {
        boolean sameSignal = before.isPresent()
                && after.isPresent()
                && before.get()
                        .demand()
                        .signal()
                        .isCountedAs(after.get().demand().signal())
                && before.get().placement().roles().isPresent()
                        == after.get().placement().roles().isPresent();
        if (!sameSignal) {
            plausible.clear();
            learned.forget();
            tokens.forget();
        }
        learned.takeSnapshot();
        scaleToZero =
                scaleToZero.filter(c -> after.map(p -> p.replicas().min() == 0).orElse(false));
    }

    /** Returns what one replica of the first pool serves, units per second; empty while unknown. */
    public OptionalDouble perReplica(ScalingPolicy policy, ServiceFleet fleet) {
        return TokenPlan.sizes(policy) ? OptionalDouble.empty() : capacity.perReplica(policy, fleet);
    }

    public static Decision.Seen seen(DemandWindow window, Signal signal) {
        return new Decision.Seen(
                window.from(), window.to(), signal, window.demand(signal), window.backlog(), window.lag());
    }

    /** Returns true if the call history is due to be written. */
    public boolean hasCalls() {
        return scaleToZero.map(ScaleToZero::isDue).orElse(false);
    }

    /** Writes the call history. */
    public void writeCalls(DataOutput out) throws IOException {
        if (scaleToZero.isPresent()) {
            scaleToZero.get().write(out);
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeBoolean(scaleToZero.isPresent());
        if (scaleToZero.isPresent()) {
            scaleToZero.get().writeRecent(out);
        }
        capacity.write(out);
        plausible.write(out);
        learned.write(out);
    }

    /**
     * Reads what {@link #write} wrote, on top of the stored call history. Returns the windows to pass to {@link
     * #learned}.
     */
    public Optional<Journal> read(DataInput in, StoredParts stored) throws IOException {
        scaleToZero =
                in.readBoolean() ? Optional.of(ScaleToZero.read(in, stored.part(StatePart.CALLS))) : Optional.empty();
        capacity.read(in);
        plausible.read(in);
        return learned.read(in);
    }

    /** Writes what is known of growth while requests wait, if anything: after all else, so that older releases read the rest. */
    public void writeTrial(DataOutput out) throws IOException {
        out.writeBoolean(capacity.hasTrial());
        if (capacity.hasTrial()) {
            capacity.writeTrial(out);
        }
    }

    public void readTrial(DataInput in) throws IOException {
        if (in.readBoolean()) {
            capacity.readTrial(in);
        }
    }

    /** Returns true if the journal that was read continues a stored snapshot. */
    public boolean hasWrittenSnapshot() {
        return learned.hasWrittenSnapshot();
    }

    /** Restores the demand model from the snapshot, if it can be read, and from the windows since. */
    public void learned(Optional<DataInputStream> model, Journal since, ContestTerms terms) throws IOException {
        learned.restore(model, since, terms);
    }
}
