package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.engine.Engine;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.engine.RequestLog;
import dev.sluice.simulator.llm.engine.RequestQueue;
import dev.sluice.simulator.llm.replica.EngineRole;
import dev.sluice.simulator.llm.replica.ReplicaGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a service, in order of ordering, and the router before them.
 *
 * <p>A request goes to the ready replica with the fewest outstanding tokens among those at which another may wait. If there
 * is none it waits at the gateway, and the next replica with room takes it. Where prompts and answers have replicas of their
 * own, a request goes to one that generates in the same way when its prompt is computed. Fewer replicas are wanted: the youngest that are
 * starting are cancelled first, then the ready ones with the fewest outstanding tokens drain.
 */
final class ServingFleet {
    private final List<ReplicaGroup> groups;
    private final EngineSettings settings;
    private final RequestLog log;
    private final RequestQueue gateway = new RequestQueue();
    private final RequestQueue computed = new RequestQueue();
    private final List<Replica> replicas = new ArrayList<>();
    private final FleetHistory history = new FleetHistory();
    private final List<FleetHistory> histories;
    private final int[] wanted;
    private int ordered;

    ServingFleet(List<ReplicaGroup> groups, EngineSettings settings, RequestLog log) {
        this.groups = groups;
        this.wanted = new int[groups.size()];
        this.histories = groups.stream().map(group -> new FleetHistory()).toList();
        this.settings = settings;
        this.log = log;
    }

    FleetHistory history() {
        return history;
    }

    int count(Predicate<Replica> which) {
        return (int) replicas.stream().filter(which).count();
    }

    /** Orders a replica of a group that will be ready at {@code readyAt}. */
    void start(int group, double now, double readyAt) {
        wanted[group]++;
        int id = ordered++;
        ReplicaGroup kind = groups.get(group);
        Replica replica = new Replica(id, group, readyAt, new Engine(id, kind, settings, log), queue(kind.role()));
        replicas.add(replica);
        if (readyAt <= now) {
            replica.proceed();
        }
        note(now);
    }

    private RequestQueue queue(EngineRole role) {
        return role == EngineRole.DECODE ? computed : gateway;
    }

    /** Wants a replica of a group less. */
    void stop(int group, double now) {
        wanted[group]--;
        Replica stopped = youngestStarting(group)
                .orElseGet(() -> leastLoaded(replica -> replica.group() == group && replica.isReady(), now));
        if (stopped == null) {
            throw new IllegalStateException("there is no replica to stop");
        }
        if (stopped.isStarting() || stopped.engine().isIdle()) {
            replicas.remove(stopped);
        } else {
            stopped.drain();
        }
        note(now);
    }

    int wanted() {
        return Arrays.stream(wanted).sum();
    }

    int wanted(int group) {
        return wanted[group];
    }

    /** Whether nothing that does this is wanted. */
    boolean lacks(EngineRole role) {
        int sum = 0;
        for (int group = 0; group < wanted.length; group++) {
            sum += groups.get(group).role() == role ? wanted[group] : 0;
        }
        return sum == 0;
    }

    private Optional<Replica> youngestStarting(int group) {
        return replicas.stream()
                .filter(replica -> replica.group() == group && replica.isStarting())
                .reduce((older, younger) -> younger.readyAt() >= older.readyAt() ? younger : older);
    }

    private @Nullable Replica leastLoaded(Predicate<Replica> which, double now) {
        Replica least = null;
        long fewest = Long.MAX_VALUE;
        for (Replica replica : replicas) {
            if (which.test(replica)) {
                long outstanding = replica.engine().outstanding(now);
                if (outstanding < fewest) {
                    least = replica;
                    fewest = outstanding;
                }
            }
        }
        return least;
    }

    /** Sends a request on its way. */
    void route(int request, double now) {
        give(request, leastLoaded(replica -> !generatesOnly(replica) && replica.takesRequests(), now), gateway, now);
    }

    private void give(int request, @Nullable Replica to, RequestQueue otherwise, double now) {
        if (to == null) {
            otherwise.add(request);
        } else {
            to.give(request, now);
        }
    }

    private boolean generatesOnly(Replica replica) {
        return groups.get(replica.group()).role() == EngineRole.DECODE;
    }

    private void handOn(Replica from, double now) {
        RequestQueue ready = from.engine().handedOn();
        while (!ready.isEmpty()) {
            Replica to = leastLoaded(replica -> generatesOnly(replica) && replica.takesRequests(), now);
            give(ready.remove(), to, computed, now);
        }
    }

    /** When something next happens at a replica, s; infinite where nothing will. */
    double nextEvent() {
        double next = Double.POSITIVE_INFINITY;
        for (int i = 0; i < replicas.size(); i++) {
            next = Math.min(next, replicas.get(i).nextEvent());
        }
        return next;
    }

    /** Lets happen what is next at a replica, of several at a time at the one that was ordered first. */
    void proceed() {
        double now = nextEvent();
        int at = 0;
        while (replicas.get(at).nextEvent() > now) {
            at++;
        }
        Replica replica = replicas.get(at);
        boolean starting = replica.isStarting();
        replica.proceed();
        handOn(replica, now);
        if (replica.isGone()) {
            replicas.remove(at);
        }
        if (starting || replica.isGone()) {
            note(now);
        }
    }

    private void note(double now) {
        history.add(now, replicas.size(), count(Replica::isReady), wanted());
        for (int i = 0; i < wanted.length; i++) {
            int group = i;
            int paid = count(replica -> replica.group() == group);
            int ready = count(replica -> replica.group() == group && replica.isReady());
            histories.get(i).add(now, paid, ready, wanted[i]);
        }
    }

    List<GroupUse> uses() {
        List<GroupUse> uses = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            uses.add(new GroupUse(groups.get(i), histories.get(i)));
        }
        return uses;
    }

    /** What each group shows. What waits in front of replicas of several groups is told of the first of them. */
    List<GroupView> groupViews() {
        List<GroupView> views = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            EngineRole role = groups.get(i).role();
            boolean told = views.stream().anyMatch(view -> view.group().role() == role);
            views.add(groupView(i, told ? 0 : queue(role).size()));
        }
        return views;
    }

    private GroupView groupView(int group, int inFront) {
        List<Engine> ready = replicas.stream()
                .filter(replica -> replica.group() == group && replica.isReady())
                .map(Replica::engine)
                .toList();
        return new GroupView(
                groups.get(group),
                ready.size(),
                inFront + ready.stream().mapToInt(Engine::waiting).sum(),
                ready.stream().mapToInt(Engine::running).sum(),
                ready.stream().mapToDouble(Engine::kvUsage).average().orElse(0));
    }

    FleetView view(double now, Interval interval) {
        List<FleetView.Replica> ready = replicas.stream()
                .filter(Replica::isReady)
                .map(replica -> replica.view(now))
                .toList();
        return new FleetView(
                now,
                wanted(),
                ready.size(),
                count(Replica::isStarting),
                count(Replica::isDraining),
                ready.stream().mapToInt(FleetView.Replica::waiting).sum(),
                ready.stream().mapToInt(FleetView.Replica::running).sum(),
                gateway.size(),
                ready.stream().mapToDouble(FleetView.Replica::kvUsage).average().orElse(0),
                interval,
                ready);
    }
}
