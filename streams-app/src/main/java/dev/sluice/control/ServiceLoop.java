package dev.sluice.control;

import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.ReadTime;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.planning.demand.PendingHistory;
import dev.sluice.control.window.WindowEnds;
import dev.sluice.control.window.arrival.Arrivals;
import dev.sluice.control.window.arrival.ReporterClocks;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.state.StatePart;
import dev.sluice.state.StoredParts;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The control loop of one service. Reports fill windows, a closed window leads to a decision, a decision to commands,
 * and acknowledgements report what became of them.
 *
 * <p>Each input returns a {@link Step} with the outputs to send. All state is in {@link LoopState}: a loop that is
 * restored from it decides as the old one would have. Not thread-safe.
 *
 * <p>Example: ten instances report a window that ends at 12:00:10, and the grace is 5 s. The window closes at 12:00:15.
 * The planner proposes 12 replicas, the policy allows 11, and the step holds one decision and one command for 11
 * replicas. An acknowledgement that they are ready teaches the loop its lead time.
 */
public final class ServiceLoop {
    /** In a recording, an acknowledgement is at most a day away from the reports around it. */
    private static final long LONGEST_APART_MS = Duration.ofDays(1).toMillis();

    private final String service;
    private final LoopSettings settings;
    private final Catalog declared;
    private final WindowEnds ends;
    private LoopState state;
    private Decisions decisions;
    private WindowCloser closer;
    private ClockDecisions byClock;
    private long windowMs;

    /** Creates the loop of a service that needs no declared pools or budgets. */
    public ServiceLoop(String service, LoopSettings settings) {
        this(service, settings, Catalog.EMPTY);
    }

    /** Creates the loop of a service whose reports are read as they arrive. */
    public ServiceLoop(String service, LoopSettings settings, Catalog declared) {
        this(service, settings, declared, ReadTime.NOTHING_WAITS);
    }

    /** Creates the loop of a service; {@code read} tells how far its reports have been read. */
    public ServiceLoop(String service, LoopSettings settings, Catalog declared, ReadTime read) {
        this.service = service;
        this.settings = settings;
        this.declared = declared;
        this.ends = new WindowEnds(settings.time() == TimeSource.WALL, settings.grace(), read);
        this.windowMs = windowFor(Optional.empty());
        become(new LoopState(service, declared));
    }

    private void become(LoopState next) {
        state = next;
        decisions = new Decisions(service, settings, next);
        closer = new WindowCloser(next, settings, ends, decisions);
        byClock = new ClockDecisions(next, settings, decisions);
    }

    public String service() {
        return service;
    }

    /** Takes in a report of the requests of one instance; {@code wall} is the wall clock, ms. */
    public Step report(RateReport report, long wall) {
        state.lastArrival = wall;
        long shift = shift(ReportKind.REQUESTS, report.reporter(), report.to(), wall);
        if (shift == ReporterClocks.NOWHERE) {
            state.windows.arrivals().unused(report.requests());
            return late();
        }
        RateReport placed = shift == 0 ? report : report.later(shift);
        if (!state.windows.add(placed, windowMs)) {
            return late();
        }
        reported(wall);
        return advanced(wall);
    }

    /** Takes in a report of the resources that one instance used. */
    public Step usage(UsageReport report, long wall) {
        state.lastArrival = wall;
        long shift = shift(ReportKind.USAGE, report.reporter(), report.to(), wall);
        if (shift == ReporterClocks.NOWHERE) {
            return late();
        }
        UsageReport placed = shift == 0 ? report : report.later(shift);
        if (!state.windows.add(placed, windowMs)) {
            return late();
        }
        reported(wall);
        state.rightSizing.observe(placed);
        return advanced(wall);
    }

    /** Returns by how many ms a report is moved because its reporter's clock is wrong. */
    private long shift(ReportKind kind, int reporter, long to, long wall) {
        if (settings.time() == TimeSource.EVENT) {
            return 0;
        }
        Arrivals arrivals = state.windows.arrivals();
        int clock = kind.clockOf(reporter);
        return ends.isLive(kind, wall)
                ? state.clocks.shift(clock, to, wall, graceMs())
                : state.clocks.shiftOfOld(
                        clock, to, wall, 2 * graceMs() + arrivals.longest(kind), arrivals.ofOthers(kind));
    }

    private Step late() {
        // the late report is counted, so the windows have changed
        state.touch(StatePart.OPEN_WINDOWS);
        return Step.LATE;
    }

