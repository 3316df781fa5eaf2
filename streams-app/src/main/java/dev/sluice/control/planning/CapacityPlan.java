package dev.sluice.control.planning;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.planning.candidate.Backlog;
import dev.sluice.control.planning.candidate.FurtherSignal;
import dev.sluice.control.planning.candidate.SizeCandidates;
import dev.sluice.control.planning.capacity.Capacities;
import dev.sluice.control.planning.demand.DemandModel;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.GroupLag;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.PlausibleDemand.Verdict;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.capacity.GrowthTrial;
import dev.sluice.sizing.contest.RuleScore;
import dev.sluice.sizing.contest.UnknownCapacity;
import dev.sluice.sizing.overload.SaturatedUsage;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sizes a service by what one replica serves. While that is unknown, the replica count is held, or grows under strain.
 * Otherwise the demand model, the backlog and the further signals each propose a replica count, and the largest wins.
 *
 * <p>Example: the demand model provides for 95 requests per second, and one replica serves 10 per second. What waits in
 * queues needs 4 replicas more than what arrives: 14 replicas are proposed.
 */
final class CapacityPlan {
    /** Share of the arrivals that are not finished in the window in which they arrive, at least, if a queue forms. */
    private static final double BEHIND = .1;

    private final Capacities capacities = new Capacities();
    private final Backlog backlog = new Backlog();
    private final PlausibleSignals plausible;
    private final LearnedDemand learned;

    CapacityPlan(PlausibleSignals plausible, LearnedDemand learned) {
        this.plausible = plausible;
        this.learned = learned;
    }

    /** Takes in what a history says of a replica. */
    void expect(ExpectedReplica replica, ScalingPolicy policy) {
        capacities.expect(replica, policy);
    }

    /** Returns the pools of the policy that are declared, with what a replica is known to serve there. */
    List<PoolOffer> offers(ScalingPolicy policy, ServiceFleet fleet, Catalog catalog) {
        return capacities.offers(policy, fleet, catalog);
    }

    /** Returns what one replica of the first pool serves, units per second; empty while unknown. */
    OptionalDouble perReplica(ScalingPolicy policy, ServiceFleet fleet) {
        return capacities.perReplica(policy, fleet);
    }

    /** Returns true if work waits in queues. */
    boolean hasBacklog() {
        return backlog.units() > 0;
    }

    /** Learns from a window, and plans if it is known what a replica serves. */
    Planned plan(ClosedWindow closed, Verdict verdict, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        DemandWindow window = closed.total();
        OptionalDouble perReplica = capacities.observe(closed, fleet, policy);
        Optional<Instant> deadline = backlog.saw(window, policy);
        if (perReplica.isEmpty()) {
            return unknownCapacity(window, fleet, policy, seen);
        }
        List<FurtherSignal> further = further(window, fleet, policy);
        Optional<SaturatedUsage> saturated =
                capacities.usage(window, fleet, policy).filter(SaturatedUsage::isSaturated);
        if (saturated.isPresent()) {
            return saturated(saturated.get(), further, fleet, seen);
        }
        List<SizeProposal.Note> notes = notes(verdict, policy);
        Duration lead = policy.leadTime().orElseGet(fleet.leads()::leadTime);
        double lasting = capacities.lasting(verdict.counted(), window, fleet, policy);
        DemandModel.Learned demand =
                learned.learn(window, lasting, perReplica.getAsDouble(), lead, SizingTerms.of(policy));
        demand.outdone().ifPresent(best -> notes.add(notFollowed(best, demand.plan())));
        double high = demand.ahead().quantile(.9);
        int most = capacities.most(window, fleet, policy);
        // what is not learned is asked for all the same
        int asked =
                lasting < verdict.counted() ? ReplicaCount.carrying(verdict.counted(), perReplica.getAsDouble()) : 0;
        SizeProposal proposal = asFarAsItHelps(
                new SizeCandidates(
                                window,
                                verdict.counted(),
                                high,
                                fleet.settled(),
                                fleet.settledExactly(),
                                most,
                                policy,
                                demand.plan(),
                                deadline,
                                further,
                                notes)
                        .propose(seen),
                asked,
                fleet.settled(),
                window,
                perReplica.getAsDouble());
        return new Planned(
                proposal,
                Optional.of(new Output.Forecasted(
                        policy.demand().signal(),
                        window.length(),
                        demand.ahead(),
                        demand.plan().experts())),
                perReplica);
    }

    /**
     * Grows an overloaded service to what its window asks for, and no further than is known to help, see {@link GrowthTrial}.
     * While requests wait, no replica is taken away.
     */
    private SizeProposal asFarAsItHelps(
            SizeProposal wanted, int asked, int ordered, DemandWindow window, double perReplica) {
        GrowthTrial trial = capacities.trial();
        int needed = trial.isOverloaded() ? Math.max(ordered, asked) : asked;
        int most = trial.most().orElse(Integer.MAX_VALUE);
        SizeProposal proposal = needed <= wanted.replicas()
                ? wanted
                : sized(wanted, needed, perReplica).because(Reason.REACTIVE, wanted.detail());
        SizeProposal allowed = proposal.replicas() <= most ? proposal : sized(proposal, most, perReplica);
        if (trial.waits() && trial.paused() > 0) {
            return allowed.noting(noHelp(most, trial.paused() * window.seconds()));
        }
        String until =
                "; requests wait, so until it is known that more replicas help, " + most + " are ordered at most";
        return proposal.replicas() <= most ? proposal : allowed.because(proposal.reason(), proposal.detail() + until);
    }

