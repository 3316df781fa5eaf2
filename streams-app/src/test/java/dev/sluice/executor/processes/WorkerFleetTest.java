package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.setting.ProcessSettings;
import dev.sluice.executor.processes.state.StateDirectory;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders, deaths, failed checks and restarts in any order, by a clock of the test; the workers are real processes. */
final class WorkerFleetTest {
    private static final Target WEB = Target.of("web");
    private static final Target SPOT = new Target("web", "spot");
    private static final Resources SMALL = new Resources(1, 0, 0, 0, 0);
    private static final Resources LARGE = new Resources(2, 0, 0, 0, 0);

    @TempDir
    private Path directory = Path.of("");

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private StateDirectory state;
    private WorkerFleet fleet;
    private Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        settings = new HashMap<>(Map.of(
                "command", "sleep 600",
                "state.dir", directory.resolve("state").toString(),
                "ports", "24200-24299",
                "drain.ms", "20000",
                "stop.timeout.ms", "5000",
                "max.workers", "12"));
        open();
    }

    private void open() throws IOException {
        ProcessSettings read = Machine.settings(settings);
        state = new StateDirectory(read.state());
        ProcessTable table = ProcessTable.ofThisSystem();
        WorkerLogs logs = new WorkerLogs(read.logs());
        Launcher launcher = new Launcher(state.root() + "#", logs, Map.of("PATH", "/usr/bin:/bin"));
        fleet = new WorkerFleet(read, state, table, launcher, logs, new LoadBalancer(read, Map.of()));
        List<WorkerRecord> found = new Recovery(state, table, state.root() + "#").find();
        fleet.recover(found, (worker, how) -> true, now);
    }

    @AfterEach
    void end() throws IOException {
        processes().forEach(ProcessHandle::destroyForcibly);
        state.close();
    }

    private List<ProcessHandle> processes() throws IOException {
        return state.workers().stream()
                .flatMap(worker -> worker.process().stream())
                .flatMap(process -> ProcessHandle.of(process.pid()).stream())
                .toList();
    }

    private Outcome order(Target target, int replicas, long generation, Optional<Resources> size) {
        return fleet.order(new Order(target, replicas, generation, size), now);
    }

    private void passes(Duration time, boolean checksPass) {
        now = now.plus(time);
        fleet.tick(now);
        for (Worker worker : fleet.dueForCheck(now)) {
            fleet.checked(worker, checksPass, now);
        }
    }

    private long ready(Target target) {
        return fleet.instances(target).stream().filter(Instance::ready).count();
    }

    /** Ends one and waits until the system says so. */
    private void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatever_happens_the_workers_are_in_the_end_those_of_the_newest_orders() throws Exception {
        Random random = new Random(521);
        Map<Target, Order> newest = new HashMap<>();
        long generation = 0;
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    Target target = random.nextBoolean() ? WEB : SPOT;
                    Optional<Resources> size = random.nextBoolean() ? Optional.empty() : Optional.of(SMALL);
                    Order order = new Order(target, random.nextInt(4), ++generation, size);
                    assertThat(fleet.order(order, now)).isInstanceOf(Outcome.Applied.class);
                    newest.put(target, order);
                }
                case 2 -> {
                    List<ProcessHandle> all = processes();
                    if (!all.isEmpty()) {
                        kill(all.get(random.nextInt(all.size())));
                    }
                }
                case 3 -> {
                    state.close();
                    open();
                }
                default -> passes(Duration.ofSeconds(random.nextInt(8)), random.nextInt(4) > 0);
            }
            consistent(newest);
        }
        for (int i = 0; i < 12; i++) {
            passes(Duration.ofSeconds(20), true);
            Machine.until("what was told to end has ended", () -> {
                fleet.tick(now);
                return fleet.instanceNames().size() <= Math.max(1, total(newest)) || total(newest) == 0;
            });
        }
        for (Order order : newest.values()) {
            assertThat(ready(order.target())).as("%s", order).isEqualTo(order.replicas());
            assertThat(fleet.poll(List.of(new Waiting(order, now))))
                    .extracting(Readiness::ready)
                    .containsExactly(order.replicas());
            assertThat(fleet.observe(List.of(order))).allMatch(Observed::isAsOrdered);
        }
    }

    private static int total(Map<Target, Order> newest) {
        return newest.values().stream().mapToInt(Order::replicas).sum();
    }

    /** What holds after each step, however far the workers are. */
    private void consistent(Map<Target, Order> newest) throws IOException {
        List<WorkerRecord> written = state.workers();
        assertThat(written.stream().map(WorkerRecord::instance).collect(Collectors.toSet()))
                .as("each worker is remembered, and no other")
                .isEqualTo(fleet.instanceNames());
        assertThat(written).extracting(WorkerRecord::port).doesNotHaveDuplicates();
        for (Order order : newest.values()) {
            assertThat(fleet.instances(order.target()).size())
                    .as("active workers of %s", order)
                    .isLessThanOrEqualTo(2 * order.replicas() + (order.size().isEmpty() ? 0 : 4));
            assertThat(state.orders())
                    .anyMatch(kept -> kept.target().equals(order.target())
                            && kept.generation() == order.generation()
                            && kept.replicas() == order.replicas());
        }
    }

    @Test
    void the_same_order_again_changes_nothing_and_an_older_one_is_refused_with_the_newer() {
        assertThat(order(WEB, 2, 5, Optional.empty())).isEqualTo(applied("0 of 2 ready", 0));
        passes(Duration.ZERO, true);
        Set<String> before = fleet.instanceNames();

        assertThat(order(WEB, 2, 5, Optional.empty())).isEqualTo(applied("2 of 2 ready", 2));
        assertThat(order(WEB, 9, 4, Optional.empty())).isInstanceOfSatisfying(Outcome.Superseded.class, superseded -> {
            assertThat(superseded.message()).isEqualTo("generation 5 is in force");
            assertThat(superseded.known()).hasValue(5);
        });
        assertThat(fleet.instanceNames()).isEqualTo(before);
    }

    private static Outcome applied(String message, int ready) {
        return new Outcome.Applied(message, OptionalInt.of(ready));
    }

    @Test
    void workers_of_other_resources_serve_until_their_successors_are_ready() {
        order(WEB, 2, 1, Optional.of(SMALL));
        passes(Duration.ZERO, true);
        Set<String> small = fleet.instanceNames();
        order(WEB, 2, 2, Optional.of(LARGE));

        assertThat(fleet.instanceNames()).hasSize(4).containsAll(small);
        passes(Duration.ofMillis(100), false);
        assertThat(ready(WEB)).as("the old ones still serve").isEqualTo(2);
        assertThat(fleet.poll(List.of(new Waiting(new Order(WEB, 2, 2), now))))
                .as("the new size is not there yet")
                .isEmpty();
        passes(Duration.ofSeconds(1), true);
        passes(Duration.ofMillis(100), true);

        assertThat(fleet.instances(WEB)).extracting(Instance::name).doesNotContainAnyElementsOf(small);
        assertThat(ready(WEB)).isEqualTo(2);
    }

    @Test
    void one_that_fails_three_checks_is_not_called_ready_and_is_started_anew_after_its_time_to_start() {
        order(WEB, 1, 1, Optional.empty());
        passes(Duration.ZERO, true);
        String first = fleet.instances(WEB).get(0).name();
        for (int i = 0; i < 3; i++) {
            assertThat(ready(WEB)).isEqualTo(1);
            passes(Duration.ofSeconds(1), false);
        }
        assertThat(ready(WEB)).isZero();
        assertThat(fleet.observe(List.of(new Order(WEB, 1, 1)))).noneMatch(Observed::isAsOrdered);

        passes(Duration.ofMinutes(5), false);

        assertThat(fleet.instances(WEB)).extracting(Instance::name).doesNotContain(first);
        assertThat(fleet.observe(List.of(new Order(WEB, 1, 1))))
                .extracting(Observed::why)
                .containsExactly("0 of 1 ready; 1 ended by themselves, the last with no readiness within 5 min");
    }

    @Test
    void a_surplus_one_drains_for_its_time_and_is_killed_if_it_does_not_listen() throws Exception {
        settings.put("command", "sh -c 'trap \"\" TERM; while :; do sleep 0.02; done'");
        state.close();
        open();
        order(WEB, 1, 1, Optional.empty());
        passes(Duration.ZERO, true);
        ProcessHandle worker = processes().get(0);
        Machine.until(
                "the shell ignores SIGTERM", () -> worker.children().findAny().isPresent());
        order(WEB, 0, 2, Optional.empty());

        passes(Duration.ofMillis(100), true);
        passes(Duration.ofMillis(19_999), true);
        assertThat(state.workers()).as("it has its drain time").hasSize(1);
        passes(Duration.ofMillis(1), true);
        passes(Duration.ofMillis(4_999), true);
        assertThat(worker.isAlive()).as("told to end, and it does not listen").isTrue();
        passes(Duration.ofMillis(1), true);

        worker.onExit().get(10, TimeUnit.SECONDS);
        Machine.until("it is forgotten", () -> {
            fleet.tick(now);
            return fleet.instanceNames().isEmpty();
        });
    }

    @Test
    void workers_that_die_at_once_are_started_ever_later_and_the_order_says_why() throws Exception {
        // a worker may end before anybody sees it, so each leaves a line
        Path started = directory.resolve("started");
        settings.put("command", "sh -c 'echo started >> " + started + "; exit 7'");
        state.close();
        open();
        order(WEB, 1, 1, Optional.empty());
        for (int second = 0; second < 20; second++) {
            haveEnded();
            passes(Duration.ofSeconds(1), false);
        }
        haveEnded();

        assertThat(Files.readAllLines(started)).as("starts in 20 s").hasSizeBetween(4, 8);
        assertThat(order(WEB, 1, 1, Optional.empty()))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        told -> assertThat(told.message())
                                .matches("0 of 1 ready; \\d+ ended by themselves, the last with exit status 7"));
    }

    private void haveEnded() throws Exception {
        for (ProcessHandle process : processes()) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void an_order_beyond_what_the_machine_may_run_says_how_many_are_left_and_starts_none() {
        order(WEB, 7, 1, Optional.empty());

        assertThat(order(SPOT, 6, 1, Optional.empty())).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.limit()).hasValue(5);
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.message()).startsWith("6 workers beside 7 of others are more than the 12 that");
        });
        assertThat(fleet.instances(SPOT)).isEmpty();
        assertThat(order(SPOT, 5, 2, Optional.empty())).isInstanceOf(Outcome.Applied.class);
        assertThat(fleet.instanceNames()).hasSize(12);
        assertThat(order(WEB, 8, 2, Optional.empty()))
                .as("what a target has itself does not count against it twice")
                .isInstanceOf(Outcome.Failed.class);
        assertThat(order(WEB, 0, 3, Optional.empty())).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void nobody_is_told_of_readiness_before_all_workers_of_the_order_or_a_newer_one_are_ready() {
        order(WEB, 3, 4, Optional.empty());
        Order ordered = new Order(WEB, 3, 4);
        assertThat(fleet.poll(List.of(new Waiting(ordered, now)))).isEmpty();
        Instant since = now.plusSeconds(1);
        passes(Duration.ofSeconds(1), true);
        now = now.plusSeconds(30);

        assertThat(fleet.poll(List.of(new Waiting(ordered, now), new Waiting(new Order(SPOT, 0, 1), now))))
                .containsExactly(new Readiness(ordered, 3, since));
        assertThat(fleet.poll(List.of(new Waiting(new Order(WEB, 3, 5), now))))
                .as("an order that did not come yet")
                .isEmpty();
        assertThat(fleet.observe(List.of(new Order(WEB, 3, 5), new Order(SPOT, 1, 1))))
                .isEmpty();
    }
}
