package dev.sluice.control.planning;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Decision;
import dev.sluice.control.message.History;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.message.SizingPlan;
import dev.sluice.control.message.Trigger;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.control.window.PartialWindow;
import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.Stage;
import dev.sluice.sizing.ContestTerms;
import dev.sluice.sizing.PlausibleDemand.Verdict;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.RuleScore;
import dev.sluice.sizing.RunningWindow;
import dev.sluice.sizing.UnknownCapacity;
import dev.sluice.state.StatePart;
import dev.sluice.state.StoredParts;
import dev.sluice.state.VarInts;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Turns the demand of one service into a proposed replica count, and learns from every window.
 *
 * <p>A closed window passes three steps. A window that may come from a wrong report is held, and nothing is learned
 * from it. While the capacity of a replica is unknown, the replica count is held, or grows under strain. Otherwise the
 * demand model, the backlog and the further signals each propose a replica count, and the largest wins.
 *
 * <p>Example: the plan provides for 95 requests per second and one replica serves 10 per second. The planner proposes
 * 10 replicas.
 */
public final class Planner {
    private Optional<ScaleToZero> scaleToZero = Optional.empty();
    private final Capacities capacities = new Capacities();
    private final Backlog backlog = new Backlog();
    private final PlausibleSignals plausible = new PlausibleSignals();
    private final LearnedDemand learned = new LearnedDemand();
    private final RunningSizes running = new RunningSizes(plausible, learned);
    private final TokenPlan tokens = new TokenPlan(learned);

    /** Returns what sizes the service if it serves a large model. */
    public TokenPlan tokens() {
        return tokens;
    }

    /** Returns the pools of the policy that are declared, with what a replica is known to serve there. */
    public List<PoolOffer> offers(ScalingPolicy policy, ServiceFleet fleet, Catalog catalog) {
        return TokenPlan.sizes(policy) ? tokens.offers(policy, catalog) : capacities.offers(policy, fleet, catalog);
    }

    /** Proposes a replica count after a closed window, under the policy in force. */
    public Planned onWindow(ClosedWindow closed, ServiceFleet fleet, ScalingPolicy policy) {
        DemandWindow window = closed.total();
        Signal signal = policy.demand().signal();
        Decision.Seen seen = seen(window, signal);
        OptionalDouble known = perReplica(policy, fleet);
        if (seen.demand().isEmpty()) {
            String detail = signal + " was not reported: the size is held";
            return Planned.without(hold(Reason.SIGNAL_WITHOUT_DATA, fleet.ordered(), seen, detail), known);
        }
        double demand = seen.demand().getAsDouble();
        Verdict verdict = plausible.take(signal, demand, window, known, policy);
        Planned sized = verdict.suspect()
                ? Planned.without(suspect(verdict, fleet.ordered(), known, seen), known)
                : learned(closed, verdict, fleet, policy, seen);
        Planned planned = sized.noting(GroupNotes.of(window, policy, sized.perReplica(), fleet.ordered()));
        return policy.replicas().min() > 0 && scaleToZero.isEmpty()
                ? planned
                : planned.with(atZero(window, demand > 0 || backlog.units() > 0, planned.proposal(), fleet, policy));
    }

    /**
     * Handles a window that may come from a wrong report. Nothing is learned from it, and it scales up at most to what
     * was seen before.
     */
    private static SizeProposal suspect(Verdict verdict, int ordered, OptionalDouble perReplica, Decision.Seen seen) {
        int needed =
                perReplica.isPresent() ? ReplicaCount.carrying(verdict.counted(), perReplica.getAsDouble()) : ordered;
        return hold(Reason.IMPLAUSIBLE_DEMAND, Math.max(ordered, needed), seen, implausible(seen, verdict));
    }

    private static String implausible(Decision.Seen seen, Verdict verdict) {
        return "saw " + VarInts.brief(seen.demand().orElse(0))
                + ", far beyond what this service has brought before or its largest size serves: counted as "
                + VarInts.brief(verdict.counted()) + ", and learned from only if it lasts";
    }

    /** Learns from a window, and plans if it is known what a replica serves. */
    private Planned learned(
            ClosedWindow closed, Verdict verdict, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        DemandWindow window = closed.total();
        if (TokenPlan.sizes(policy)) {
            return tokens.plan(closed, verdict.counted(), fleet, policy, seen);
        }
        OptionalDouble perReplica = capacities.observe(closed, fleet, policy);
        Optional<Instant> deadline = backlog.saw(window, policy);
        if (perReplica.isEmpty()) {
            return Planned.without(unknownCapacity(window, fleet, policy, seen), perReplica);
        }
        List<FurtherSignal> further = further(window, policy);
        List<SizeProposal.Note> notes = notes(verdict, policy);
        Duration lead = policy.leadTime().orElseGet(fleet.leads()::leadTime);
        DemandModel.Learned demand =
                learned.learn(window, verdict.counted(), perReplica.getAsDouble(), lead, terms(policy));
        demand.outdone().ifPresent(best -> notes.add(notFollowed(best, demand.plan())));
        SizeProposal proposal = new SizeCandidates(
                        window, verdict.counted(), fleet.ordered(), policy, demand.plan(), deadline, further, notes)
                .propose(seen);
        return new Planned(
                proposal,
                Optional.of(new Output.Forecasted(
                        policy.demand().signal(),
                        window.length(),
                        demand.ahead(),
                        demand.plan().experts())),
                perReplica);
    }

