package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.policy.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every platform promises; each platform's test extends it. */
public abstract class ActuatorContractTest {
    protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    protected static final Target CHECKOUT = Target.of("checkout");
    protected static final Resources SMALL = new Resources(0.5, 1L << 30, 0, 0, 0);
    protected static final Resources LARGE = new Resources(2, 4L << 30, 1, 16L << 30, 0);
    /** By then any platform under test has made its replicas useful. */
    protected static final Instant LATER = NOON.plusSeconds(3600);

    private Actuator actuator;

    /** A platform that runs nothing yet. */
    protected abstract Actuator create();

    /** Replicas that the platform was told to run, read from the platform itself. */
    protected abstract int ordered(Target target);

    /** What each replica is given, read from the platform itself; empty before an order said. */
    protected abstract Optional<Resources> size(Target target);

    /** Resources that differ from {@link #SMALL} in everything that the platform can give. */
    protected Resources large() {
        return LARGE;
    }

    @BeforeEach
    void start() {
        actuator = create();
    }

    @AfterEach
    void stop() {
        actuator.close();
    }

    protected Actuator actuator() {
        return actuator;
    }

    protected Outcome order(int replicas, long generation, Resources size, Instant now) {
        return actuator.apply(new Order(CHECKOUT, replicas, generation, Optional.of(size)), now);
    }

    protected Outcome order(int replicas, long generation, Instant now) {
        return actuator.apply(new Order(CHECKOUT, replicas, generation), now);
    }

    @Test
    void an_order_is_taken() {
        assertThat(order(3, 1, NOON)).isInstanceOf(Outcome.Applied.class);
        assertThat(ordered(CHECKOUT)).isEqualTo(3);
    }

    @Test
    void an_order_taken_twice_changes_nothing() {
        order(3, 1, NOON);
        assertThat(order(3, 1, NOON.plusSeconds(1))).isInstanceOf(Outcome.Applied.class);
        assertThat(ordered(CHECKOUT)).isEqualTo(3);
    }

    @Test
    void up_down_and_to_zero() {
        order(3, 1, NOON);
        order(7, 2, NOON.plusSeconds(10));
        assertThat(ordered(CHECKOUT)).isEqualTo(7);
        order(2, 3, NOON.plusSeconds(20));
        assertThat(ordered(CHECKOUT)).isEqualTo(2);
        order(0, 4, NOON.plusSeconds(30));
        assertThat(ordered(CHECKOUT)).isZero();
    }

    @Test
    void targets_do_not_touch_each_other() {
        order(3, 1, NOON);
        actuator.apply(new Order(new Target("checkout", "gpu"), 5, 1), NOON);
        actuator.apply(new Order(Target.of("search"), 0, 1), NOON);

        assertThat(ordered(CHECKOUT)).isEqualTo(3);
        assertThat(ordered(new Target("checkout", "gpu"))).isEqualTo(5);
        assertThat(ordered(Target.of("search"))).isZero();
    }

    @Test
    void an_order_of_a_size_runs_replicas_of_that_size() {
        assertThat(order(3, 1, SMALL, NOON)).isInstanceOf(Outcome.Applied.class);

        assertThat(size(CHECKOUT)).hasValue(SMALL);
        assertThat(ordered(CHECKOUT)).isEqualTo(3);
    }

    @Test
    void another_size_replaces_them_and_their_number_holds() {
        order(3, 1, SMALL, NOON);
        assertThat(order(3, 2, large(), NOON.plusSeconds(10))).isInstanceOf(Outcome.Applied.class);
        assertThat(size(CHECKOUT)).hasValue(large());
        assertThat(ordered(CHECKOUT)).isEqualTo(3);

        order(5, 3, SMALL, NOON.plusSeconds(20));
        assertGiven(SMALL);
        assertThat(ordered(CHECKOUT)).isEqualTo(5);
    }

    /** The replicas have what an order names; a resource of 0 is left as it was. */
    private void assertGiven(Resources size) {
        assertThat(size(CHECKOUT)).hasValueSatisfying(given -> {
            assertThat(given.cpuCores()).isEqualTo(size.cpuCores());
            assertThat(given.memoryBytes()).isEqualTo(size.memoryBytes());
            assertThat(size.gpus() == 0 || given.gpus() == size.gpus()).isTrue();
        });
    }