    /** A service that reports gets its next decision when its window closes, so no timer is needed. */
    private void reported(long wall) {
        if (settings.time() == TimeSource.WALL) {
            state.windows.came(wall);
        }
        if (state.silentPolicy.due() != Long.MAX_VALUE) {
            state.silentPolicy.done();
            state.touch(StatePart.LEDGER);
        }
    }

    /** Takes in the outcome of a command; {@code wall} is the wall clock, ms. */
    public Step acknowledged(Acknowledgement told, long wall) {
        state.touch(StatePart.LEDGER);
        boolean wallTime = settings.time() == TimeSource.WALL;
        Acknowledgement ack = wallTime ? state.decider.fleet().onOurClock(told, wall) : recorded(told);
        state.decider.fleet().acknowledged(ack);
        // before a recording has begun, its time is unknown and cannot be checked
        if (wallTime || state.windows.newest() != Long.MIN_VALUE) {
            state.costs.acknowledged(ack, decisions.now(state.windows.closedUpTo(), wall));
        }
        if (ack.status() != Acknowledgement.Status.DRIFTED) {
            return Step.NOTHING;
        }
        Step.Builder step = new Step.Builder();
        byClock.respectDrift(decisions.now(state.lastDecision, wall), step);
        return done(step);
    }

    /**
     * In event time there is no clock to compare with. An acknowledgement whose time cannot belong to the recording
     * gets the time of the newest report.
     */
    private Acknowledgement recorded(Acknowledgement told) {
        long newest = state.windows.newest();
        long apart = Math.abs(told.at().toEpochMilli() / 2 - newest / 2);
        return newest == Long.MIN_VALUE || apart < LONGEST_APART_MS / 2 ? told : told.at(Instant.ofEpochMilli(newest));
    }

    /** Takes in the grant of a shared resource; {@code wall} is the wall clock, ms. */
    public Step granted(SharedGrant grant, long wall) {
        state.touch(StatePart.LEDGER);
        Step.Builder step = new Step.Builder();
        boolean ofTenant = grant.share().kind() == SharedResource.Kind.TENANT;
        boolean news = ofTenant ? state.budgets.granted(grant) : state.decider.granted(grant);
        long now = decisions.now(state.lastDecision, wall);
        if (news) {
            decisions.replace(grant, decisions.context(now), step);
        }
        step.claim(state.decider.takeUnacknowledged(), Instant.ofEpochMilli(now));
        return done(step);
    }

    /**
     * Takes in an override or a schedule, which its event dates {@code at} (ms). In event time, a later date than that
     * of the newest report is replaced by it: an override that is set during a replay may be years younger than the
     * recording.
     */
    public Step overridden(OverrideEvent change, long at, long wall) {
        long now = decisions.now(Math.max(Math.min(at, state.windows.newest()), state.lastDecision), wall);
        state.overrides.take(change, now);
        Step.Builder step = new Step.Builder();
        byClock.followOrders(now, step);
        return done(step);
    }

    /** Returns why a history cannot be used; empty if it can. */
    public static Optional<String> unusable(History history) {
        return PendingHistory.unreadable(history.model());
    }

    /**
     * Takes in what was learned of the past. It waits for the next window that begins after its end, under a policy with
     * its signal, and then teaches forecaster and contest if it knows more windows than they do.
     */
    public Step history(History history) {
        state.history.put(history);
        state.touch(StatePart.HISTORY);
        return Step.NOTHING;
    }

    /** Takes in what was measured of a replica that serves a large model. Its first size is then found from that. */
    public Step profile(ReplicaProfile profile) {
        state.planner.tokens().imported(profile);
        return Step.NOTHING;
    }

    /** Puts a policy in force, or removes it if empty. What was learned from demand is kept if it still applies. */
    public Step policy(Optional<ScalingPolicy> next) {
        state.touch(StatePart.LEDGER);
        Step.Builder step = new Step.Builder();
        if (!next.equals(state.policy)) {
            state.planner.policyChanged(state.policy, next);
            state.govern(next);
            state.verdict.restart();
            keepSizes();
            planLeads();
            namePools();
            if (windowFor(next) != windowMs) {
                windowMs = windowFor(next);
                state.windows.restart();
                state.touch(StatePart.OPEN_WINDOWS);
            }
            decisions.refreshThreshold(next.map(p -> state.overrides.over(p, state.lastDecision)));
            if (next.isEmpty()) {
                withdraw(step);
            }
            byClock.noteSilence();
        }
        return done(step);
    }

