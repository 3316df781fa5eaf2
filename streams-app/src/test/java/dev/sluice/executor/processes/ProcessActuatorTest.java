package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors come and go, and workers run, die and misbehave, all of them real processes. */
final class ProcessActuatorTest {
    @TempDir
    private Path directory;

    private Machine machine;

    @BeforeEach
    void look() {
        assumeTrue(ProcessTable.ofThisSystem().tellsMarks(), "no /proc here to look at the processes from outside");
        machine = new Machine(directory);
    }

    @AfterEach
    void end() {
        machine.close();
    }

    @Test
    void workers_outlive_their_executor_and_are_found_again() throws IOException {
        machine.start();
        machine.order(3, 1);
        Machine.until("three are ready", () -> machine.allReady(3));
        Set<Long> before = machine.pids();
        List<String> names = machine.workers().stream().map(Instance::name).toList();

        machine.stop();
        assertThat(machine.pids()).isEqualTo(before);
        machine.start();

        assertThat(machine.workers()).extracting(Instance::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(machine.workers()).as("checked before anybody asks").allMatch(Instance::ready);
        assertThat(machine.pids()).isEqualTo(before);
        machine.order(1, 2);
        Machine.until("one is left", () -> machine.pids().size() == 1);
    }

    @Test
    void one_that_was_started_and_not_recorded_is_found() throws IOException {
        machine.start();
        machine.order(1, 1);
        Machine.until("it is ready", () -> machine.allReady(1));
        Set<Long> before = machine.pids();
        machine.stop();
        rewriteRecords(Map.of("pid", "", "birth", ""));

        machine.start();
        Machine.aWhile();

        assertThat(machine.pids()).isEqualTo(before);
        assertThat(machine.workers()).hasSize(1);
    }

    @Test
    void one_that_has_no_record_at_all_is_ended() throws IOException {
        machine.start();
        machine.order(2, 1);
        Machine.until("they are ready", () -> machine.allReady(2));
        machine.stop();
        try (var files = Files.list(machine.state().resolve("workers"))) {
            Files.delete(files.findFirst().orElseThrow());
        }

        machine.start();

        Machine.until(
                "another took its place, and it is gone", () -> machine.pids().size() == 2 && machine.allReady(2));
        Machine.aWhile();
        assertThat(machine.pids()).hasSize(2);
    }

    @Test
    void a_process_that_got_the_number_of_a_worker_is_left_alone() throws IOException {
        machine.start();
        machine.order(1, 1);
        Machine.until("it is ready", () -> machine.allReady(1));
        machine.stop();
        Machine.kill(machine.pid());
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            rewriteRecords(Map.of("pid", Long.toString(innocent.pid())));

            machine.start();
            machine.order(0, 2);
            Machine.until("nothing runs", () -> machine.pids().isEmpty());
            Machine.aWhile();

            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    private void rewriteRecords(Map<String, String> changes) throws IOException {
        try (var files = Files.list(machine.state().resolve("workers"))) {
            for (Path file : files.toList()) {
                Properties record = new Properties();
                try (var reader = Files.newBufferedReader(file)) {
                    record.load(reader);
                }
                changes.forEach((key, value) -> {
                    if (value.isEmpty()) {
                        record.remove(key);
                    } else {
                        record.setProperty(key, value);
                    }
                });
                try (var writer = Files.newBufferedWriter(file)) {
                    record.store(writer, null);
                }
            }
        }
    }

    @Test
    void what_died_while_no_executor_watched_is_started_again() throws IOException {
        machine.start();
        machine.order(2, 1);
        Machine.until("they are ready", () -> machine.allReady(2));
        machine.stop();
        Machine.kill(machine.pid());
        Machine.until("one runs", () -> machine.pids().size() == 1);

        machine.start();

        Machine.until("two are ready", () -> machine.pids().size() == 2 && machine.allReady(2));
    }

    @Test
    void what_dies_is_started_again() throws IOException {
        machine.start();
        machine.order(2, 1);
        Machine.until("they are ready", () -> machine.allReady(2));
        long dead = machine.pid();

        Machine.kill(dead);

        Machine.until(
                "another takes its place",
                () -> !machine.pids().contains(dead) && machine.pids().size() == 2 && machine.allReady(2));
    }

    @Test
    void one_that_dies_again_and_again_is_never_called_ready() throws IOException {
        machine.set("command", "sh -c 'exit 3'").set("health", "tcp");
        machine.start();
        machine.order(1, 1);
        Machine.until(
                "it is told",
                () -> machine.order(1, 1) instanceof Outcome.Applied told
                        && told.message()
                                .matches("0 of 1 ready; [2-9] ended by themselves, the last with exit status 3")
                        && told.ready().orElse(-1) == 0);

        assertThat(machine.actuator().poll(List.of(new Waiting(new Order(Machine.WEB, 1, 1), Instant.now()))))
                .isEmpty();
    }

    @Test
    void one_that_never_becomes_ready_is_started_anew() throws IOException {
        machine.set("health", "tcp").set("start.timeout.ms", "300");
        machine.start();
        machine.order(1, 1);
        Machine.until("it runs", () -> machine.pids().size() == 1);
        long first = machine.pid();

        Machine.until("it is gone", () -> !machine.pids().contains(first));
        Machine.until("another runs", () -> machine.pids().size() == 1);
    }

    @Test
    void one_that_does_not_listen_is_killed() throws IOException {
        machine.set("command", "sh -c 'trap \"\" TERM; while :; do sleep 0.05; done'")
                .set("stop.timeout.ms", "200");
        machine.start();
        machine.order(1, 1);
        Machine.until("it is ready", () -> machine.allReady(1));

        machine.order(0, 2);

        Machine.until(
                "it is gone, and all that it started", () -> machine.pids().isEmpty());
    }

    @Test
    void what_a_worker_leaves_behind_is_ended() throws IOException {
        machine.set("command", "sh -c 'sleep 500 & wait'");
        machine.start();
        machine.order(1, 1);
        Machine.until("both run", () -> machine.pids().size() == 2);

        machine.order(0, 2);

        Machine.until("both are gone", () -> machine.pids().isEmpty());
    }

    @Test
    void an_older_order_is_refused_also_after_a_restart() throws IOException {
        machine.start();
        machine.order(2, 7);
        machine.stop();
        machine.start();

        assertThat(machine.order(5, 6))
                .isInstanceOfSatisfying(
                        Outcome.Superseded.class,
                        superseded -> assertThat(superseded.known()).hasValue(7));
        assertThat(machine.order(2, 7)).isInstanceOf(Outcome.Applied.class);
        assertThat(machine.pids()).hasSize(2);
    }

    @Test
    void a_draining_one_is_taken_back() throws IOException {
        machine.set("drain.ms", "600000");
        machine.start();
        machine.order(2, 1);
        Machine.until("they are ready", () -> machine.allReady(2));
        Set<Long> before = machine.pids();
        machine.order(1, 2);
        assertThat(machine.workers()).hasSize(1);
        machine.stop();
        machine.start();
        assertThat(machine.workers()).as("it drains on").hasSize(1);

        assertThat(machine.order(2, 3))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied -> assertThat(applied.ready()).hasValue(2));
        assertThat(machine.pids()).isEqualTo(before);
    }

    @Test
    void the_policys_drain_time_holds_also_after_a_restart() throws IOException {
        machine.start();
        machine.order(1, 1);
        Machine.until("it is ready", () -> machine.allReady(1));
        Order gently =
                new Order(Machine.WEB, 0, 2, Optional.empty(), Optional.of(Duration.ofMinutes(10)), Optional.empty());
        machine.actuator().apply(gently, Instant.now());
        machine.stop();

        machine.start();
        Machine.aWhile();
        assertThat(machine.pids())
                .as("the settings say at once, the policy ten minutes")
                .hasSize(1);

        machine.order(0, 3);
        Machine.until("it is gone", () -> machine.pids().isEmpty());
    }

    @Test
    void two_executors_never_share_a_state_directory() throws IOException {
        machine.start();

        assertThatThrownBy(() -> machine.start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another executor");
    }

    @Test
    void workers_get_none_of_the_executors_secrets() throws IOException {
        machine.environment(Map.of("PATH", "/usr/bin:/bin", "SASL_PASSWORD", "sesame", "SLUICE_TOKEN", "sesame"))
                .set("environment", "GREETING='good day'");
        machine.start();
        machine.order(1, 1);
        Machine.until("it is ready", () -> machine.allReady(1));

        String environment = Files.readString(Path.of("/proc/" + machine.pid() + "/environ"));

        assertThat(environment)
                .contains("GREETING=good day\0", "PORT=23000\0", "SLUICE_SERVICE=web\0")
                .doesNotContain("sesame");
    }

    @Test
    void impossible_orders_say_why() throws IOException {
        machine.set("max.workers", "3");
        machine.start();
        machine.order(2, 1);

        assertThat(failure(new Order(new Target("web", "spot"), 2, 1))).contains("max.workers");
        assertThat(machine.actuator().apply(new Order(new Target("web", "spot"), 2, 2), Instant.now()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.limit()).hasValue(1));
        assertThat(failure(new Order(Target.of("../../bin/evil"), 1, 1))).contains("../../bin/evil");
        assertThat(failure(new Order(Target.of("--help"), 1, 1))).contains("begins with a letter");
        assertThat(machine.pids()).hasSize(2);
    }

    @Test
    void a_program_that_is_not_there_is_no_order_taken() throws IOException {
        machine.set("command", "no-such-program --port {port}");
        machine.start();

        assertThat(failure(new Order(Machine.WEB, 1, 1))).contains("no-such-program");
        assertThat(machine.order(0, 2)).isInstanceOf(Outcome.Applied.class);
    }

    private String failure(Order order) {
        Outcome outcome = machine.actuator().apply(order, Instant.now());
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed) outcome).retryable()).isFalse();
        return ((Outcome.Failed) outcome).message();
    }

    @Test
    void a_worker_that_is_taken_out_goes_only_when_the_load_balancer_knows() throws IOException {
        Path upstreams = directory.resolve("nginx");
        Path open = directory.resolve("open");
        machine.set("upstreams.dir", upstreams.toString())
                .set("upstreams.weights", "web/=3")
                .set("reload", "test -e " + open);
        Files.createFile(open);
        machine.start();
        machine.order(2, 1);
        Path file = upstreams.resolve("web.nginx.conf");
        Machine.until(
                "both are named",
                () -> lines(file)
                        .equals(List.of(
                                "upstream web {",
                                "    server 127.0.0.1:23000 weight=3;",
                                "    server 127.0.0.1:23001 weight=3;",
                                "}")));

        Files.delete(open);
        machine.order(0, 2);
        Machine.until("none is named", () -> lines(file).contains("    server 127.0.0.1:9 down; # no worker is ready"));
        Machine.aWhile();
        assertThat(machine.pids()).as("nginx may still go by the old file").hasSize(2);

        Files.createFile(open);
        Machine.until("both are gone", () -> machine.pids().isEmpty());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
