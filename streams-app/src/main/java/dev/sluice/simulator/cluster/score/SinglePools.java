package dev.sluice.simulator.cluster.score;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.cluster.ClusterScenario;
import dev.sluice.simulator.cluster.ClusterService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The best single pool of each service, chosen in hindsight: every service runs in one pool, by the loop that runs live,
 * and of all ways to spread the services over the pools the cheapest is taken in which each, within the limits that
 * they share, serves what it promises. A service that no pool serves as promised even alone takes the one that serves
 * most of it.
 */
public final class SinglePools {
    private static final int MOST_TRIES = 5000;

    private final ClusterScenario cluster;
    private final Map<Group, ClusterScore> played = new HashMap<>();

    /** Services that have a pool to themselves. */
    private record Group(String pool, Set<String> services) {}

    public SinglePools(ClusterScenario cluster) {
        this.cluster = cluster;
    }

    /**
     * A pool for each service.
     *
     * @param score what came of it
     * @param kept whether each service serves as much as it does where it is alone in its pool
     */
    public record Choice(ClusterScore score, boolean kept) {
        /** The pool of a service. */
        public String pool(String service) {
            return score.service(service).pools().get(0).pool();
        }
    }

    /** All services that name the pool, in it together. */
    public ClusterScore all(Pool pool) {
        Set<String> names = new TreeSet<>();
        for (ClusterService service : cluster.services()) {
            if (service.pools().stream().anyMatch(terms -> terms.pool().equals(pool.name()))) {
                names.add(service.name());
            }
        }
        return play(new Group(pool.name(), names));
    }

    /** The cheapest choice that keeps what is promised; the cheapest of all where none that was tried does. */
    public Choice best() {
        List<List<ServiceScore>> options =
                cluster.services().stream().map(this::options).toList();
        List<Integer> cheapest = options.stream().map(o -> 0).toList();
        PriorityQueue<List<Integer>> open = new PriorityQueue<>(Comparator.comparingDouble(at -> cost(options, at)));
        Set<List<Integer>> seen = new HashSet<>(Set.of(cheapest));
        open.add(cheapest);
        for (int tries = 0; tries < MOST_TRIES && !open.isEmpty(); tries++) {
            List<Integer> next = open.remove();
            List<ServiceScore> alone = picked(options, next);
            ClusterScore together = together(alone);
            if (holds(alone, together)) {
                return new Choice(together, true);
            }
            dearer(options, next).stream().filter(seen::add).forEach(open::add);
        }
        return new Choice(together(picked(options, cheapest)), false);
    }

    /** The service alone in each of its pools, the cheapest first; only where it keeps its promise, if it does anywhere. */
    private List<ServiceScore> options(ClusterService service) {
        List<ServiceScore> all = new ArrayList<>();
        for (PoolTerms terms : service.pools()) {
            all.add(play(new Group(terms.pool(), Set.of(service.name())))
                    .services()
                    .get(0));
        }
        List<ServiceScore> kept = all.stream()
                .filter(ServiceScore::keeps)
                .sorted(Comparator.comparingDouble(ServiceScore::cost))
                .toList();
        Comparator<ServiceScore> served = Comparator.comparingDouble(ServiceScore::unservedShare);
        return kept.isEmpty() ? List.of(all.stream().min(served).orElseThrow()) : kept;
    }

    private static List<ServiceScore> picked(List<List<ServiceScore>> options, List<Integer> at) {
        List<ServiceScore> picked = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            picked.add(options.get(i).get(at.get(i)));
        }
        return picked;
    }

    private static double cost(List<List<ServiceScore>> options, List<Integer> at) {
        return picked(options, at).stream().mapToDouble(ServiceScore::cost).sum();
    }

    /** The choices in which one service takes its next dearer pool. */
    private static List<List<Integer>> dearer(List<List<ServiceScore>> options, List<Integer> at) {
        List<List<Integer>> next = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            if (at.get(i) + 1 < options.get(i).size()) {
                List<Integer> other = new ArrayList<>(at);
                other.set(i, at.get(i) + 1);
                next.add(List.copyOf(other));
            }
        }
        return next;
    }

    private ClusterScore together(List<ServiceScore> alone) {
        TreeMap<String, Set<String>> groups = new TreeMap<>();
        for (ServiceScore score : alone) {
            groups.computeIfAbsent(score.pools().get(0).pool(), pool -> new TreeSet<>())
                    .add(score.name());
        }
        Map<String, ServiceScore> scores = new HashMap<>();
        groups.forEach((pool, names) -> play(new Group(pool, names)).services().forEach(s -> scores.put(s.name(), s)));
        return new ClusterScore(
                alone.stream().map(score -> scores.get(score.name())).toList());
    }

    private static boolean holds(List<ServiceScore> alone, ClusterScore together) {
        for (ServiceScore score : alone) {
            ServiceScore other = together.service(score.name());
            if (!other.keeps() && other.unservedShare() > score.unservedShare()) {
                return false;
            }
        }
        return true;
    }

    private ClusterScore play(Group group) {
        ClusterScore known = played.get(group);
        if (known == null) {
            known = ClusterScore.of(cluster.withServices(cluster.services().stream()
                    .filter(service -> group.services().contains(service.name()))
                    .map(service -> service.confinedTo(group.pool()))
                    .toList()));
            played.put(group, known);
        }
        return known;
    }
}
