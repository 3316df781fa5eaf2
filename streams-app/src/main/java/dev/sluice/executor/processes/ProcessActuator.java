package dev.sluice.executor.processes;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.setting.ProcessSettings;
import dev.sluice.executor.processes.setting.WorkerSettings;
import dev.sluice.executor.processes.state.StateDirectory;
import dev.sluice.executor.processes.state.WorkerRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real worker processes on this machine.
 *
 * <p><b>Idea.</b> An order is written to the state directory and then carried out step by step, ten times a second:
 * start what is missing, check what runs, drain and end what is surplus, start again what has died. All that is needed to
 * go on is in the state directory, so an executor that was killed at any point goes on where it was. The workers keep
 * running meanwhile, and when the executor stops.
 *
 * <p><b>States</b> of a worker: {@link Worker.Phase}. Surplus workers are first taken out of the load balancer's file, then
 * have the drain time for what they still do, then get SIGTERM, then SIGKILL.
 */
final class ProcessActuator implements Actuator {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessActuator.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final int CHECKS_AT_ONCE = 32;

    private final ProcessSettings settings;
    private final InstantSource clock;
    private final StateDirectory state;
    private final WorkerFleet fleet;
    private final LoadBalancer balancer;
    private final Recovery recovery;
    private final ExecutorService checks = Executors.newFixedThreadPool(CHECKS_AT_ONCE, daemon("health-check"));
    private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor(daemon("processes"));

    /**
     * Finds the workers that run already, and watches them from now on.
     *
     * @param environment of this process
     * @throws IOException if the state directory cannot be used
     */
    ProcessActuator(ProcessSettings settings, Map<String, String> environment, InstantSource clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.state = new StateDirectory(settings.state());
        ProcessTable table = ProcessTable.ofThisSystem();
        String mark = state.root() + "#";
        WorkerLogs logs = new WorkerLogs(settings.logs());
        Launcher launcher = new Launcher(mark, logs, environment);
        this.balancer = new LoadBalancer(settings, launcher.inherited(settings.standard()));
        this.recovery = new Recovery(state, table, mark);
        this.fleet = new WorkerFleet(settings, state, table, launcher, logs, balancer);
        recover();
        balancer.start();
        every(TICK, this::tick);
        every(SWEEP, this::sweep);
    }

    private void every(Duration pause, Runnable work) {
        Future<?> unused = supervisor.scheduleWithFixedDelay(work, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Checks all workers at once before anything is told to the load balancer: it must not lose them for a moment. */
    private void recover() throws IOException {
        List<WorkerRecord> found = recovery.find();
        Map<WorkerRecord, Future<Boolean>> serves = new HashMap<>();
        found.forEach(worker -> serves.put(worker, checks.submit(() -> serves(worker))));
        fleet.recover(found, (worker, how) -> passed(serves.get(worker)), clock.instant());
    }

    private static boolean passed(@Nullable Future<Boolean> check) {
        try {
            return check != null && check.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private boolean serves(WorkerRecord worker) {
        WorkerSettings how = settings.of(worker.target().service());
        return how.health().passes(new InetSocketAddress(settings.host(), worker.port()), how.healthTimeout());
    }

    private void tick() {
        try {
            fleet.tick(clock.instant());
            fleet.dueForCheck(clock.instant())
                    .forEach(worker -> checks.execute(() -> {
                        boolean passed = serves(worker.record());
                        fleet.checked(worker, passed, clock.instant());
                    }));
        } catch (RuntimeException | Error e) {
            LOG.error("Workers are watched on", e);
        }
    }

    private void sweep() {
        try {
            recovery.sweep(fleet::instanceNames, clock.instant());
        } catch (RuntimeException | Error e) {
            LOG.error("Processes are looked for again", e);
        }
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        return fleet.order(order, clock.instant());
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        return fleet.poll(waiting);
    }

    @Override
    public boolean tellsReadiness() {
        return true;
    }

    @Override
    public List<Observed> observe(List<Order> inForce) {
        return fleet.observe(inForce);
    }

    @Override
    public List<Instance> instances(Target target, Instant now) {
        return fleet.instances(target);
    }

    /** Stops watching. The workers go on, and the next executor finds them. */
    @Override
    public void close() {
        // not interrupted: a record that is being written is written to its end
        supervisor.shutdown();
        balancer.close();
        try {
            supervisor.awaitTermination(1, TimeUnit.SECONDS);
            checks.shutdownNow();
            state.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("State directory {} is not closed: {}", state.root(), e.toString());
        }
    }
}
