package dev.sluice.control;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The loop of one service: reports become windows, windows become decisions, decisions become commands, and
 * acknowledgements close it.
 *
 * <p>Each input gives a {@link Step} with what to send. The state is three parts that change at different rates and are
 * kept apart: the open windows (with every report), the ledger of size and history (with every window) and what demand
 * has taught (large; a snapshot now and then, the windows since in the ledger). Not thread-safe.
 */
public final class ServiceLoop {
    private final String service;
    private final LoopSettings settings;
    private final OpenWindows windows = new OpenWindows();
    private final Ledger ledger = new Ledger();
    private final Silence silence = new Silence();
    private final Planner planner;
    private final long graceMs;
    private Optional<ScalingPolicy> policy = Optional.empty();
    private long windowMs;
    private double actAbove = Double.POSITIVE_INFINITY;
    private long lastArrival;

    public ServiceLoop(String service, LoopSettings settings) {
        this.service = service;
        this.settings = settings;
        this.planner = new Planner();
        this.graceMs = settings.grace().toMillis();
        this.windowMs = settings.window().toMillis();
    }

    public String service() {
        return service;
    }

    /** Takes in what an instance was asked to do; {@code wall} is the wall clock, ms. */
    public Step report(RateReport report, long wall) {
        lastArrival = wall;
        if (!windows.add(report, windowMs)) {
            return Step.LATE;
        }
        boolean closes = windows.newest() >= windows.oldestEnd() + graceMs;
        boolean over = policy.isPresent() && running() > actAbove;
        if (!closes && !over) {
            return Step.NOTHING;
        }
        Step.Builder step = new Step.Builder();
        closeUpTo(windows.newest() - graceMs, wall, step);
        actOnRunning(wall, step);
        return step.done();
    }

    /** Takes in what an instance used. */
    public Step usage(UsageReport report, long wall) {
        lastArrival = wall;
        return windows.add(report, windowMs) ? Step.NOTHING : Step.LATE;
    }

    /** Takes in what became of a command. */
    public Step acknowledged(Acknowledgement ack) {
        ledger.fleet.acknowledged(ack);
        return Step.NOTHING;
    }

    /** Puts a policy in force, or takes it away; what demand has taught is kept where it still applies. */
    public Step policy(Optional<ScalingPolicy> changed) {
        Step.Builder step = new Step.Builder();
        if (!changed.equals(policy)) {
            planner.policyChanged(policy, changed).ifPresent(step::snapshot);
            inForce(changed);
        }
        return step.done();
    }

    /** Does what is due at {@code wall} (ms) without a report: closes windows, says that reports are missing. */
    public Step tick(long wall) {
        Step.Builder step = new Step.Builder();
        if (settings.time() == TimeSource.WALL) {
            if (wall >= lastArrival + graceMs) {
                closeUpTo(wall - graceMs, wall, step);
            }
            if (windows.isEmpty() && silence.sayAt(windows) <= wall) {
                silence.said(wall, windows);
                sayNoReport(wall, step);
            }
        }
        return step.done();
    }

    /** When {@link #tick} has something to do, ms; never in event time, where only records make time pass. */
    public long due() {
        if (settings.time() == TimeSource.EVENT) {
            return Long.MAX_VALUE;
        }
        return windows.isEmpty() ? silence.sayAt(windows) : Math.max(windows.oldestEnd(), lastArrival) + graceMs;
    }

    private void closeUpTo(long time, long wall, Step.Builder step) {
        while (!windows.isEmpty() && windows.oldestEnd() <= time) {
            DemandWindow closed = windows.closeOldest();
            long now = now(closed.to().toEpochMilli() + graceMs, wall);
            silence.broken(windows);
            settle(wish(closed, step), now, step);
        }
    }

    private Wish wish(DemandWindow closed, Step.Builder step) {
        ledger.fleet.observed(closed.instances());
        return policy.map(p -> planner.onWindow(closed, ledger.fleet, p, step))
                .orElseGet(() -> new Wish(
                        Trigger.WINDOW,
                        Reason.NO_POLICY,
                        ledger.fleet.ordered(),
                        Optional.empty(),
                        Optional.empty(),
                        "no policy is known for this service"));
    }

    private void actOnRunning(long wall, Step.Builder step) {
        if (policy.isEmpty() || windows.isEmpty() || running() <= actAbove) {
            return;
        }
        WindowSum running = windows.running();
        long until = Math.min(windows.newest(), running.end());
        planner.onRunning(running(), running, until, ledger.fleet, policy.get())
                .ifPresent(wish -> settle(wish, now(until, wall), step));
        // the same window is acted on again only when it has grown by a quarter
        actAbove = Math.max(actAbove, 1.25 * running());
    }

    private void sayNoReport(long wall, Step.Builder step) {
        String detail = "no report since " + Instant.ofEpochMilli(windows.closedUpTo()) + ": the size is held";
        settle(
                new Wish(
                        Trigger.TICK,
                        Reason.NO_REPORT,
                        ledger.fleet.ordered(),
                        Optional.empty(),
                        Optional.empty(),
                        detail),
                wall,
                step);
    }

    private void settle(Wish wish, long now, Step.Builder step) {
        ledger.settle(wish, new Ledger.Context(service, policy, now, settings.validity()), step);
        refreshThreshold();
    }

    /** Demand of the running window so far, in units (for a level: the level times the seconds). */
    private double running() {
        return policy.isPresent() && policy.get().demand().signal() == Signal.UNITS
                ? windows.running().units()
                : windows.running().requests();
    }

    /** The running demand above which the window is acted on before it closes. */
    private void refreshThreshold() {
        OptionalDouble perReplica =
                policy.isPresent() ? planner.perReplica(policy.get(), ledger.fleet) : OptionalDouble.empty();
        boolean rate =
                policy.isPresent() && Planner.isRate(policy.get().demand().signal());
        if (!rate || windows.length() == 0) {
            actAbove = Double.POSITIVE_INFINITY;
        } else if (ledger.fleet.ordered() == 0) {
            actAbove = 0;
        } else {
            actAbove = perReplica.isPresent()
                    ? ledger.fleet.ordered() * perReplica.getAsDouble() * windows.length() / 1000.0
                    : Double.POSITIVE_INFINITY;
        }
    }

    private long now(long logical, long wall) {
        return settings.time() == TimeSource.EVENT ? logical : wall;
    }

    private void inForce(Optional<ScalingPolicy> changed) {
        policy = changed;
        windowMs = policy.flatMap(p -> p.demand().window())
                .orElse(settings.window())
                .toMillis();
        refreshThreshold();
    }

    /** Writes the part that changes with every report. */
    public void writeWindows(DataOutput out) throws IOException {
        windows.write(out);
    }

    /** Writes the part that changes with every window. */
    public void writeLedger(DataOutput out) throws IOException {
        silence.write(out);
        ledger.write(out);
        planner.write(out);
    }

    /** Takes over the state that was written, under the policy in force. */
    public void read(DataInput open, DataInput rest, Optional<byte[]> snapshot, Optional<ScalingPolicy> policyInForce)
            throws IOException {
        windows.read(open);
        silence.read(rest);
        ledger.read(rest);
        planner.read(rest, snapshot, policyInForce);
        inForce(policyInForce);
    }
}
