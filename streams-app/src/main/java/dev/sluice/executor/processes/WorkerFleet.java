package dev.sluice.executor.processes;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.PortPool;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.setting.ProcessSettings;
import dev.sluice.executor.processes.setting.WorkerSettings;
import dev.sluice.executor.processes.state.OrderRecord;
import dev.sluice.executor.processes.state.StateDirectory;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of all targets on this machine. Thread-safe; nothing in it waits for a worker. */
final class WorkerFleet {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);
    /** Names end up in file names, environments and commands, and commands come from a topic. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final WorkerHost host;
    private final LoadBalancer balancer;
    private final Map<Target, TargetWorkers> targets = new LinkedHashMap<>();

    WorkerFleet(
            ProcessSettings settings,
            StateDirectory state,
            ProcessTable table,
            Launcher launcher,
            WorkerLogs logs,
            LoadBalancer balancer) {
        PortPool ports = new PortPool(settings.ports(), settings.host());
        this.host = new WorkerHost(settings, state, table, launcher, logs, ports, this::workers);
        this.balancer = balancer;
    }

    private Stream<Worker> workers() {
        return targets.values().stream().flatMap(target -> target.workers().stream());
    }

    private TargetWorkers of(Target target) {
        return targets.computeIfAbsent(target, t -> new TargetWorkers(host, OrderRecord.none(t)));
    }

    /** Takes what an earlier executor left, where {@code serves} tells whether a worker is ready. */
    synchronized void recover(List<WorkerRecord> found, BiPredicate<WorkerRecord, WorkerSettings> serves, Instant now)
            throws IOException {
        for (OrderRecord order : host.state().orders()) {
            targets.put(order.target(), new TargetWorkers(host, order));
        }
        for (WorkerRecord worker : found) {
            WorkerSettings settings = host.settings().of(worker.target().service());
            of(worker.target()).adopt(worker, serves.test(worker, settings), now);
        }
        host.ports().startBehind(found.stream().map(WorkerRecord::port).collect(Collectors.toSet()));
    }

    /** Starts to carry out an order. */
    synchronized Outcome order(Order order, Instant now) {
        Optional<Outcome.Failed> obstacle = obstacle(order);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        TargetWorkers target = of(order.target());
        if (order.generation() < target.order().generation()) {
            long known = target.order().generation();
            return new Outcome.Superseded("generation " + known + " is in force", OptionalLong.of(known));
        }
        try {
            target.order(order, now);
        } catch (IOException e) {
            return new Outcome.Failed(host.state().root() + " cannot be written: " + IoFault.describe(e), true);
        }
        return Actuator.applied(target.describe(), Math.min(target.ready(), order.replicas()));
    }

    private Optional<Outcome.Failed> obstacle(Order order) {
        Target target = order.target();
        if (!NAME.matcher(target.service()).matches()
                || !(target.pool().isEmpty() || NAME.matcher(target.pool()).matches())) {
            return refused("workers of " + target + " cannot be started: a name has letters, digits, dots, hyphens"
                    + " and underscores, and begins with a letter or digit");
        }
        if (order.replicas() == 0) {
            return Optional.empty();
        }
        WorkerSettings settings = host.settings().of(target.service());
        if (settings.command().words().isEmpty()) {
            return refused("no executor.processes.command, and no file for " + target.service()
                    + " in executor.processes.services.dir");
        }
        return tooMany(order).or(() -> host.launcher().obstacle(settings).flatMap(WorkerFleet::refused));
    }

    private static Optional<Outcome.Failed> refused(String why) {
        return Optional.of(new Outcome.Failed(why, false));
    }

    private Optional<Outcome.Failed> tooMany(Order order) {
        int others = targets.values().stream()
                .filter(other -> !other.order().target().equals(order.target()))
                .mapToInt(other -> other.order().replicas())
                .sum();
        int most = Math.min(host.settings().most(), host.settings().ports().count());
        return (long) others + order.replicas() > most
                ? Optional.of(Outcome.Failed.noCapacity(
                        order.replicas() + " workers beside " + others + " of others are more than the " + most
                                + " that executor.processes.max.workers and ports allow",
                        most - others))
                : Optional.empty();
    }

    /** How many workers of the orders are ready. Nobody else changes their number, and dead ones are replaced. */
    synchronized List<Actuator.Observed> observe(List<Order> inForce) {
        List<Actuator.Observed> seen = new ArrayList<>();
        for (Order order : inForce) {
            TargetWorkers known = targets.get(order.target());
            if (known != null && known.order().generation() == order.generation()) {
                int ready = Math.min(known.ready(), order.replicas());
                seen.add(new Actuator.Observed(
                        order, order.replicas(), OptionalInt.of(ready), OptionalInt.empty(), known.describe()));
            }
        }
        return seen;
    }

    /** Which of the orders have all their workers ready. */
    synchronized List<Readiness> poll(List<Waiting> waiting) {
        List<Readiness> reached = new ArrayList<>();
        for (Waiting one : waiting) {
            TargetWorkers target = targets.get(one.order().target());
            if (target != null && target.order().generation() >= one.order().generation()) {
                List<Instant> ready = target.workers().stream()
                        .filter(worker ->
                                worker.isReady() && worker.has(target.order().size()))
                        .map(Worker::since)
                        .sorted()
                        .toList();
                int wanted = one.order().replicas();
                if (ready.size() >= wanted) {
                    Instant at = wanted == 0 ? one.now() : ready.get(wanted - 1);
                    reached.add(new Readiness(one.order(), ready.size(), at.isAfter(one.now()) ? one.now() : at));
                }
            }
        }
        return reached;
    }

    /** The workers of a target that are not to end. */
    synchronized List<Instance> instances(Target target) {
        TargetWorkers known = targets.get(target);
        return known == null
                ? List.of()
                : known.workers().stream()
                        .filter(Worker::isActive)
                        .map(worker -> new Instance(
                                worker.record().instance(),
                                Optional.of(new Address(
                                        host.settings().host(), worker.record().port())),
                                worker.isReady()))
                        .toList();
    }

    /** Notices what has happened, and does what is due. */
    synchronized void tick(Instant now) {
        for (TargetWorkers target : targets.values()) {
            try {
                target.tick(now);
            } catch (IOException e) {
                LOG.error("Workers of {} are as they were: {}", target.order().target(), e.toString());
            }
        }
        boolean balanced = balancer.has(balancer.want(servers()));
        targets.values().forEach(target -> target.drain(now, balanced));
    }

    /** The servers of each service: those that are ready or, if none is, those that were. */
    private Map<String, List<String>> servers() {
        Map<String, List<Worker>> byService = new TreeMap<>();
        targets.values()
                .forEach(target -> byService
                        .computeIfAbsent(target.order().target().service(), s -> new ArrayList<>())
                        .addAll(target.workers()));
        Map<String, List<String>> servers = new TreeMap<>();
        byService.forEach((service, workers) -> {
            Worker.Phase phase =
                    workers.stream().anyMatch(Worker::isReady) ? Worker.Phase.READY : Worker.Phase.UNHEALTHY;
            servers.put(
                    service,
                    workers.stream()
                            .filter(worker -> worker.phase() == phase)
                            .map(worker -> host.settings().server(worker.record()))
                            .toList());
        });
        return servers;
    }

    /** The workers whose check is due. Each must be {@link #checked} afterwards. */
    synchronized List<Worker> dueForCheck(Instant now) {
        return workers().filter(worker -> worker.takeCheck(now)).toList();
    }

    /** Takes the result of a check. */
    synchronized void checked(Worker worker, boolean passed, Instant now) {
        WorkerSettings settings = host.settings().of(worker.record().target().service());
        worker.checked(passed, now, settings.healthInterval());
    }

    /** The names of all workers. */
    synchronized Set<String> instanceNames() {
        return host.instances();
    }
}