    private static SizeProposal sized(SizeProposal proposal, int replicas, double perReplica) {
        return proposal.withReplicas(replicas).carrying(Load.ofReplicas(replicas * perReplica));
    }

    private static SizeProposal.Note noHelp(int most, double seconds) {
        String why = "requests wait, and more replicas did not finish more of them: " + most
                + " run at most, and more are tried in " + DurationText.ofSeconds(seconds) + " or when none wait";
        return new SizeProposal.Note(Stage.Name.DEMAND, Reason.GROWTH_DOES_NOT_HELP, why);
    }

    /** Grows a fleet that shows only that more is asked for. */
    private static Planned saturated(
            SaturatedUsage usage, List<FurtherSignal> further, ServiceFleet fleet, Decision.Seen seen) {
        int replicas = further.stream()
                .flatMapToInt(signal -> signal.size().stream())
                .reduce(Math.max(fleet.ordered(), usage.replicas()), Math::max);
        String detail = "saw " + NumberText.of(usage.level()) + " used of " + NumberText.of(usage.limit())
                + " that the replicas may use, so how much more is asked for is not known: half as many replicas again as"
                + " serve now";
        return Planned.held(Reason.REACTIVE, replicas, seen, detail, OptionalDouble.of(usage.perReplica()));
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

    private List<FurtherSignal> further(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        return policy.more().stream()
                .map(extra -> further(extra, window, fleet, policy))
                .toList();
    }

    private FurtherSignal further(
            ScalingPolicy.Demand extra, DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        OptionalDouble perReplica = capacities.perReplica(extra, policy);
        OptionalDouble level = window.demand(extra.signal());
        if (level.isPresent()) {
            double demand = demand(extra, window, fleet, policy);
            level = OptionalDouble.of(plausible
                    .take(extra.signal(), demand, window, perReplica, policy)
                    .counted());
        }
        return new FurtherSignal(extra.signal(), level, perReplica);
    }

    /** Returns the demand in a signal that the window reports, see {@link Capacities#demand}. */
    double demand(ScalingPolicy.Demand of, DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        return capacities.demand(of, window, fleet, policy);
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
                    "demand counts as " + NumberText.of(verdict.counted()) + " at most, twice what replicas.max of "
                            + policy.replicas().max() + " serve";
            notes.add(new SizeProposal.Note(Stage.Name.DEMAND, Reason.ABOVE_MAXIMUM, why));
        }
        return notes;
    }

    private Planned unknownCapacity(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        double errors = window.requests() > 0 ? window.errors() / window.requests() : 0;
        int current =
                Math.max(running(window, fleet), Math.min(1, policy.replicas().max()));
        UnknownCapacity unknown = new UnknownCapacity(
                errors,
                capacities.slowness(window, policy),
                backlog.grew() || isBehind(window),
                fleet.ready().orElse(current));
        int replicas = unknown.size(current, SizingTerms.of(policy));
        String held = replicas == fleet.ordered()
                ? ": the size is held"
                : ": the size is held from " + Math.max(1, policy.replicas().min()) + " to "
                        + policy.replicas().max();
        String detail = "what one replica serves is not known yet"
                + (unknown.strained() ? ", and the present size is strained" : held)
                + howToKnow(policy.demand().signal(), window);
        return Planned.held(Reason.COLD_START, replicas, seen, detail, OptionalDouble.empty());
    }

    /**
     * Returns the replicas that run. How many members of a consumer group read before the first command is not known: as many
     * as there are partitions at most, so none of them is taken away.
     */
    private static int running(DemandWindow window, ServiceFleet fleet) {
        boolean reads = fleet.generation() == 0 && window.completed() > 0;
        int members =
                window.lag().filter(lag -> reads).map(GroupLag::partitions).orElse(0);
        return Math.max(fleet.ordered(), members);
    }

    /** Returns true if fewer requests finished than arrived, by more than chance and those that are still in flight explain. */
    private static boolean isBehind(DemandWindow window) {
        double arrived = window.requests();
        return window.completed() > 0
                && arrived - window.completed() > Math.max(BEHIND * arrived, 3 * Math.sqrt(arrived));
    }

    /** Says what is missing if no report teaches what a replica serves. */
    private static String howToKnow(Signal signal, DemandWindow window) {
        boolean teaches = signal.countsRequests()
                ? window.completed() > 0
                : window.instances() > 0
                        && (window.latency().total() > 0
                                || (window.concurrency().orElse(0) > 0 && window.completed() > 0));
        String limits = ReportKind.of(signal) == ReportKind.USAGE ? ", or report limits with the usage" : "";
        return teaches
                ? ""
                : ". Nothing reported teaches it: state demand.perReplica, or report requests that complete"
                        + (signal.countsRequests() ? "" : ", with their latencies") + limits;
    }

    /** Writes what is known of growth, if anything. */
    void writeTrial(DataOutput out) throws IOException {
        capacities.trial().write(out);
    }

    void readTrial(DataInput in) throws IOException {
        capacities.trial().read(in);
    }

    boolean hasTrial() {
        return !capacities.trial().isIdle();
    }

    void write(DataOutput out) throws IOException {
        capacities.write(out);
        backlog.write(out);
    }

    void read(DataInput in) throws IOException {
        capacities.read(in);
        backlog.read(in);
    }
}