    /** Says that the contest has left the forecast. It returns by itself when the forecast does better again. */
    private static SizeProposal.Note notFollowed(RuleScore best, SizingPlan plan) {
        RuleScore deciding = plan.rule().orElseThrow();
        String why = "the forecast is not followed: the best rule that does would lately have left "
                + NumberText.percent(best.unserved()) + " unserved at " + NumberText.of(best.cost())
                + " x what demand needed, the one that decides " + NumberText.percent(deciding.unserved()) + " at "
                + NumberText.of(deciding.cost()) + " x";
        return new SizeProposal.Note(Stage.Name.DEMAND, Reason.FORECAST_NOT_FOLLOWED, why);
    }

    private List<FurtherSignal> further(DemandWindow window, ScalingPolicy policy) {
        return policy.more().stream()
                .map(extra -> further(extra, window, policy))
                .toList();
    }

    private FurtherSignal further(ScalingPolicy.Demand extra, DemandWindow window, ScalingPolicy policy) {
        OptionalDouble perReplica = capacities.perReplica(extra, policy);
        OptionalDouble level = window.demand(extra.signal());
        if (level.isPresent()) {
            level = OptionalDouble.of(plausible
                    .take(extra.signal(), level.getAsDouble(), window, perReplica, policy)
                    .counted());
        }
        return new FurtherSignal(extra.signal(), level, perReplica);
    }

    private List<SizeProposal.Note> notes(Verdict verdict, ScalingPolicy policy) {
        List<SizeProposal.Note> notes = new ArrayList<>();
        if (policy.objective().latencyBound().isPresent()) {
            capacities
                    .unreachable(policy)
                    .ifPresent(why -> notes.add(
                            new SizeProposal.Note(Stage.Name.LATENCY, Reason.LATENCY_DOES_NOT_FOLLOW_SIZE, why)));
        }
        if (verdict.capped()) {
            String why =
                    "demand counts as " + VarInts.brief(verdict.counted()) + " at most, twice what replicas.max of "
                            + policy.replicas().max() + " serve";
            notes.add(new SizeProposal.Note(Stage.Name.DEMAND, Reason.ABOVE_MAXIMUM, why));
        }
        return notes;
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
        return policy.placement().roles().isEmpty() && learned.take(history, terms(policy));
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

    private SizeProposal unknownCapacity(
            DemandWindow window, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        double errors = window.requests() > 0 ? window.errors() / window.requests() : 0;
        UnknownCapacity unknown = new UnknownCapacity(errors, capacities.slowness(window, policy), backlog.grew());
        int current = Math.max(fleet.ordered(), Math.min(1, policy.replicas().max()));
        String held = unknown.strained() ? ", and the present size is strained" : ": the size is held";
        String detail = "what one replica serves is not known yet" + held
                + howToKnow(policy.demand().signal(), window);
        return hold(Reason.COLD_START, unknown.size(current, terms(policy)), seen, detail);
    }

    /** Says what is missing if no report teaches what a replica serves. */
    private static String howToKnow(Signal signal, DemandWindow window) {
        boolean teaches = signal.countsRequests()
                ? window.completed() > 0
                : window.instances() > 0
                        && (window.latency().total() > 0
                                || (window.concurrency().orElse(0) > 0 && window.completed() > 0));
        return teaches
                ? ""
                : ". Nothing reported teaches it: state demand.perReplica, or report requests that complete"
                        + (signal.countsRequests() ? "" : ", with their latencies");
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
        return TokenPlan.sizes(policy) ? OptionalDouble.empty() : capacities.perReplica(policy, fleet);
    }

    /** Returns the terms of the sizing contest. A latency or drain-time objective is expressed as a served share. */
    public static ContestTerms terms(ScalingPolicy policy) {
        return new ContestTerms(
                policy.objective().share(),
                policy.tuning().costLimit().orElse(ContestTerms.COST_LIMIT),
                policy.replicas().min(),
                policy.replicas().max());
    }

    public static Decision.Seen seen(DemandWindow window, Signal signal) {
        return new Decision.Seen(
                window.from(), window.to(), signal, window.demand(signal), window.backlog(), window.lag());
    }

    private static SizeProposal hold(Reason reason, int replicas, Decision.Seen seen, String detail) {
        return new SizeProposal(Trigger.WINDOW, reason, replicas, Optional.of(seen), Optional.empty(), detail);
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
        capacities.write(out);
        backlog.write(out);
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
        capacities.read(in);
        backlog.read(in);
        plausible.read(in);
        return learned.read(in);
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
