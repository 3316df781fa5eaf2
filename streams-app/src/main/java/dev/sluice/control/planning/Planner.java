package dev.sluice.control.planning;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Decision;
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
import dev.sluice.sizing.ContestTerms;
import dev.sluice.sizing.RunningWindow;
import dev.sluice.sizing.UnknownCapacity;
import dev.sluice.state.StatePart;
import dev.sluice.state.StoredParts;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Turns the demand of one service into the size that is wanted, learning from every window. */
public final class Planner {
    private Optional<ScaleToZero> calls = Optional.empty();
    private final Capacities capacities = new Capacities();
    private final Backlog backlog = new Backlog();
    private Optional<DemandModel> brain = Optional.empty();
    private boolean snapshotTaken;
    private Optional<byte[]> snapshot = Optional.empty();

    /** What one replica serves, as it is learned. */
    public Capacities capacities() {
        return capacities;
    }

    /** The size wanted after a closed window, by the policy in force. */
    public Planned onWindow(ClosedWindow closed, ServiceFleet fleet, ScalingPolicy policy) {
        DemandWindow window = closed.total();
        Decision.Seen seen = seen(window, policy.demand().signal());
        if (seen.demand().isEmpty()) {
            String detail = policy.demand().signal() + " was not reported: the size is held";
            return Planned.without(hold(Reason.SIGNAL_WITHOUT_DATA, fleet.ordered(), seen, detail));
        }
        capacities.observe(closed, fleet, policy);
        OptionalDouble perReplica = perReplica(policy, fleet);
        backlog.saw(window, policy);
        Planned planned = perReplica.isPresent()
                ? planned(window, perReplica.getAsDouble(), fleet, policy, seen)
                : Planned.without(unknownCapacity(window, fleet, policy, seen));
        boolean called = seen.demand().getAsDouble() > 0 || backlog.units() > 0;
        return new Planned(atZero(window, called, planned.proposal(), fleet, policy), planned.forecast());
    }

    private Planned planned(
            DemandWindow window, double perReplica, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        double demand = seen.demand().orElseThrow();
        DemandModel.Learned learned = learn(window, entry(window, demand, perReplica, policy, fleet), policy);
        SizingPlan plan = learned.plan();
        SizeProposal proposal =
                new SizeCandidates(window, demand, fleet.ordered(), policy, plan, backlog.deadline(policy)).wish(seen);
        return new Planned(
                proposal,
                Optional.of(new Output.Forecasted(
                        policy.demand().signal(), window.length(), learned.ahead(), plan.experts())));
    }

    /** Where zero is allowed, whether the service sleeps, stays or is made ready is for its calls to say. */
    private SizeProposal atZero(
            DemandWindow window, boolean called, SizeProposal sized, ServiceFleet fleet, ScalingPolicy policy) {
        boolean mayBeZero = policy.replicas().min() == 0;
        if (mayBeZero && calls.isEmpty()) {
            calls = Optional.of(ScaleToZero.none());
        }
        calls.ifPresent(c -> c.take(window, called, fleet, policy));
        return mayBeZero ? calls.orElseThrow().onWindow(window, called, sized, fleet, policy) : sized;
    }

    /** When a service at zero is to be looked at though it does not report, ms. */
    public long wakesAt(ServiceFleet fleet, ScalingPolicy policy) {
        return calls.map(c -> c.due(fleet, policy)).orElse(Long.MAX_VALUE);
    }

    /** The size wanted of a service at zero at {@code wall} (ms), where it is not to stay there. */
    public Optional<SizeProposal> onClock(long wall, ServiceFleet fleet, ScalingPolicy policy) {
        return calls.flatMap(c -> c.onClock(wall, fleet, policy));
    }

