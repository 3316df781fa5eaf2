package dev.sluice.simulator.cluster;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedPool;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Output;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * All services of a cluster on one clock: what a loop sends reaches its replicas, or the hub of a pool with a limit and
 * from there the loops of the others, before time goes on.
 */
public final class ClusterRun {
    private static final int MOST_AT_ONCE = 100_000;

    private final ClusterScenario cluster;
    private final ArrayDeque<Message> underWay = new ArrayDeque<>();
    private final Map<String, ServiceRun> services = new LinkedHashMap<>();
    private final Map<String, SharedPool> shared = new HashMap<>();
    private final TreeMap<String, Integer> peaks = new TreeMap<>();

    /** Something on its way. */
    private interface Message {
        void at(long now);
    }

    private ClusterRun(ClusterScenario cluster) {
        this.cluster = cluster;
        cluster.services().forEach(service -> services.put(service.name(), new ServiceRun(service, cluster)));
        cluster.pools().forEach(pool -> shared.put(pool.name(), new SharedPool()));
    }

    /** Deterministic: the same cluster gives the same course. */
    public static ClusterRunResult of(ClusterScenario cluster) {
        ClusterRun run = new ClusterRun(cluster);
        run.play();
        return new ClusterRunResult(
                run.services.values().stream().map(ServiceRun::course).toList(), run.peaks);
    }

    private void play() {
        for (ServiceRun next = first(); next.due() < Long.MAX_VALUE; next = first()) {
            long now = next.due();
            send(next, next.advance(now));
            if (next.isOver()) {
                leave(next);
            }
            deliver(now);
        }
    }

    /** The service to which something happens first; of several, the one that is named first. */
    private ServiceRun first() {
        ServiceRun first = services.values().iterator().next();
        for (ServiceRun service : services.values()) {
            first = service.due() < first.due() ? service : first;
        }
        return first;
    }

    /** A service whose trace is over holds nothing any more. */
    private void leave(ServiceRun service) {
        for (PoolPlant pool : service.plant().pools()) {
            SharedClaim none = SharedClaim.ofPool(pool.pool(), service.name(), 0, 0, 0, service.rank())
                    .withSeen(SharedClaim.ALL);
            underWay.add(now -> claim(none));
        }
    }

    private void send(ServiceRun from, List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Command command) {
                underWay.add(now -> order(from, command));
            } else if (output instanceof Output.Claimed claimed) {
                underWay.add(now -> claim(claimed.claim()));
            }
        }
    }

    /** Brings what is under way to where it goes, in the order in which it was sent. */
    private void deliver(long now) {
        for (int delivered = 0; !underWay.isEmpty(); delivered++) {
            if (delivered == MOST_AT_ONCE) {
                throw new IllegalStateException("loops and pools answer each other without end at " + now + " ms");
            }
            underWay.removeFirst().at(now);
        }
        notePeaks();
    }

    private void order(ServiceRun service, Output.Command command) {
        send(service, service.order(command));
    }

    private void claim(SharedClaim claim) {
        SharedResource share = claim.share();
        if (share.kind() == SharedResource.Kind.POOL) {
            Pool pool = cluster.pool(share.name());
            Objects.requireNonNull(shared.get(share.name()))
                    .claim(claim, pool.limit())
                    .forEach(grant -> underWay.add(now -> grant(grant, now)));
        }
    }

    private void grant(SharedGrant grant, long now) {
        ServiceRun to = services.get(grant.service());
        if (to != null && !to.isOver()) {
            send(to, to.advance(now));
            send(to, to.granted(grant, now));
        }
    }

    private void notePeaks() {
        Map<String, Integer> ordered = new HashMap<>();
        for (ServiceRun service : services.values()) {
            if (!service.isOver()) {
                service.plant().pools().forEach(pool -> ordered.merge(pool.pool(), pool.ordered(), Integer::sum));
            }
        }
        ordered.forEach((pool, replicas) -> peaks.merge(pool, replicas, Math::max));
    }
}
