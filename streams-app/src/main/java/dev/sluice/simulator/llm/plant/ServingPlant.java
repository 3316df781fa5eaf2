package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.engine.RequestLog;
import dev.sluice.simulator.llm.engine.RequestOutcomes;
import dev.sluice.simulator.llm.replica.ReplicaGroup;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.List;

/**
 * A service that serves a language model, simulated: requests of a trace, replicas with start-up times, and the work that
 * they do. It shows what a real fleet would. Time is in seconds from the start of the trace.
 */
public final class ServingPlant {
    /** How long after the end of the trace requests may still be served, s. */
    private static final double AFTERMATH = 6 * 3600.0;

    private final RequestTrace requests;
    private final List<ReplicaGroup> groups;
    private final RequestLog log;
    private final ServingFleet fleet;
    private int nextRequest;
    private final int[] starts;
    private double now;

    /** A plant with no replica. */
    public ServingPlant(RequestTrace requests, ReplicaSpec spec, EngineSettings settings, StartupTimes startup) {
        this(requests, settings, List.of(ReplicaGroup.only(spec, startup)));
    }

    /** A plant with no replica, which may have some of several groups: of pools that do the same, or of two roles. */
    public ServingPlant(RequestTrace requests, EngineSettings settings, List<ReplicaGroup> groups) {
        this.requests = requests;
        this.groups = List.copyOf(groups);
        this.starts = new int[groups.size()];
        this.log = new RequestLog(requests);
        this.fleet = new ServingFleet(this.groups, settings, log);
    }

    /** Adds replicas that are ready at once. */
    public void addReady(int replicas) {
        addReady(0, replicas);
    }

    /** Adds replicas of a group that are ready at once. */
    public void addReady(int group, int replicas) {
        for (int i = 0; i < replicas; i++) {
            fleet.start(group, now, now);
        }
    }

    /** From now on this many replicas are wanted. */
    public void order(int replicas) {
        order(0, replicas);
    }

    /** From now on this many replicas of a group are wanted. */
    public void order(int group, int replicas) {
        if (replicas < 0) {
            throw new IllegalArgumentException("a fleet has 0 replicas or more, not " + replicas);
        }
        while (fleet.wanted(group) < replicas) {
            fleet.start(group, now, now + groups.get(group).startup().of(starts[group]++));
        }
        while (fleet.wanted(group) > replicas) {
            fleet.stop(group, now);
        }
    }

    /** Lets time pass until {@code to}. */
    public void advance(double to) {
        boolean more = true;
        while (more && !log.allDone()) {
            more = happens(to);
        }
        now = Math.max(now, to);
    }

    /** Lets happen what is next, unless that is after {@code last}. */
    private boolean happens(double last) {
        double event = fleet.nextEvent();
        double arrival = nextRequest < requests.length() ? requests.arrival(nextRequest) : Double.POSITIVE_INFINITY;
        if (Math.min(event, arrival) > last) {
            return false;
        }
        now = Math.min(event, arrival);
        if (event <= arrival) {
            fleet.proceed();
        } else {
            log.arrived(nextRequest);
            fleet.route(nextRequest++, now);
        }
        return true;
    }

    /** Ends the trace: the fleet stays as it is, but for one replica (of each role) at least, until all is served. */
    public void finish() {
        advance(requests.end());
        for (int group = 0; group < groups.size(); group++) {
            if (fleet.lacks(groups.get(group).role())) {
                order(group, 1);
            }
        }
        advance(requests.end() + AFTERMATH);
    }

    /** What the fleet shows now, and what happened since the last call. */
    public FleetView look() {
        return fleet.view(now, log.takeInterval());
    }

    /** What the replicas of each group show. */
    public List<GroupView> groups() {
        return fleet.groupViews();
    }

    /** How the replicas of each group were used so far. */
    public List<GroupUse> uses() {
        return fleet.uses();
    }

    /** Replicas that were ordered last. */
    public int wanted() {
        return fleet.wanted();
    }

    /** What became of the requests so far. */
    public RequestOutcomes outcomes() {
        return log.outcomes();
    }

    /** How the fleet changed so far. */
    public FleetHistory history() {
        return fleet.history();
    }
}