    private Journal.Entry entry(
            DemandWindow window, double demand, double perReplica, ScalingPolicy policy, ServiceFleet fleet) {
        Duration lead = policy.leadTime().orElseGet(fleet::leadTime);
        return new Journal.Entry(window.to().toEpochMilli(), (float) demand, (float) perReplica, (int)
                Math.min(Integer.MAX_VALUE, lead.toMillis()));
    }

    private DemandModel.Learned learn(DemandWindow window, Journal.Entry entry, ScalingPolicy policy) {
        DemandModel.Learned learned = brainFor(window.length(), entry).learn(entry, terms(policy));
        learned.snapshot().ifPresent(this::keep);
        return learned;
    }

    private DemandModel brainFor(Duration window, Journal.Entry entry) {
        if (brain.isEmpty() || brain.get().windowMs() != window.toMillis()) {
            snapshotTaken = false;
            brain = Optional.of(
                    new DemandModel(window.toMillis(), DemandModel.horizon(entry.leadMs(), window.toMillis())));
        }
        return brain.get();
    }

    private void keep(byte[] bytes) {
        snapshotTaken = true;
        snapshot = Optional.of(bytes);
    }

    /** Whether there is a snapshot that was not written yet. */
    public boolean hasSnapshot() {
        return snapshot.isPresent();
    }

    /** Writes the newest snapshot of what demand has taught, once. */
    public void writeSnapshot(DataOutput out) throws IOException {
        if (snapshot.isPresent()) {
            out.write(snapshot.get());
            snapshot = Optional.empty();
        }
    }

    private SizeProposal unknownCapacity(
            DemandWindow window, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        double errors = window.requests() > 0 ? window.errors() / window.requests() : 0;
        UnknownCapacity unknown = new UnknownCapacity(errors, capacities.slowness(window, policy), backlog.grew());
        int current = Math.max(fleet.ordered(), Math.min(1, policy.replicas().max()));
        String detail = unknown.strained()
                ? "what one replica serves is not known yet, and the present size is strained"
                : "what one replica serves is not known yet: the size is held";
        return hold(Reason.COLD_START, unknown.size(current, terms(policy)), seen, detail);
    }