    @Test
    void of_sizes_that_follow_each_other_at_once_the_newest_is_in_force() {
        for (int generation = 1; generation <= 40; generation += 2) {
            order(3, generation, large(), NOON.plusSeconds(generation));
            order(3, generation + 1, SMALL, NOON.plusSeconds(generation));
            assertGiven(SMALL);
        }
    }

    @Test
    void an_order_without_a_size_leaves_it_as_it_is() {
        order(3, 1, SMALL, NOON);
        order(7, 2, NOON.plusSeconds(10));

        assertThat(size(CHECKOUT)).hasValue(SMALL);
        assertThat(ordered(CHECKOUT)).isEqualTo(7);
    }

    @Test
    void each_pool_has_its_own_size() {
        Target gpu = new Target("checkout", "gpu");
        order(3, 1, SMALL, NOON);
        actuator.apply(new Order(gpu, 2, 2, Optional.of(large())), NOON);

        assertThat(size(CHECKOUT)).hasValue(SMALL);
        assertThat(size(gpu)).hasValue(large());
        assertThat(ordered(CHECKOUT)).isEqualTo(3);
    }

    @Test
    void replaced_replicas_become_useful_like_new_ones() {
        assumeThat(actuator.tellsReadiness())
                .as("this platform does not tell readiness")
                .isTrue();
        order(3, 1, SMALL, NOON);
        order(3, 2, large(), NOON.plusSeconds(10));
        Order waiting = new Order(CHECKOUT, 3, 2, Optional.of(large()));

        assertThat(actuator.poll(List.of(new Waiting(waiting, LATER))))
                .singleElement()
                .satisfies(readiness -> {
                    assertThat(readiness.order()).isEqualTo(waiting);
                    assertThat(readiness.ready()).isEqualTo(3);
                });
    }

    @Test
    void instances_that_it_names_are_those_that_were_ordered() {
        order(3, 1, NOON);

        List<Instance> named = actuator.instances(CHECKOUT, LATER);

        assertThat(named.size()).as("all or, where it does not know them, none").isIn(0, 3);
        assertThat(named).extracting(Instance::name).doesNotHaveDuplicates();
        assertThat(actuator.instances(Target.of("unknown"), LATER)).isEmpty();
    }

    @Test
    void what_it_says_of_useful_replicas_is_never_more_than_ordered() {
        Outcome outcome = order(3, 1, NOON);
        int ready = ((Outcome.Applied) outcome).ready().orElse(0);
        assertThat(ready).isBetween(0, 3);
    }

    @Test
    void readiness_comes_for_what_was_asked_and_not_before_it_was_ordered() {
        assumeThat(actuator.tellsReadiness())
                .as("this platform does not tell readiness")
                .isTrue();
        order(3, 1, NOON);
        Order waiting = new Order(CHECKOUT, 3, 1);

        var told = actuator.poll(List.of(new Waiting(waiting, LATER)));

        assertThat(told).singleElement().satisfies(readiness -> {
            assertThat(readiness.order()).isEqualTo(waiting);
            assertThat(readiness.ready()).isEqualTo(3);
            assertThat(readiness.at()).isBetween(NOON, LATER);
        });
    }

    @Test
    void orders_of_many_targets_may_come_at_once() throws InterruptedException {
        List<Thread> threads = IntStream.range(0, 16)
                .mapToObj(i -> new Thread(() -> {
                    for (int generation = 1; generation <= 20; generation++) {
                        Outcome unused = actuator.apply(new Order(Target.of("s" + i), generation, generation), NOON);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < 16; i++) {
            assertThat(ordered(Target.of("s" + i))).isEqualTo(20);
        }
    }

    @Test
    void an_order_that_was_never_placed_is_never_ready() {
        assertThat(actuator.poll(List.of(new Waiting(new Order(Target.of("unknown"), 2, 1), LATER))))
                .isEmpty();
    }
}
