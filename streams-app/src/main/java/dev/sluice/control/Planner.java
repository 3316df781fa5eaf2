package dev.sluice.control;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.RunningWindow;
import dev.sluice.sizing.Terms;
import dev.sluice.sizing.UnknownCapacity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Turns the demand of one service into the size that is wanted, learning from every window. */
final class Planner {
    private final Idleness idleness = new Idleness();
    private final ReplicaCapacity capacity = new ReplicaCapacity();
    private Optional<Brain> brain = Optional.empty();
    private boolean snapshotTaken;
    private double backlogBefore;

    /** The size wanted after a closed window, by the policy in force. */
    Wish onWindow(DemandWindow window, Fleet fleet, ScalingPolicy policy, Step.Builder step) {
        Decision.Seen seen = seen(window, policy.demand().signal());
        if (seen.demand().isEmpty()) {
            String detail = policy.demand().signal() + " was not reported: the size is held";
            return hold(Reason.SIGNAL_WITHOUT_DATA, fleet.ordered(), seen, detail);
        }
        int serving = serving(window, fleet);
        capacity.observe(window, serving, fleet.warmingUp(window, policy), policy);
        OptionalDouble perReplica = perReplica(policy, fleet);
        boolean backlogGrew = window.backlog().orElse(0) > backlogBefore;
        backlogBefore = window.backlog().orElse(0);
        if (perReplica.isEmpty()) {
            return unknownCapacity(window, fleet, policy, seen, backlogGrew);
        }
        Journal.Entry entry = entry(window, perReplica.getAsDouble(), policy, fleet);
        Plan plan = learn(window, entry, policy, step);
        idleness.saw(entry.end(), entry.demand() > 0 || backlogBefore > 0);
        if (idleness.sleeps(entry.end(), policy)) {
            String detail = "idle since " + Instant.ofEpochMilli(idleness.lastActive());
            return new Wish(Trigger.WINDOW, Reason.IDLE, 0, Optional.of(seen), Optional.empty(), detail);
        }
        return new Sizes(window, fleet.ordered(), policy, plan).wish(seen);
    }

    private Journal.Entry entry(DemandWindow window, double perReplica, ScalingPolicy policy, Fleet fleet) {
        Duration lead = policy.leadTime().orElseGet(fleet::leadTime);
        return new Journal.Entry(
                window.to().toEpochMilli(),
                (float) window.demand(policy.demand().signal()).orElse(0),
                (float) perReplica,
                (int) Math.min(Integer.MAX_VALUE, lead.toMillis()));
    }

    private Plan learn(DemandWindow window, Journal.Entry entry, ScalingPolicy policy, Step.Builder step) {
        Brain learner = brainFor(window.length(), entry);
        Brain.Learned learned = learner.learn(entry, terms(policy));
        learned.snapshot().ifPresent(bytes -> keep(bytes, step));
        step.send(new Output.Forecasted(
                policy.demand().signal(), window.length(), learner.forecast(), learner.experts()));
        return learner.plan(learned.sizing(), entry);
    }

    private Brain brainFor(Duration window, Journal.Entry entry) {
        if (brain.isEmpty() || brain.get().windowMs() != window.toMillis()) {
            snapshotTaken = false;
            brain = Optional.of(new Brain(window.toMillis(), Brain.horizon(entry.leadMs(), window.toMillis())));
        }
        return brain.get();
    }

    private void keep(byte[] snapshot, Step.Builder step) {
        snapshotTaken = true;
        step.snapshot(snapshot);
    }

    private Wish unknownCapacity(
            DemandWindow window, Fleet fleet, ScalingPolicy policy, Decision.Seen seen, boolean backlogGrew) {
        double errors = window.requests() > 0 ? window.errors() / window.requests() : 0;
        UnknownCapacity unknown = new UnknownCapacity(errors, capacity.slowness(window), backlogGrew);
        int current = Math.max(fleet.ordered(), Math.min(1, policy.replicas().max()));
        String detail = unknown.strained()
                ? "what one replica serves is not known yet, and the present size is strained"
                : "what one replica serves is not known yet: the size is held";
        return hold(Reason.COLD_START, unknown.size(current, terms(policy)), seen, detail);
    }