    /** The size wanted at once, because the running window already exceeds what was ordered. */
    public Optional<SizeProposal> onRunning(PartialWindow running, ServiceFleet fleet, ScalingPolicy policy) {
        int ordered = fleet.ordered();
        RunningWindow window = running.window();
        OptionalInt size = sizeAtOnce(window, ordered, fleet, policy);
        Decision.Seen seen = new Decision.Seen(
                Instant.ofEpochMilli(running.from()),
                Instant.ofEpochMilli(running.until()),
                policy.demand().signal(),
                policy.demand().signal().isRate() ? OptionalDouble.of(window.rate()) : OptionalDouble.empty());
        if (ordered == 0) {
            calls.ifPresent(c -> c.woken(running.from(), fleet));
            int woken = Math.max(1, size.orElse(1));
            return Optional.of(new SizeProposal(
                    Trigger.WAKE,
                    Reason.WAKE_FROM_ZERO,
                    woken,
                    Optional.of(seen),
                    Optional.empty(),
                    "asked for at zero"));
        }
        String detail = String.format(
                Locale.ROOT,
                "%.4g in %.3g s are more than usual, and than %d replicas serve in a window",
                window.soFar(),
                window.elapsedSeconds(),
                ordered);
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

    /** Replicas that the running window already needs where {@code wanted} would not serve it; 0 where they would. */
    public int neededBy(PartialWindow running, int wanted, ServiceFleet fleet, ScalingPolicy policy) {
        if (running.window().soFar() == 0) {
            return 0;
        }
        int awake = wanted == 0 ? 1 : 0;
        return Math.max(
                awake, sizeAtOnce(running.window(), wanted, fleet, policy).orElse(0));
    }

    /** Units a second up to which a window brings nothing unusual; 0 while nothing was learned. */
    public double usual() {
        return brain.map(DemandModel::usual).orElse(0.0);
    }

    /**
     * Only of a rate does the sum of a running window tell the size, and only where it is more than usual: noise within the
     * promise is no overload, and what is usual the contest provides for.
     */
    private OptionalInt sizeAtOnce(RunningWindow window, int ordered, ServiceFleet fleet, ScalingPolicy policy) {
        if (ordered > 0 && window.soFar() <= usual() * window.windowSeconds()) {
            return OptionalInt.empty();
        }
        OptionalDouble perReplica =
                policy.demand().signal().isRate() ? perReplica(policy, fleet) : OptionalDouble.empty();
        return perReplica.isPresent() ? window.sizeAtOnce(perReplica.getAsDouble(), ordered) : OptionalInt.empty();
    }

    /** Takes note of another policy; what was learned is kept where it still applies. */
    public void policyChanged(Optional<ScalingPolicy> before, Optional<ScalingPolicy> after) {
        boolean sameSignal = before.isPresent()
                && after.isPresent()
                && before.get().demand().signal() == after.get().demand().signal();
        if (!sameSignal) {
            brain = Optional.empty();
            snapshotTaken = false;
        }
        brain.map(DemandModel::snapshot).ifPresent(this::keep);
        calls = calls.filter(c -> after.map(p -> p.replicas().min() == 0).orElse(false));
    }

    /** What one replica (of the first pool) serves, units a second; empty while it is not known. */
    public OptionalDouble perReplica(ScalingPolicy policy, ServiceFleet fleet) {
        return capacities.perReplica(policy, fleet);
    }

    /** What the contest has to keep; for a latency or a drain time, the share that a missed bound comes down to. */
    public static ContestTerms terms(ScalingPolicy policy) {
        return new ContestTerms(
                policy.objective().share(),
                policy.tuning().costLimit().orElse(ContestTerms.COST_LIMIT),
                policy.replicas().min(),
                policy.replicas().max());
    }

    public static Decision.Seen seen(DemandWindow window, Signal signal) {
        return new Decision.Seen(window.from(), window.to(), signal, window.demand(signal));
    }

    private static SizeProposal hold(Reason reason, int replicas, Decision.Seen seen, String detail) {
        return new SizeProposal(Trigger.WINDOW, reason, replicas, Optional.of(seen), Optional.empty(), detail);
    }

    /** Whether what is known of calls is to be written. */
    public boolean hasCalls() {
        return calls.map(ScaleToZero::isDue).orElse(false);
    }

    /** Writes what is known of calls. */
    public void writeCalls(DataOutput out) throws IOException {
        if (calls.isPresent()) {
            calls.get().write(out);
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeBoolean(calls.isPresent());
        if (calls.isPresent()) {
            calls.get().writeRecent(out);
        }
        capacities.write(out);
        backlog.write(out);
        out.writeByte((brain.isPresent() ? 1 : 0) | (snapshotTaken ? 2 : 0));
        if (brain.isPresent()) {
            brain.get().writeJournal(out);
        }
    }

    /** Reads what {@link #write} wrote, on top of what is stored of calls; the windows that {@link #learned} takes. */
    public Optional<Journal> read(DataInput in, StoredParts stored) throws IOException {
        calls = in.readBoolean() ? Optional.of(ScaleToZero.read(in, stored.part(StatePart.CALLS))) : Optional.empty();
        capacities.read(in);
        backlog.read(in);
        int flags = in.readByte();
        snapshotTaken = (flags & 2) != 0;
        return (flags & 1) != 0 ? Optional.of(Journal.read(in)) : Optional.empty();
    }

    /** Whether the windows that were read are those since a snapshot. */
    public boolean hasWrittenSnapshot() {
        return snapshotTaken;
    }

    /** What demand has taught, by the snapshot, where it can be read, and by the windows since. */
    public void learned(Optional<DataInputStream> model, Journal since, ContestTerms terms) throws IOException {
        brain = Optional.of(DemandModel.restored(model, since, terms));
    }
}