    /** Withdraws all claims on shared resources: the service is no longer managed. */
    private void withdraw(Step.Builder step) {
        long now = decisions.now(state.lastDecision, Math.max(state.lastDecision, state.lastArrival));
        Instant at = Instant.ofEpochMilli(now);
        step.claim(state.decider.takeWithdrawals(), at);
        state.budgets.takeWithdrawal(now).ifPresent(claim -> step.send(new Output.Claimed(claim, at)));
    }

    /** Does what is due at {@code wall} (ms) without a report: closes windows and reports that reports are missing. */
    public Step tick(long wall) {
        Step.Builder step = new Step.Builder();
        if (settings.time() == TimeSource.WALL) {
            if (wall >= state.overrides.nextChange()) {
                byClock.followOrders(wall, step);
            }
            closer.closeWhatIsOver(wall, step);
            byClock.actOnSilentPolicy(wall, step);
            byClock.wake(wall, step);
            byClock.reportMissing(wall, step);
            decisions.meter(wall, step);
        }
        return done(step);
    }

    /**
     * Drops the open windows, which is the last resort if they cannot be processed. What was learned from earlier
     * windows stays.
     */
    public Step forgetOpenWindows() {
        state.windows.restart();
        state.touch(StatePart.OPEN_WINDOWS);
        return Step.NOTHING;
    }

    /** Returns when {@link #tick} is next due, ms. Never in event time, where only records make time pass. */
    public long due() {
        if (settings.time() == TimeSource.EVENT) {
            return Long.MAX_VALUE;
        }
        long reports = state.windows.isEmpty() ? byClock.sayAt() : ends.due(state.windows, state.populations);
        return Math.min(reports, Math.min(state.costs.due(), byClock.due()));
    }

    /** Returns true if a policy is in force. */
    public boolean hasPolicy() {
        return state.policy.isPresent();
    }

    /** Returns the parts of the state that changed since they were last written. */
    public Set<StatePart> changed() {
        return state.changed();
    }

    /** Returns the stored parts that could not be read. */
    public Set<StatePart> lost() {
        return state.lost();
    }

    /** Writes a part, which then counts as unchanged. Writes nothing if the part no longer exists. */
    public void write(StatePart part, DataOutput out) throws IOException {
        state.write(part, out);
    }

    /**
     * Restores the stored state under the policy in force; returns false if nothing was stored. A part that cannot be
     * read is treated as never written, see {@link #lost()}.
     */
    public boolean read(StoredParts stored, Optional<ScalingPolicy> inForce) {
        Optional<LoopState> restored = LoopState.restored(service, declared, stored, inForce);
        if (restored.isEmpty()) {
            return false;
        }
        become(restored.get());
        state.govern(inForce);
        windowMs = windowFor(inForce);
        keepSizes();
        planLeads();
        namePools();
        if (state.lost().contains(StatePart.LEDGER)) {
            state.decider.countPools(inForce);
        }
        return true;
    }

    /** Closes the windows that the newest report completes, and acts on a running window that exceeds capacity. */
    private Step advanced(long wall) {
        state.touch(StatePart.OPEN_WINDOWS);
        if (!closer.isDue(wall)) {
            return Step.NOTHING;
        }
        Step.Builder step = new Step.Builder();
        closer.closeWhatIsOver(wall, step);
        closer.actOnRunning(wall, step);
        return done(step);
    }

    /** Marks the state as changed if the step has outputs, because every decision changes the state. */
    private Step done(Step.Builder builder) {
        Step step = builder.done();
        if (!step.isNothing()) {
            state.touch(StatePart.LEDGER);
            state.touch(StatePart.OPEN_WINDOWS);
        }
        return step;
    }

    private void planLeads() {
        state.policy.ifPresent(
                p -> state.decider.fleet().planLeads(p.tuning().lifecycle().plannedQuantile()));
        state.decider
                .fleet()
                .needAll(state.policy.flatMap(p -> p.placement().roles()).isPresent());
    }

    /**
     * The policy names the pools, also where a ledger that knew them is lost. Without one, the service keeps those in which its
     * replicas run.
     */
    private void namePools() {
        state.policy.ifPresent(p -> state.decider.fleet().named(p.placement().pools()));
    }

    private void keepSizes() {
        if (state.rightSizing.policyChanged(state.policy)) {
            state.touch(StatePart.USAGE);
            state.touch(StatePart.OPEN_WINDOWS);
        }
    }

    /** Returns the length of a window, ms; windows are longer only if reports are. */
    private long windowFor(Optional<ScalingPolicy> inForce) {
        return inForce.flatMap(p -> p.demand().window())
                .map(Duration::toMillis)
                .orElse(settings.window().toMillis());
    }

    private long graceMs() {
        return settings.grace().toMillis();
    }
}
