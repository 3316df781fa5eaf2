package dev.sluice.executor.processes.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessId;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an executor remembers of its workers is there for the next one, and a damaged file costs no other. */
final class StateDirectoryTest {
    @TempDir
    private Path directory = Path.of("");

    private static WorkerRecord worker(Random random, int number) {
        return new WorkerRecord(
                "web-" + number,
                new Target("web", random.nextBoolean() ? "" : "spot-" + random.nextInt(3)),
                random.nextLong(),
                1 + random.nextInt(65_535),
                size(random),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new ProcessId(random.nextInt(4_194_304), random.nextInt() + "@boot-id")),
                random.nextBoolean());
    }

    private static Optional<Resources> size(Random random) {
        return random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Resources(
                        random.nextDouble(64),
                        random.nextLong(1L << 50),
                        random.nextInt(8) / 7.0,
                        random.nextLong(1L << 40),
                        random.nextLong(1L << 60)));
    }

    private static OrderRecord order(Random random, int number) {
        return new OrderRecord(
                new Target("web-" + number, random.nextBoolean() ? "" : "gpu"),
                random.nextInt(10_000),
                random.nextLong(),
                size(random),
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofMillis(random.nextInt(1_000_000))));
    }

    @Test
    void every_worker_and_order_is_read_by_the_next_executor_as_it_was_written() throws IOException {
        Random random = new Random(501);
        List<WorkerRecord> workers = new ArrayList<>();
        List<OrderRecord> orders = new ArrayList<>();
        try (StateDirectory state = new StateDirectory(directory)) {
            for (int i = 0; i < 60; i++) {
                workers.add(worker(random, i));
                orders.add(order(random, i));
                state.write(worker(random, i));
                state.write(workers.get(i));
                state.write(orders.get(i));
            }
            for (int i = 0; i < 10; i++) {
                state.delete(workers.remove(random.nextInt(workers.size())));
            }
        }

        try (StateDirectory next = new StateDirectory(directory)) {
            assertThat(next.workers()).containsExactlyInAnyOrderElementsOf(workers);
            assertThat(next.orders()).containsExactlyInAnyOrderElementsOf(orders);
        }
    }

    @Test
    void a_worker_that_was_forgotten_twice_is_no_error() throws IOException {
        try (StateDirectory state = new StateDirectory(directory)) {
            WorkerRecord worker = worker(new Random(502), 1);
            state.write(worker);
            state.delete(worker);
            state.delete(worker);

            assertThat(state.workers()).isEmpty();
        }
    }

    @Test
    void a_service_and_its_pools_have_orders_of_their_own() throws IOException {
        try (StateDirectory state = new StateDirectory(directory)) {
            for (Target target : List.of(new Target("a", ""), new Target("a", "b"), new Target("a-b", ""))) {
                state.write(OrderRecord.none(target)
                        .after(new Order(target, target.pool().length() + 1, 7)));
            }

            assertThat(state.orders())
                    .extracting(order -> order.target() + " " + order.replicas())
                    .containsExactlyInAnyOrder(
                            new Target("a", "") + " 1", new Target("a", "b") + " 2", new Target("a-b", "") + " 1");
        }
    }

    /** A file that lost a line, or whose number is none, is passed over and kept; all others are read. */
    @Test
    void a_damaged_file_costs_no_other_and_is_left_for_a_person_to_look_at() throws IOException {
        WorkerRecord good = worker(new Random(503), 1);
        WorkerRecord whole = new WorkerRecord(
                "web-2",
                Target.of("web"),
                7,
                20_000,
                Optional.of(new Resources(1, 2, 0, 0, 0)),
                Optional.of(new ProcessId(1, "2@b")),
                false);
        List<String> damaged = new ArrayList<>();
        try (StateDirectory state = new StateDirectory(directory)) {
            state.write(good);
            for (String key : whole.toProperties().stringPropertyNames()) {
                Properties lost = whole.toProperties();
                lost.remove(key);
                // a record without its process or its resources is one of a worker that has none yet
                if (!List.of("pid", "size").contains(key)) {
                    damaged.add(store("lost-" + key, lost));
                }
                Properties wrong = whole.toProperties();
                wrong.setProperty(key, "ten of them");
                if (List.of("generation", "port", "size", "pid").contains(key)) {
                    damaged.add(store("wrong-" + key, wrong));
                }
            }
            damaged.add(Files.write(directory.resolve("workers/bytes"), new byte[] {0, (byte) 0xff, 7})
                    .getFileName()
                    .toString());
            damaged.add(Files.writeString(directory.resolve("workers/empty"), "")
                    .getFileName()
                    .toString());
            damaged.add(Files.writeString(directory.resolve("workers/escape"), "a=\\u00zz")
                    .getFileName()
                    .toString());
            Files.writeString(directory.resolve("workers/.web-3.tmp"), "half of a reco", StandardCharsets.UTF_8);

            assertThat(state.workers()).containsExactly(good);
            assertThat(damaged)
                    .hasSizeGreaterThan(10)
                    .allMatch(name -> Files.exists(directory.resolve("workers/" + name)));
        }
    }

    private String store(String name, Properties content) throws IOException {
        try (var writer = Files.newBufferedWriter(directory.resolve("workers/" + name))) {
            content.store(writer, null);
        }
        return name;
    }

    @Test
    void a_second_executor_of_this_process_is_refused_until_the_first_is_closed() throws IOException {
        StateDirectory first = new StateDirectory(directory);
        Path around = directory.resolve("workers/..");

        assertThatThrownBy(() -> new StateDirectory(around))
                .as("by another name")
                .isInstanceOf(IOException.class)
                .hasMessage(directory.toRealPath()
                        + " is in use by another executor; each needs a state directory of its own");
        first.close();
        try (StateDirectory second = new StateDirectory(around)) {
            assertThat(second.root()).isEqualTo(directory.toRealPath());
        }
    }

    @Test
    void the_name_of_a_directory_stays_and_no_other_has_it() throws IOException {
        Path other = directory.resolve("other");
        String id = StateDirectory.id(directory.resolve("new/one"));

        assertThat(StateDirectory.id(directory.resolve("new/one"))).isEqualTo(id);
        assertThat(StateDirectory.id(other)).isNotEqualTo(id).hasSizeGreaterThan(30);
    }

    @Test
    void an_order_without_resources_leaves_those_of_the_one_before_and_its_drain_is_its_own() {
        Target web = Target.of("web");
        Resources large = new Resources(4, 8, 0, 0, 0);
        OrderRecord first = OrderRecord.none(web)
                .after(new Order(web, 2, 1, Optional.of(large), Optional.of(Duration.ofMinutes(3)), Optional.empty()));

        OrderRecord second = first.after(new Order(web, 5, 2));

        assertThat(second.size()).contains(large);
        assertThat(second.drain()).as("the drain of an older order").isEmpty();
        assertThat(second.replicas()).isEqualTo(5);
        assertThat(OrderRecord.none(web).generation()).as("any order is newer").isEqualTo(Long.MIN_VALUE);
    }
}
