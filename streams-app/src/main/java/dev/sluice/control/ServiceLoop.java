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
 * The loop of one service: reports become windows, windows become decisions, decisions become commands, and
 * acknowledgements close it.
 *
 * <p>Each input gives a {@link Step} with what to send. What is remembered from one to the next is {@link LoopState}. Not
 * thread-safe.
 */
public final class ServiceLoop {
    /** An acknowledgement in a recording is from within a day of the reports beside it. */
    private static final long LONGEST_APART_MS = Duration.ofDays(1).toMillis();

    /** How often it is said of a service without a policy that it does not report. */
    private static final int MOST_SAID_UNMANAGED = 3;

    private final String service;
    private final LoopSettings settings;
    private final Catalog declared;
    private final WindowEnds ends;
    private LoopState state;
    private Optional<ScalingPolicy> policy = Optional.empty();
    private long windowMs;

    /** The loop of a service that needs nothing declared. */
    public ServiceLoop(String service, LoopSettings settings) {
        this(service, settings, Catalog.EMPTY);
    }

    /** The loop of a service whose reports are read as they come. */
    public ServiceLoop(String service, LoopSettings settings, Catalog declared) {
        this(service, settings, declared, ReadTime.NOTHING_WAITS);
    }

    /** The loop of a service; {@code read} tells how far its reports have been read. */
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

    /** Takes in what an instance was asked to do; {@code wall} is the wall clock, ms. */
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

    /** Takes in what an instance used. */
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

    /** By how much a report is moved because its reporter's clock is not right, ms. */
    private long shift(ReportKind kind, int reporter, long to, long wall) {
        return settings.time() == TimeSource.EVENT
                ? 0
                : state.clocks.shift(reporter, to, wall, graceMs(), ends.isLive(kind, wall));
    }

    private Step late() {
        // that it was late is remembered
        state.touch(StatePart.OPEN_WINDOWS);
        return Step.LATE;
    }

    /** What reports is decided on when its window closes. */
    private void reported() {
        if (state.silentPolicy.due() != Long.MAX_VALUE) {
            state.silentPolicy.done();
            state.touch(StatePart.LEDGER);
        }
    }

    /** Takes in what became of a command; {@code wall} is the wall clock, ms. */
    public Step acknowledged(Acknowledgement told, long wall) {
        state.touch(StatePart.LEDGER);
        boolean wallTime = settings.time() == TimeSource.WALL;
        Acknowledgement ack = wallTime ? state.decider.fleet.onOurClock(told, wall) : recorded(told);
        state.decider.fleet.acknowledged(ack);
        // before a recording has begun nothing tells whether its time can be
        if (wallTime || state.windows.newest() != Long.MIN_VALUE) {
            state.costs.acknowledged(ack, now(state.windows.closedUpTo(), wall));
        }
        return Step.NOTHING;
    }

    /** In event time there is no clock to compare with: what cannot be of the recording counts as said just now. */
    private Acknowledgement recorded(Acknowledgement told) {
        long newest = state.windows.newest();
        long apart = Math.abs(told.at().toEpochMilli() / 2 - newest / 2);
        return newest == Long.MIN_VALUE || apart < LONGEST_APART_MS / 2 ? told : told.at(Instant.ofEpochMilli(newest));
    }

    /** Takes in what it may take of something that services share; {@code wall} is the wall clock, ms. */
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
     * Takes in what somebody set by hand or by the calendar, {@code at} (ms) by the event. In event time that is at most
     * the newest time that the service itself has reported: whoever sets something while a recording is replayed may have
     * said so years later.
     */
    public Step overridden(OverrideEvent change, long at, long wall) {
        long now = now(Math.max(Math.min(at, state.windows.newest()), state.lastDecision), wall);
        state.overrides.take(change, now);
        Step.Builder step = new Step.Builder();
        followOrders(now, step);
        return done(step);
    }

