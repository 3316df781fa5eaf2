package dev.sluice.simulator.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a service, in order of ordering, and the router before them.
 *
 * <p>A request goes to the ready replica with the fewest outstanding tokens among those at which another may wait. If there
 * is none it waits at the gateway, and the next replica with room takes it. Fewer replicas are wanted: the youngest that are
 * starting are cancelled first, then the ready ones with the fewest outstanding tokens drain.
 */
final class ServingFleet {
    private final ReplicaSpec spec;
    private final EngineSettings settings;
    private final RequestLog log;
    private final RequestQueue gateway = new RequestQueue();
    private final List<Replica> replicas = new ArrayList<>();
    private final FleetHistory history = new FleetHistory();
    private int ordered;
    private int wanted;

    ServingFleet(ReplicaSpec spec, EngineSettings settings, RequestLog log) {
        this.spec = spec;
        this.settings = settings;
        this.log = log;
    }

    FleetHistory history() {
        return history;
    }

    int count(Predicate<Replica> which) {
        return (int) replicas.stream().filter(which).count();
    }

    /** Orders a replica that will be ready at {@code readyAt}. */
    void start(double now, double readyAt) {
        wanted++;
        int id = ordered++;
        Replica replica = new Replica(id, readyAt, new Engine(id, spec, settings, log), gateway);
        replicas.add(replica);
        if (readyAt <= now) {
            replica.proceed();
        }
        note(now);
    }

    /** Wants a replica less. */
    void stop(double now) {
        wanted--;
        Replica stopped = youngestStarting().orElseGet(() -> leastLoaded(Replica::isReady, now));
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
        return wanted;
    }

    private Optional<Replica> youngestStarting() {
        return replicas.stream()
                .filter(Replica::isStarting)
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
        Replica to = leastLoaded(Replica::takesRequests, now);
        if (to == null) {
            gateway.add(request);
        } else {
            to.give(request, now);
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
        if (replica.isGone()) {
            replicas.remove(at);
        }
        if (starting || replica.isGone()) {
            note(now);
        }
    }

    private void note(double now) {
        history.add(now, replicas.size(), count(Replica::isReady), wanted);
    }

    FleetView view(double now, Interval interval) {
        List<FleetView.Replica> ready = replicas.stream()
                .filter(Replica::isReady)
                .map(replica -> replica.view(now))
                .toList();
        return new FleetView(
                now,
                wanted,
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
