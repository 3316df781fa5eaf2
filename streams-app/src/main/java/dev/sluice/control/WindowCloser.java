package dev.sluice.control;

import dev.sluice.control.decision.DecisionContext;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.planning.Planner;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.control.window.PartialWindow;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.control.window.WindowEnds;
import dev.sluice.control.window.WindowSum;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.state.StatePart;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The life of a window: it closes when it is over, teaches what there is to learn, and leads to a decision. The newest
 * one is acted on before it closes if it already exceeds what the replicas serve.
 */
final class WindowCloser {
    private final LoopState state;
    private final LoopSettings settings;
    private final WindowEnds ends;
    private final Decisions decisions;

    WindowCloser(LoopState state, LoopSettings settings, WindowEnds ends, Decisions decisions) {
        this.state = state;
        this.settings = settings;
        this.ends = ends;
        this.decisions = decisions;
    }

    /** Returns true if a window may be over at {@code wall} (ms), or exceeds the capacity. Called for every report. */
    boolean isDue(long wall) {
        return ends.mayBeOver(state.windows, wall) || isOverloaded();
    }

    /** Closes the windows that are over at {@code wall} (ms). */
    void closeWhatIsOver(long wall, Step.Builder step) {
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
        ServiceFleet fleet = state.decider.fleet();
        Attendance attendance = state.populations.closed(
                over, state.signal, this::sizesBy, fleet.serving(), state.clocks.isDoubtful(over.start()));
        ClosedWindow closed = ClosedWindow.of(over);
        if (!attendance.isPartial()) {
            fleet.observed(closed);
        }
        state.policy.ifPresent(p -> state.rightSizing.closed(closed.total(), fleet, p));
        state.missingReports.broken(state.windows);
        DecisionContext context = decisions.context(decisions.now(closed.end() + graceMs(), wall));
        Optional<SizeProposal.Note> taught = takeHistory(closed, context);
        Planned planned = planned(closed, context);
        Hindrance hindrance = new Hindrance(attendance, decisions.age(closed.end(), wall), ends.oldest(state.windows));
        SizeProposal held = heldBack(planned.proposal(), hindrance);
        SizeProposal proposal = taught.map(held::noting).orElse(held);
        state.verdict.closed(closed, planned.with(proposal), hindrance.isNone(), fleet, context);
        decisions.settle(planned.with(proposal), context, step);
        decisions.meter(context.now(), step);
    }

    /** Takes in a history that waits, before the first window that it does not know is learned. */
    private Optional<SizeProposal.Note> takeHistory(ClosedWindow closed, DecisionContext context) {
        Optional<History> history = context.policy().flatMap(p -> state.history.takeFor(closed, p));
        history.ifPresent(taken -> state.touch(StatePart.HISTORY));
        return history.map(h -> {
            boolean taken = state.planner.take(h, context.policy().orElseThrow());
            String what = taken ? "learned from " : "not learned from, because " + whyNot(context) + ": ";
            String detail =
                    what + h.windows() + " windows of history, " + h.from() + " to " + h.to() + ", " + h.source();
            return new SizeProposal.Note(Stage.Name.DEMAND, Reason.NO_CHANGE, detail);
        });
    }

    private static String whyNot(DecisionContext context) {
        boolean roles = context.policy().flatMap(p -> p.placement().roles()).isPresent();
        return roles ? "it does not tell prompts from answers, and roles do" : "as much is known already";
    }

    private boolean sizesBy(ReportKind kind) {
        return ReportKind.of(state.signal) == kind
                || state.policy.stream()
                        .flatMap(p -> p.more().stream())
                        .anyMatch(further -> ReportKind.of(further.signal()) == kind);
    }

    private Planned planned(ClosedWindow closed, DecisionContext context) {
        if (context.policy().isEmpty()) {
            return Planned.without(withoutPolicy(closed), OptionalDouble.empty());
        }
        ScalingPolicy inForce = context.policy().get();
        Planned planned = state.planner.onWindow(closed, state.decider.fleet(), inForce);
        boolean smaller = planned.proposal().replicas() < state.decider.fleet().settled();
        return smaller && !state.windows.isEmpty() ? notBelowRunning(planned, inForce) : planned;
    }

    private SizeProposal withoutPolicy(ClosedWindow closed) {
        return new SizeProposal(
                Trigger.WINDOW,
                Reason.NO_POLICY,
                state.decider.fleet().ordered(),
                Optional.of(Planner.seen(closed.total(), Signal.REQUESTS)),
                Optional.empty(),
                "no policy is known for this service");
    }

    /** A closed window never removes replicas that the running window already needs. */
    private Planned notBelowRunning(Planned planned, ScalingPolicy inForce) {
        PartialWindow running = PartialWindow.of(state.windows, inForce.demand().signal());
        int needed = state.planner.neededBy(running, planned.proposal().replicas(), planned.perReplica(), inForce);
        return planned.with(planned.proposal()
                .atLeast(Math.min(needed, state.decider.fleet().settled())));
    }

    /** A window that only part of the fleet reported, or that was read much later, never scales the fleet down. */
    private SizeProposal heldBack(SizeProposal proposal, Hindrance hindrance) {
        SizeProposal held = hindrance.isNone() ? proposal : hindrance.hold(proposal, state.decider.fleet());
        return state.windows.arrivals().annotate(held);
    }

    /** Acts on the running window if its demand exceeds the threshold. */
    void actOnRunning(long wall, Step.Builder step) {
        if (state.windows.isEmpty() || !isOverloaded()) {
            return;
        }
        PartialWindow running = PartialWindow.of(state.windows, state.signal);
        boolean stale = Hindrance.isStale(decisions.age(running.until(), wall), ends.oldest(state.windows));
        if (stale && state.decider.fleet().ordered() > 0) {
            return;
        }
        DecisionContext context = decisions.context(decisions.now(running.until(), wall));
        context.policy()
                .flatMap(p -> state.planner.onRunning(running, state.decider.fleet(), p))
                .ifPresent(proposal -> {
                    state.verdict.proposed(proposal, state.decider.fleet(), context);
                    decisions.settle(proposal, context, step);
                });
        state.limit.actedOn(soFar());
    }

    private boolean isOverloaded() {
        return state.limit.exceededBy(soFar()) && state.policy.isPresent();
    }

    /** At zero nobody is there to measure demand: somebody else who holds requests, such as a gateway, tells that they wait. */
    private double soFar() {
        WindowSum running = state.windows.running();
        double demand = running.soFar(state.signal);
        return demand == 0 && state.decider.fleet().ordered() == 0 ? running.calls() : demand;
    }

    private long graceMs() {
        return settings.grace().toMillis();
    }
}
