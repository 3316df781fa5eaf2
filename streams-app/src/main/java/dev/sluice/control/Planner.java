package dev.sluice.control;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.RuleFamily;
import dev.sluice.sizing.Sizing;
import dev.sluice.sizing.Terms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns the demand of one service into the size that is wanted, learning from every window. */
final class Planner {
    private Optional<Brain> brain = Optional.empty();
    private boolean snapshotTaken;
    private final Idleness idleness = new Idleness();

    /** The size wanted after a closed window. */
    Wish onWindow(DemandWindow window, Fleet fleet, Optional<ScalingPolicy> policy, Step.Builder step) {
        fleet.observed(window.instances());
        if (policy.isEmpty()) {
            return hold(Reason.NO_POLICY, fleet, Optional.empty(), "no policy is known for this service");
        }
        ScalingPolicy p = policy.get();
        Decision.Seen seen = seen(window, p.demand().signal());
        OptionalDouble perReplica = perReplica(p);
        if (seen.demand().isEmpty()) {
            String detail = p.demand().signal() + " was not reported: the size is held";
            return hold(Reason.SIGNAL_WITHOUT_DATA, fleet, Optional.of(seen), detail);
        }
        if (perReplica.isEmpty()) {
            return hold(Reason.COLD_START, fleet, Optional.of(seen), "what one replica serves is not known yet");
        }
        return sized(window, p, seen, entry(window, seen, perReplica.getAsDouble(), p, fleet), step);
    }

    private Journal.Entry entry(
            DemandWindow window, Decision.Seen seen, double perReplica, ScalingPolicy policy, Fleet fleet) {
        Duration lead = policy.leadTime().orElseGet(fleet::leadTime);
        return new Journal.Entry(
                window.to().toEpochMilli(), (float) seen.demand().orElse(0), (float) perReplica, (int)
                        Math.min(Integer.MAX_VALUE, lead.toMillis()));
    }

    private Wish sized(
            DemandWindow window, ScalingPolicy policy, Decision.Seen seen, Journal.Entry entry, Step.Builder step) {
        Brain learner = brainFor(window.length(), entry);
        Brain.Learned learned = learner.learn(entry, terms(policy));
        learned.snapshot().ifPresent(bytes -> keep(bytes, step));
        step.send(new Output.Forecasted(seen.signal(), window.length(), learner.forecast(), learner.experts()));
        idleness.saw(entry.end(), entry.demand() > 0);
        if (idleness.sleeps(entry.end(), policy)) {
            String detail = "idle since " + Instant.ofEpochMilli(idleness.lastActive());
            return new Wish(Trigger.WINDOW, Reason.IDLE, 0, Optional.of(seen), Optional.empty(), detail);
        }
        Sizing sizing = learned.sizing();
        Plan plan = learner.plan(sizing, entry);
        return new Wish(
                Trigger.WINDOW,
                reason(sizing.family()),
                sizing.replicas(),
                Optional.of(seen),
                Optional.of(plan),
                sentence(entry, plan));
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

    /** The size wanted at once, because the running window already exceeds what was ordered; {@code until} in ms. */
    Optional<Wish> onRunning(double units, WindowSum running, long until, Fleet fleet, ScalingPolicy policy) {
        int ordered = fleet.ordered();
        double seconds = Math.max(1, until - running.start) / 1000.0;
        Decision.Seen seen = new Decision.Seen(
                Instant.ofEpochMilli(running.start),
                Instant.ofEpochMilli(until),
                policy.demand().signal(),
                OptionalDouble.of(units / seconds));
        OptionalDouble perReplica = perReplica(policy);
        int size = perReplica.isEmpty() ? Math.max(1, ordered) : size(units / seconds, perReplica.getAsDouble());
        if (ordered == 0) {
            String detail = "asked for at zero";
            return Optional.of(new Wish(
                    Trigger.WAKE,
                    Reason.WAKE_FROM_ZERO,
                    Math.max(1, size),
                    Optional.of(seen),
                    Optional.empty(),
                    detail));
        }
        String detail = String.format(
                Locale.ROOT,
                "%.4g units in %.3g s are more than %d replicas serve in a window",
                units,
                seconds,
                ordered);
        return size <= ordered
                ? Optional.empty()
                : Optional.of(new Wish(
                        Trigger.RUNNING_WINDOW,
                        Reason.RUNNING_WINDOW_OVER_CAPACITY,
                        size,
                        Optional.of(seen),
                        Optional.empty(),
                        detail));
    }

    private static int size(double rate, double perReplica) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(rate / perReplica - 1e-9));
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
    OptionalDouble perReplica(ScalingPolicy policy) {
        return policy.demand().perReplica();
    }

    /** Whether a signal is a rate, so that the sum of a running window tells of capacity exceeded. */
    static boolean isRate(Signal signal) {
        return signal == Signal.REQUESTS || signal == Signal.UNITS || signal == Signal.BACKLOG;
    }

    private static Terms terms(ScalingPolicy policy) {
        double share = policy.objective() instanceof Objective.Unserved u ? u.share() : .01;
        return new Terms(
                share,
                policy.tuning().costLimit().orElse(Terms.COST_LIMIT),
                policy.replicas().min(),
                policy.replicas().max());
    }

    private static Decision.Seen seen(DemandWindow window, Signal signal) {
        return new Decision.Seen(window.from(), window.to(), signal, window.demand(signal));
    }

    private static Wish hold(Reason reason, Fleet fleet, Optional<Decision.Seen> seen, String detail) {
        return new Wish(Trigger.WINDOW, reason, fleet.ordered(), seen, Optional.empty(), detail);
    }

    private static Reason reason(RuleFamily family) {
        return switch (family) {
            case FORECAST -> Reason.FORECAST;
            case REACTIVE -> Reason.REACTIVE;
            case BURST_MEMORY -> Reason.BURST_MEMORY;
            case COLD_START -> Reason.COLD_START;
        };
    }

    private static String sentence(Journal.Entry entry, Plan plan) {
        return String.format(
                Locale.ROOT,
                "saw %.4g/s, expects %.4g/s in %s, provides for %.4g/s at %.4g/s a replica",
                entry.demand(),
                plan.forecast().orElse(Double.NaN),
                plan.leadTime(),
                plan.sizing().level(),
                entry.perReplica());
    }

    void write(DataOutput out) throws IOException {
        idleness.write(out);
        out.writeByte((brain.isPresent() ? 1 : 0) | (snapshotTaken ? 2 : 0));
        if (brain.isPresent()) {
            brain.get().writeJournal(out);
        }
    }

    void read(DataInput in, Optional<byte[]> snapshot, Optional<ScalingPolicy> policy) throws IOException {
        idleness.read(in);
        int flags = in.readByte();
        snapshotTaken = (flags & 2) != 0;
        if ((flags & 1) != 0 && policy.isPresent()) {
            Journal journal = Journal.read(in);
            brain = Optional.of(
                    Brain.restored(snapshotTaken ? snapshot : Optional.empty(), journal, terms(policy.get())));
        }
    }
}