    /** The size wanted at once, because the running window already exceeds what was ordered; {@code until} in ms. */
    Optional<Wish> onRunning(double units, WindowSum running, long until, Fleet fleet, ScalingPolicy policy) {
        int ordered = fleet.ordered();
        double elapsed = Math.max(1, until - running.start) / 1000.0;
        RunningWindow window = new RunningWindow(units, running.requests(), elapsed, running.seconds());
        OptionalDouble perReplica = perReplica(policy, fleet);
        OptionalInt size =
                perReplica.isEmpty() ? OptionalInt.empty() : window.sizeAtOnce(perReplica.getAsDouble(), ordered);
        Decision.Seen seen = new Decision.Seen(
                Instant.ofEpochMilli(running.start),
                Instant.ofEpochMilli(until),
                policy.demand().signal(),
                OptionalDouble.of(window.rate()));
        if (ordered == 0) {
            int woken = Math.max(1, size.orElse(1));
            return Optional.of(new Wish(
                    Trigger.WAKE,
                    Reason.WAKE_FROM_ZERO,
                    woken,
                    Optional.of(seen),
                    Optional.empty(),
                    "asked for at zero"));
        }
        String detail = String.format(
                Locale.ROOT, "%.4g in %.3g s are more than %d replicas serve in a window", units, elapsed, ordered);
        return size.stream()
                .filter(n -> n > ordered)
                .mapToObj(n -> new Wish(
                        Trigger.RUNNING_WINDOW,
                        Reason.RUNNING_WINDOW_OVER_CAPACITY,
                        n,
                        Optional.of(seen),
                        Optional.empty(),
                        detail))
                .findFirst();
    }

    /** Takes note of another policy; a snapshot of what was learned where that still applies. */
    Optional<byte[]> policyChanged(Optional<ScalingPolicy> before, Optional<ScalingPolicy> after) {
        boolean sameSignal = before.isPresent()
                && after.isPresent()
                && before.get().demand().signal() == after.get().demand().signal();
        if (!sameSignal) {
            brain = Optional.empty();
            snapshotTaken = false;
        }
        Optional<byte[]> snapshot = brain.map(Brain::snapshot);
        snapshotTaken |= snapshot.isPresent();
        return snapshot;
    }

    /** What one replica serves, units a second; empty while it is not known. */
    OptionalDouble perReplica(ScalingPolicy policy, Fleet fleet) {
        return capacity.perReplica(policy, fleet.ordered());
    }

    /** Replicas that served a window: those that are known to be ready, or else those that reported. */
    private static int serving(DemandWindow window, Fleet fleet) {
        return fleet.ready().orElse(window.instances());
    }

    /** Whether demand is counted in requests, so that reports of requests tell what a replica serves. */
    static boolean countsRequests(Signal signal) {
        return signal == Signal.REQUESTS || signal == Signal.BACKLOG;
    }

    /** Whether a signal is a rate, so that the sum of a running window tells of capacity exceeded. */
    static boolean isRate(Signal signal) {
        return countsRequests(signal) || signal == Signal.UNITS;
    }

    /** What the contest has to keep; for a latency or a drain time, the share that a missed bound comes down to. */
    static Terms terms(ScalingPolicy policy) {
        double share = policy.objective() instanceof Objective.Unserved u ? u.share() : .01;
        return new Terms(
                share,
                policy.tuning().costLimit().orElse(Terms.COST_LIMIT),
                policy.replicas().min(),
                policy.replicas().max());
    }

    static Decision.Seen seen(DemandWindow window, Signal signal) {
        return new Decision.Seen(window.from(), window.to(), signal, window.demand(signal));
    }

    private static Wish hold(Reason reason, int replicas, Decision.Seen seen, String detail) {
        return new Wish(Trigger.WINDOW, reason, replicas, Optional.of(seen), Optional.empty(), detail);
    }

    void write(DataOutput out) throws IOException {
        idleness.write(out);
        capacity.write(out);
        out.writeDouble(backlogBefore);
        out.writeByte((brain.isPresent() ? 1 : 0) | (snapshotTaken ? 2 : 0));
        if (brain.isPresent()) {
            brain.get().writeJournal(out);
        }
    }

    void read(DataInput in, Optional<byte[]> snapshot, Optional<ScalingPolicy> policy) throws IOException {
        idleness.read(in);
        capacity.read(in);
        backlogBefore = in.readDouble();
        int flags = in.readByte();
        snapshotTaken = (flags & 2) != 0;
        if ((flags & 1) != 0 && policy.isPresent()) {
            Journal journal = Journal.read(in);
            Optional<byte[]> taken = snapshotTaken ? snapshot : Optional.empty();
            brain = Optional.of(Brain.restored(taken, journal, terms(policy.get())));
        }
    }
}
