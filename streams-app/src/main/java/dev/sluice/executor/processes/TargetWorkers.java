package dev.sluice.executor.processes;

import dev.sluice.executor.Order;
import dev.sluice.executor.processes.Worker.Phase;
import dev.sluice.executor.processes.setting.WorkerSettings;
import dev.sluice.executor.processes.state.OrderRecord;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.text.DurationText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of one target. They follow its newest order. Used under the lock of its {@link WorkerFleet}. */
final class TargetWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(TargetWorkers.class);
    /** A load balancer that has not answered for this long does not keep a worker from ending. */
    private static final Duration TAKEN_OUT_WITHIN = Duration.ofSeconds(60);

    private final WorkerHost host;
    private final List<Worker> workers = new ArrayList<>();
    private final RestartBackoff restarts = new RestartBackoff();
    private OrderRecord order;

    TargetWorkers(WorkerHost host, OrderRecord order) {
        this.host = host;
        this.order = order;
    }

    OrderRecord order() {
        return order;
    }

    List<Worker> workers() {
        return workers;
    }

    private WorkerSettings settings() {
        return host.settings().of(order.target().service());
    }

    /** Remembers an order and starts to carry it out. */
    void order(Order next, Instant now) throws IOException {
        OrderRecord after = order.after(next);
        host.state().write(after);
        order = after;
        follow(now);
    }

    /** A worker that an earlier executor started. */
    void adopt(WorkerRecord record, boolean ready, Instant now) {
        Phase phase = record.draining() ? Phase.DRAINING : ready ? Phase.READY : Phase.STARTING;
        workers.add(new Worker(record, null, phase, now));
    }

    int ready() {
        return (int) workers.stream()
                .filter(worker -> worker.isReady() && worker.has(order.size()))
                .count();
    }

    /** What to say of its state. */
    String describe() {
        return ready() + " of " + order.replicas() + " ready" + restarts.describe();
    }

    /** Notices what has happened, and does what is due. */
    void tick(Instant now) throws IOException {
        bury(now);
        workers.stream().filter(Worker::isReady).forEach(worker -> restarts.ready(worker.since(), now));
        for (Worker worker : workers) {
            if (isOverdue(worker, now)) {
                LOG.warn(
                        "{} is not ready within {} and is started anew; it printed to {}",
                        worker.record().instance(),
                        settings().startWithin(),
                        host.logs().file(worker.record().instance()));
                restarts.died(
                        "no readiness within " + DurationText.of(settings().startWithin()), now);
                stop(worker, now);
            }
        }
        follow(now);
    }

    private boolean isOverdue(Worker worker, Instant now) {
        return worker.isActive()
                && !worker.isReady()
                && !now.isBefore(worker.since().plus(settings().startWithin()));
    }

    /** Forgets the workers that have ended. */
    private void bury(Instant now) throws IOException {
        for (Iterator<Worker> all = workers.iterator(); all.hasNext(); ) {
            Worker worker = all.next();
            if (!worker.isAlive(host.table())) {
                host.state().delete(worker.record());
                all.remove();
                host.logs().prune(host.instances());
                if (worker.isActive()) {
                    LOG.warn(
                            "{} ended by itself with {}; it printed to {}",
                            worker.record().instance(),
                            worker.exit(),
                            host.logs().file(worker.record().instance()));
                    restarts.died(worker.exit(), now);
                }
            }
        }
    }

    private void follow(Instant now) throws IOException {
        FleetPlan plan = FleetPlan.of(order, workers, host.table()::connections);
        for (Worker worker : plan.keep()) {
            remember(worker, false);
            worker.enter(Phase.READY, now);
            worker.takenOut(null);
        }
        for (Worker worker : plan.drain()) {
            remember(worker, true);
            if (worker.isReady()) {
                worker.enter(Phase.DRAINING, now);
            } else {
                stop(worker, now);
            }
        }
        for (int i = 0; i < plan.start() && restarts.mayStart(now); i++) {
            start(now);
        }
    }

    private void remember(Worker worker, boolean draining) throws IOException {
        WorkerRecord record = worker.record().draining(draining);
        host.state().write(record);
        worker.record(record);
    }

    private void start(Instant now) throws IOException {
        OptionalInt port = host.port();
        if (port.isEmpty()) {
            restarts.died("no free port in " + host.settings().ports(), now);
            return;
        }
        WorkerRecord record = host.named(order, port.getAsInt());
        host.state().write(record);
        try {
            Process child = host.launcher().start(record, settings());
            Worker worker = new Worker(record, child, Phase.STARTING, now);
            workers.add(worker);
            host.table().find(child.pid()).ifPresent(id -> worker.record(record.running(id)));
            host.state().write(worker.record());
        } catch (IOException e) {
            LOG.warn("{} cannot be started: {}", record.instance(), e.toString());
            restarts.died(e.toString(), now);
            if (workers.stream().noneMatch(worker -> worker.record().instance().equals(record.instance()))) {
                host.state().delete(record);
            }
        }
    }

    /** Ends drained workers whose time has come. {@code balanced}: the load balancer names none of them any more. */
    void drain(Instant now, boolean balanced) {
        for (Worker worker : workers) {
            switch (worker.phase()) {
                case DRAINING -> drain(worker, now, balanced);
                case STOPPING -> {
                    if (!now.isBefore(worker.since().plus(settings().stop()))) {
                        LOG.warn(
                                "{} did not end when told to and is killed",
                                worker.record().instance());
                        end(worker, Phase.KILLED, now);
                    }
                }
                default -> {}
            }
        }
    }

    private void drain(Worker worker, Instant now, boolean balanced) {
        boolean late = !now.isBefore(worker.since().plus(TAKEN_OUT_WITHIN));
        if (worker.takenOut().isEmpty() && (balanced || late)) {
            if (!balanced) {
                LOG.warn(
                        "{} ends though the load balancer may still name it",
                        worker.record().instance());
            }
            worker.takenOut(now);
        }
        if (worker.takenOut()
                .filter(at ->
                        !now.isBefore(at.plus(order.drain().orElse(settings().drain()))))
                .isPresent()) {
            stop(worker, now);
        }
    }

    private void stop(Worker worker, Instant now) {
        end(worker, Phase.STOPPING, now);
    }

    private void end(Worker worker, Phase phase, Instant now) {
        worker.enter(phase, now);
        worker.end(host.table(), phase == Phase.KILLED);
    }
}