    /** Puts a policy in force, or takes it away; what demand has taught is kept where it still applies. */
    public Step policy(Optional<ScalingPolicy> next) {
        state.touch(StatePart.LEDGER);
        Step.Builder step = new Step.Builder();
        if (!next.equals(policy)) {
            state.planner.policyChanged(policy, next);
            policy = next;
            keepSizes();
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

    /** Nobody manages the service any more: it claims nothing of what services share. */
    private void withdraw(Step.Builder step) {
        long now = now(state.lastDecision, Math.max(state.lastDecision, state.lastArrival));
        Instant at = Instant.ofEpochMilli(now);
        step.claim(state.decider.takeWithdrawals(), at);
        state.budgets.takeWithdrawal(now).ifPresent(claim -> step.send(new Output.Claimed(claim, at)));
    }

    /** A policy that changes while nothing reports is acted on by the clock: no window will close. */
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

    /** Nothing is commanded that asks for no replica: there may be some that do not report. */
    private SizeProposal neverReported(long now) {
        boolean asked = bootstraps(now);
        String detail = "the service has never reported: "
                + (asked
                        ? "it runs the least that its policy, schedules and overrides allow"
                        : "nothing asks for replicas");
        return held(Trigger.TICK, asked ? Reason.NEVER_REPORTED : Reason.NO_REPORT, detail);
    }

    /** Whether bounds, schedules or overrides ask for replicas of a service that nothing is known of. */
    private boolean bootstraps(long now) {
        if (policy.isEmpty() || hasReported()) {
            return false;
        }
        EffectiveOverrides standing = state.overrides.at(now, policy.get());
        return standing.apply(0, standing.bounds().min()).replicas() > 0;
    }

    /** Does what is due at {@code wall} (ms) without a report: closes windows, says that reports are missing. */
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

    /** Forgets the open windows, where nothing can be done with them; what was learned from others stays. */
    public Step forgetOpenWindows() {
        state.windows.restart();
        state.touch(StatePart.OPEN_WINDOWS);
        return Step.NOTHING;
    }

    /** When {@link #tick} has something to do, ms; never in event time, where only records make time pass. */
    public long due() {
        if (settings.time() == TimeSource.EVENT) {
            return Long.MAX_VALUE;
        }
        long reports = state.windows.isEmpty() ? sayAt() : ends.due(state.windows, state.populations);
        long silent = Math.min(state.silentPolicy.due(), state.overrides.nextChange());
        return Math.min(Math.min(state.costs.due(), wakesAt()), Math.min(reports, silent));
    }

    /** When it is to be said that nothing reports, ms; of a service that nobody manages only a few times. */
    private long sayAt() {
        boolean enough = policy.isEmpty() && state.missingReports.times() >= MOST_SAID_UNMANAGED;
        return enough ? Long.MAX_VALUE : state.missingReports.reportAt(state.windows);
    }

    /** Whether a policy is in force. */
    public boolean hasPolicy() {
        return policy.isPresent();
    }

    /** The parts of the state that changed since they were written. */
    public Set<StatePart> changed() {
        return state.changed();
    }

    /** The parts that were stored and could not be read. */
    public Set<StatePart> lost() {
        return state.lost();
    }

    /** Writes a part, which then counts as unchanged; nothing where there no longer is one. */
    public void write(StatePart part, DataOutput out) throws IOException {
        state.write(part, out);
    }

    /**
     * Takes over the state that was written, under the policy in force; false where nothing was. A part that cannot be read
     * is as if it had never been written, see {@link #lost()}.
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
        return true;
    }

    /** Closes what the newest report shows to be over, and acts on a running window that has become too much. */
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

    /** The life of a window after it has closed: it is judged, teaches, is planned for, decided on and metered. */
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

    /** Replicas that were commanded and are ready; 0 before the first command. */
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

    /** What only part of the fleet has reported, or was read long after, makes no fleet smaller. */
    private SizeProposal heldBack(SizeProposal proposal, Attendance attendance, long age) {
        SizeProposal said = state.windows.arrivals().annotate(proposal);
        return new Hindrance(attendance, age, ends.oldest(state.windows)).hold(said, state.decider.fleet);
    }

    /** How long ago a time was, ms; of recorded time nothing is long ago. */
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

    /** A window that has closed does not take back what the one after it already needs. */
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

    /** What begins or ends by hand or by the calendar is acted on at once, as far as the size that runs is concerned. */
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

    /** Decides on a proposal, sends what comes of it, and claims the money for it. */
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

    /** What holds at {@code now} (ms): worked out once for each decision. */
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

    /** Says what has become known of the service's hours and their cost. */
    private void meter(long now, Step.Builder step) {
        state.costs.due(now, policy.map(ScalingPolicy::placement)).forEach(step::send);
    }

    /** What was sent was decided, and a decision is noted in the ledger. */
    private Step done(Step.Builder builder) {
        Step step = builder.done();
        if (!step.isNothing()) {
            state.touch(StatePart.LEDGER);
            state.touch(StatePart.OPEN_WINDOWS);
        }
        return step;
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

    /** Demand of the running window so far. */
    private double running() {
        return PartialWindow.soFar(state.windows.running(), signal());
    }

    private Signal signal() {
        return policy.map(p -> p.demand().signal()).orElse(Signal.REQUESTS);
    }

    private void refreshLimit(Optional<ScalingPolicy> inForce) {
        state.limit.refresh(inForce, state.decider.fleet, state.planner, state.windows.length());
    }

    /** When a service at zero is to be made ready, or looked at again, though nothing reports, ms. */
    private long wakesAt() {
        return policy.map(p -> state.planner.wakesAt(state.decider.fleet, p)).orElse(Long.MAX_VALUE);
    }

    /** The policy with the bounds that hold at {@code now} (ms). */
    private Optional<ScalingPolicy> inForce(long now) {
        return policy.map(p -> state.overrides.over(p, now));
    }

    private long now(long logical, long wall) {
        // a window that waited for reports is decided on after what was decided meanwhile
        return settings.time() == TimeSource.EVENT ? Math.max(logical, state.lastDecision) : wall;
    }

    /** Length of a window where reports are not longer, ms. */
    private long windowFor(Optional<ScalingPolicy> inForce) {
        return inForce.flatMap(p -> p.demand().window())
                .map(Duration::toMillis)
                .orElse(settings.window().toMillis());
    }

    private long graceMs() {
        return settings.grace().toMillis();
    }
}
