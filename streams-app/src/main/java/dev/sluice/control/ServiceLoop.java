package dev.sluice.control;

import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.DecisionResult;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.ReadTime;
import dev.sluice.control.message.ReportKind;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.Trigger;
import dev.sluice.control.message.UsageReport;
import dev.sluice.control.placement.DecisionContext;
import dev.sluice.control.planning.Planned;
import dev.sluice.control.planning.Planner;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.control.window.PartialWindow;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.control.window.WindowEnds;
import dev.sluice.control.window.WindowSum;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.state.StatePart;
import dev.sluice.state.StoredParts;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /** How often missing reports of a service without a policy are reported. */
    private static final int MOST_SAID_UNMANAGED = 3;

    private final String service;
    private final LoopSettings settings;
    private final Catalog declared;
    private final WindowEnds ends;
    private LoopState state;
    private Optional<ScalingPolicy> policy = Optional.empty();
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
        this.state = new LoopState(service, declared);
        this.windowMs = windowFor(policy);
    }

    public String service() {
        return service;
    }

    /** Takes in a report of the requests of one instance; {@code wall} is the wall clock, ms. */
    public Step report(RateReport report, long wall) {
        state.lastArrival = wall;
        long shift = shift(ReportKind.REQUESTS, report.reporter(), report.to(), wall);
        RateReport placed = shift == 0 ? report : report.later(shift);
        if (!state.windows.add(placed, windowMs)) {
            return late();
        }
        reported();
        return advanced(wall);
    }

    /** Takes in a report of the resources that one instance used. */
    public Step usage(UsageReport report, long wall) {
        state.lastArrival = wall;
        long shift = shift(ReportKind.USAGE, report.reporter(), report.to(), wall);
        UsageReport placed = shift == 0 ? report : report.later(shift);
        if (!state.windows.add(placed, windowMs)) {
            return late();
        }
        reported();
        state.rightSizing.observe(placed);
        return advanced(wall);
    }

    /** Returns by how many ms a report is moved because its reporter's clock is wrong. */
    private long shift(ReportKind kind, int reporter, long to, long wall) {
        return settings.time() == TimeSource.EVENT
                ? 0
                : state.clocks.shift(reporter, to, wall, graceMs(), ends.isLive(kind, wall));
    }

    private Step late() {
        // the late report is counted, so the windows have changed
        state.touch(StatePart.OPEN_WINDOWS);
        return Step.LATE;
    }

    /** A service that reports gets its next decision when its window closes, so no timer is needed. */
    private void reported() {
        if (state.silentPolicy.due() != Long.MAX_VALUE) {
            state.silentPolicy.done();
            state.touch(StatePart.LEDGER);
        }
    }

    /** Takes in the outcome of a command; {@code wall} is the wall clock, ms. */
    public Step acknowledged(Acknowledgement told, long wall) {
        state.touch(StatePart.LEDGER);
        boolean wallTime = settings.time() == TimeSource.WALL;
        Acknowledgement ack = wallTime ? state.decider.fleet.onOurClock(told, wall) : recorded(told);
        state.decider.fleet.acknowledged(ack);
        // before a recording has begun, its time is unknown and cannot be checked
        if (wallTime || state.windows.newest() != Long.MIN_VALUE) {
            state.costs.acknowledged(ack, now(state.windows.closedUpTo(), wall));
        }
        return Step.NOTHING;
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
        long now = now(state.lastDecision, wall);
        if (news) {
            DecisionContext context = context(now);
            state.decider.replace(grant, context).ifPresent(step::send);
            refreshLimit(context.policy());
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
        long now = now(Math.max(Math.min(at, state.windows.newest()), state.lastDecision), wall);
        state.overrides.take(change, now);
        Step.Builder step = new Step.Builder();
        followOrders(now, step);
        return done(step);
    }

    /** Puts a policy in force, or removes it if empty. What was learned from demand is kept if it still applies. */
    public Step policy(Optional<ScalingPolicy> next) {
        state.touch(StatePart.LEDGER);
        Step.Builder step = new Step.Builder();
        if (!next.equals(policy)) {
            state.planner.policyChanged(policy, next);
            policy = next;
            keepSizes();
            planLeads();
            state.decider.fleet.named(next.map(p -> p.placement().pools()).orElse(List.of()));
            if (windowFor(next) != windowMs) {
                windowMs = windowFor(next);
                state.windows.restart();
                state.touch(StatePart.OPEN_WINDOWS);
            }
            refreshLimit(inForce(state.lastDecision));
            if (next.isEmpty()) {
                withdraw(step);
            }
            noteSilence();
        }
        return done(step);
    }

    /** Withdraws all claims on shared resources: the service is no longer managed. */
    private void withdraw(Step.Builder step) {
        long now = now(state.lastDecision, Math.max(state.lastDecision, state.lastArrival));
        Instant at = Instant.ofEpochMilli(now);
        step.claim(state.decider.takeWithdrawals(), at);
        state.budgets.takeWithdrawal(now).ifPresent(claim -> step.send(new Output.Claimed(claim, at)));
    }

    /** If no window is open, the clock acts on a changed policy, because no window will close. */
    private void noteSilence() {
        if (policy.isEmpty()) {
            state.silentPolicy.done();
        } else if (state.windows.isEmpty()) {
            state.silentPolicy.changed(hasReported());
        }
    }

    private boolean hasReported() {
        return state.windows.newest() != Long.MIN_VALUE || state.decider.fleet.generation() > 0;
    }

    private void actOnSilentPolicy(long wall, Step.Builder step) {
        state.silentPolicy.begin(wall, state.lastArrival + 2 * state.windows.length() + graceMs());
        if (state.silentPolicy.isDue(wall)) {
            state.silentPolicy.done();
            settle(hasReported() ? changedInSilence() : neverReported(wall), context(wall), step);
        }
        state.touch(StatePart.LEDGER);
    }

    private SizeProposal changedInSilence() {
        return held(Trigger.TICK, Reason.NO_REPORT, "the policy has changed, and no report says what demand there is");
    }

    /** Zero replicas are never commanded here: some may be running that do not report. */
    private SizeProposal neverReported(long now) {
        boolean asked = bootstraps(now);
        String detail = "the service has never reported: "
                + (asked
                        ? "it runs the least that its policy, schedules and overrides allow"
                        : "nothing asks for replicas");
        return held(Trigger.TICK, asked ? Reason.NEVER_REPORTED : Reason.NO_REPORT, detail);
    }

    /** Returns true if bounds, schedules or overrides ask for replicas of a service that has never reported. */
    private boolean bootstraps(long now) {
        if (policy.isEmpty() || hasReported()) {
            return false;
        }
        EffectiveOverrides standing = state.overrides.at(now, policy.get());
        return standing.apply(0, standing.bounds().min()).replicas() > 0;
    }

    /** Does what is due at {@code wall} (ms) without a report: closes windows and reports that reports are missing. */
    public Step tick(long wall) {
        Step.Builder step = new Step.Builder();
        if (settings.time() == TimeSource.WALL) {
            if (wall >= state.overrides.nextChange()) {
                followOrders(wall, step);
            }
            closeWhatIsOver(wall, step);
            if (state.silentPolicy.due() <= wall) {
                actOnSilentPolicy(wall, step);
            }
            if (wakesAt() <= wall) {
                state.touch(StatePart.LEDGER);
                DecisionContext context = context(wall);
                context.policy()
                        .flatMap(p -> state.planner.onClock(wall, state.decider.fleet, p))
                        .ifPresent(proposal -> settle(proposal, context, step));
            }
            if (state.windows.isEmpty() && sayAt() <= wall) {
                state.missingReports.reported(wall, state.windows);
                settle(noReport(), context(wall), step);
            }
            meter(wall, step);
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
        long reports = state.windows.isEmpty() ? sayAt() : ends.due(state.windows, state.populations);
        long silent = Math.min(state.silentPolicy.due(), state.overrides.nextChange());
        return Math.min(Math.min(state.costs.due(), wakesAt()), Math.min(reports, silent));
    }

    /** Returns when to report that reports are missing, ms. Without a policy this is done only a few times. */
    private long sayAt() {
        boolean enough = policy.isEmpty() && state.missingReports.times() >= MOST_SAID_UNMANAGED;
        return enough ? Long.MAX_VALUE : state.missingReports.reportAt(state.windows);
    }

    /** Returns true if a policy is in force. */
    public boolean hasPolicy() {
        return policy.isPresent();
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
        state = restored.get();
        policy = inForce;
        windowMs = windowFor(inForce);
        keepSizes();
        planLeads();
        return true;
    }

    /** Closes the windows that the newest report completes, and acts on a running window that exceeds capacity. */
    private Step advanced(long wall) {
        state.touch(StatePart.OPEN_WINDOWS);
        if (!ends.mayBeOver(state.windows, wall) && !overLimit()) {
            return Step.NOTHING;
        }
        Step.Builder step = new Step.Builder();
        closeWhatIsOver(wall, step);
        actOnRunning(wall, step);
        return done(step);
    }

    private void closeWhatIsOver(long wall, Step.Builder step) {
        while (!state.windows.isEmpty() && ends.isOver(state.windows, state.populations, wall)) {
            WindowSum over = state.windows.closeOldest();
            if (over.isCut()) {
                state.windows.arrivals().unused(over.requests());
            } else {
                onWindowClosed(over, wall, step);
            }
        }
    }

    /** Processes a closed window: checks who reported, learns from it, plans, decides and meters costs. */
    private void onWindowClosed(WindowSum over, long wall, Step.Builder step) {
        Attendance attendance = state.populations.closed(over, signal(), this::sizesBy, commanded());
        ClosedWindow closed = ClosedWindow.of(over);
        DecisionContext context = context(now(closed.end() + graceMs(), wall));
        learn(closed, attendance);
        Planned planned = planned(closed, context);
        planned.forecast().ifPresent(step::send);
        settle(heldBack(planned.proposal(), attendance, age(closed.end(), wall)), context, step);
        meter(context.now(), step);
    }

    private boolean sizesBy(ReportKind kind) {
        return ReportKind.of(signal()) == kind
                || policy.stream()
                        .flatMap(p -> p.more().stream())
                        .anyMatch(further -> ReportKind.of(further.signal()) == kind);
    }

    /** Returns the commanded replicas that are ready; 0 before the first command. */
    private int commanded() {
        ServiceFleet fleet = state.decider.fleet;
        return fleet.generation() == 0
                ? 0
                : Math.min(fleet.ordered(), fleet.ready().orElse(fleet.ordered()));
    }

    private void learn(ClosedWindow closed, Attendance attendance) {
        if (!attendance.isPartial()) {
            state.decider.fleet.observed(closed);
        }
        state.rightSizing.closed(closed.total(), state.decider.fleet, policy);
        state.missingReports.broken(state.windows);
    }

    /** A window that only part of the fleet reported, or that was read much later, never scales the fleet down. */
    private SizeProposal heldBack(SizeProposal proposal, Attendance attendance, long age) {
        SizeProposal said = state.windows.arrivals().annotate(proposal);
        return new Hindrance(attendance, age, ends.oldest(state.windows)).hold(said, state.decider.fleet);
    }

    /** Returns how long ago a time was, ms; always 0 in event time. */
    private long age(long time, long wall) {
        return settings.time() == TimeSource.WALL ? wall - time : 0;
    }

    private Planned planned(ClosedWindow closed, DecisionContext context) {
        return context.policy().map(p -> planned(closed, p)).orElseGet(() -> Planned.without(withoutPolicy(closed)));
    }

    private Planned planned(ClosedWindow closed, ScalingPolicy inForce) {
        Planned planned = state.planner.onWindow(closed, state.decider.fleet, inForce);
        return new Planned(notBelowRunning(planned.proposal(), inForce), planned.forecast());
    }

    private SizeProposal withoutPolicy(ClosedWindow closed) {
        return new SizeProposal(
                Trigger.WINDOW,
                Reason.NO_POLICY,
                state.decider.fleet.ordered(),
                Optional.of(Planner.seen(closed.total(), Signal.REQUESTS)),
                Optional.empty(),
                "no policy is known for this service");
    }

    /** A closed window never removes replicas that the running window already needs. */
    private SizeProposal notBelowRunning(SizeProposal proposal, ScalingPolicy inForce) {
        ServiceFleet fleet = state.decider.fleet;
        if (state.windows.isEmpty() || proposal.replicas() >= fleet.ordered()) {
            return proposal;
        }
        PartialWindow running = PartialWindow.of(state.windows, inForce.demand().signal());
        int needed = state.planner.neededBy(running, proposal.replicas(), fleet, inForce);
        return proposal.atLeast(Math.min(needed, fleet.ordered()));
    }

    private void actOnRunning(long wall, Step.Builder step) {
        if (state.windows.isEmpty() || !overLimit()) {
            return;
        }
        PartialWindow running = PartialWindow.of(state.windows, signal());
        boolean stale = Hindrance.isStale(age(running.until(), wall), ends.oldest(state.windows));
        if (stale && state.decider.fleet.ordered() > 0) {
            return;
        }
        DecisionContext context = context(now(running.until(), wall));
        context.policy()
                .flatMap(p -> state.planner.onRunning(running, state.decider.fleet, p))
                .ifPresent(proposal -> settle(proposal, context, step));
        state.limit.actedOn(running());
    }

    /** Acts at once on an override or a schedule that begins or ends, based on the present replica count. */
    private void followOrders(long now, Step.Builder step) {
        state.touch(StatePart.AGENDA);
        boolean never = bootstraps(now);
        if (policy.isPresent() && (never || state.decider.fleet.generation() > 0)) {
            String detail = "what is set by hand or by the calendar has changed";
            Reason reason = never ? Reason.NEVER_REPORTED : Reason.OVERRIDE;
            String why = never ? detail + "; the service has never reported" : detail;
            settle(held(Trigger.OVERRIDE, reason, why), context(now), step);
        }
        state.overrides.actedOn(now);
    }

    private SizeProposal noReport() {
        String detail = "no report since " + Instant.ofEpochMilli(state.windows.closedUpTo()) + ": the size is held";
        return held(Trigger.TICK, Reason.NO_REPORT, detail);
    }

    private SizeProposal held(Trigger trigger, Reason reason, String detail) {
        return new SizeProposal(
                trigger, reason, state.decider.fleet.ordered(), Optional.empty(), Optional.empty(), detail);
    }

    /** Decides on a proposal, sends the result, and claims the money for it. */
    private void settle(SizeProposal proposal, DecisionContext context, Step.Builder step) {
        DecisionResult result = state.decider.decide(proposal, context);
        step.send(result);
        state.decider
                .takeRenewals(proposal, context)
                .forEach(claim -> step.send(new Output.Claimed(claim, Instant.ofEpochMilli(context.now()))));
        state.budgets
                .takeClaim(policy, result.asked(), context.now())
                .ifPresent(claim -> step.send(new Output.Claimed(claim, Instant.ofEpochMilli(context.now()))));
        state.lastDecision = context.now();
        refreshLimit(context.policy());
    }

    /** Returns what is in force at {@code now} (ms): computed once per decision. */
    private DecisionContext context(long now) {
        Optional<EffectiveOverrides> standing = policy.map(p -> state.overrides.at(now, p));
        return new DecisionContext(
                service,
                policy.map(p -> p.replicas().equals(standing.orElseThrow().bounds())
                        ? p
                        : p.withReplicas(standing.orElseThrow().bounds())),
                standing,
                state.budgets.gate(policy, Instant.ofEpochMilli(now)),
                state.rightSizing.question(policy, state.decider.catalog.declared(), now),
                now,
                settings.validity());
    }

    /** Sends what has become known of the service's hours and their cost. */
    private void meter(long now, Step.Builder step) {
        state.costs.due(now, policy.map(ScalingPolicy::placement)).forEach(step::send);
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
        policy.ifPresent(
                p -> state.decider.fleet.planLeads(p.tuning().lifecycle().plannedQuantile()));
    }

    private void keepSizes() {
        if (state.rightSizing.policyChanged(policy)) {
            state.touch(StatePart.USAGE);
            state.touch(StatePart.OPEN_WINDOWS);
        }
    }

    private boolean overLimit() {
        return policy.isPresent() && state.limit.exceededBy(running());
    }

    /** Returns the demand of the running window so far. */
    private double running() {
        return PartialWindow.soFar(state.windows.running(), signal());
    }

    private Signal signal() {
        return policy.map(p -> p.demand().signal()).orElse(Signal.REQUESTS);
    }

    private void refreshLimit(Optional<ScalingPolicy> inForce) {
        state.limit.refresh(inForce, state.decider.fleet, state.planner, state.windows.length());
    }

    /** Returns when to wake or re-check a service at zero that does not report, ms. */
    private long wakesAt() {
        return policy.map(p -> state.planner.wakesAt(state.decider.fleet, p)).orElse(Long.MAX_VALUE);
    }

    /** Returns the policy with the bounds in force at {@code now} (ms). */
    private Optional<ScalingPolicy> inForce(long now) {
        return policy.map(p -> state.overrides.over(p, now));
    }

    private long now(long logical, long wall) {
        // a window that waited for reports is decided after the decisions made meanwhile
        return settings.time() == TimeSource.EVENT ? Math.max(logical, state.lastDecision) : wall;
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
