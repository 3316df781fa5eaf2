package dev.sluice.executor.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a platform answers in whatever order, its circuit opens only for its own fault and always closes again. */
final class CircuitCourseTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MOST_FAILURES = 10;

    private long nanos = -3 * SECOND;
    private final CircuitBreaker circuit = new CircuitBreaker(MOST_FAILURES, () -> nanos);

    private static Target target(int number) {
        return Target.of("service-" + number);
    }

    @ParameterizedTest
    @ValueSource(longs = {541, 542, 543, 544, 545})
    void orders_wait_only_after_failures_in_a_row_and_never_longer_than_a_minute_and_a_probe(long seed) {
        Random random = new Random(seed);
        int inARow = 0;
        Set<Target> failing = new HashSet<>();
        long waited = 0;
        for (int step = 0; step < 4_000; step++) {
            Target target = target(random.nextInt(12));
            boolean broken = (step / 500) % 2 == 1;
            long wait = circuit.toWait(target);
            assertThat(wait).isBetween(0L, 61 * SECOND);
            if (wait > 0) {
                assertThat(circuit.isOpen())
                        .as("nobody waits before a closed circuit")
                        .isTrue();
                waited++;
                nanos += random.nextInt(10) * SECOND / 2;
                continue;
            }
            if (broken) {
                inARow++;
                failing.add(target);
                circuit.failed(target, "no connection");
            } else {
                inARow = 0;
                failing.clear();
                circuit.answered(target);
                assertThat(circuit.isOpen()).as("an answer closes it").isFalse();
            }
            if (circuit.isOpen()) {
                assertThat(inARow).isGreaterThanOrEqualTo(MOST_FAILURES);
                assertThat(failing.size()).isGreaterThan(1);
            }
        }
        assertThat(waited).isPositive();
        assertThat(circuit.opened()).as("once for each time that it was broken").isBetween(4L, 5L);
    }

    @Test
    void an_open_circuit_lets_one_through_at_a_time_at_ever_longer_pauses() {
        for (int i = 0; i < MOST_FAILURES; i++) {
            circuit.failed(target(i), "no connection");
        }
        List<Long> probes = new ArrayList<>();
        long opened = nanos;
        for (int second = 0; second < 300; second++) {
            int through = 0;
            for (int i = 0; i < MOST_FAILURES; i++) {
                if (circuit.toWait(target(i)) == 0) {
                    through++;
                    probes.add((nanos - opened) / SECOND);
                    circuit.failed(target(i), "no connection");
                }
            }
            assertThat(through).isLessThanOrEqualTo(1);
            nanos += SECOND;
        }
        assertThat(probes)
                .as("5, 10, 20, 40, 60 s apart, and a second for those that have not failed")
                .containsExactly(6L, 17L, 38L, 79L, 140L, 201L, 262L);
    }

    @Test
    void a_probe_whose_partition_was_lost_does_not_keep_the_circuit_open_for_ever() {
        for (int i = 0; i < MOST_FAILURES; i++) {
            circuit.failed(target(i), "no connection");
        }
        nanos += 10 * SECOND;
        assertThat(circuit.toWait(target(1)))
                .as("the probe, of which nothing comes")
                .isZero();

        nanos += 119 * SECOND;
        assertThat(circuit.toWait(target(2))).isEqualTo(SECOND);
        nanos += SECOND;
        assertThat(circuit.toWait(target(2))).isZero();
    }

    @Test
    void a_probe_that_was_not_made_after_all_leaves_its_turn_to_the_next() {
        for (int i = 0; i < MOST_FAILURES; i++) {
            circuit.failed(target(i), "no connection");
        }
        nanos += 10 * SECOND;
        assertThat(circuit.toWait(target(1))).isZero();
        circuit.notCalled(target(2));
        assertThat(circuit.toWait(target(2)))
                .as("another's turn is not given away")
                .isPositive();

        circuit.notCalled(target(1));

        assertThat(circuit.toWait(target(2))).isZero();
    }

    @Test
    void calls_that_were_under_way_when_it_opened_do_not_make_the_pause_longer() {
        for (int i = 0; i < MOST_FAILURES; i++) {
            circuit.failed(target(i), "no connection");
        }
        for (int i = 0; i < 100; i++) {
            circuit.failed(target(i), "no connection");
        }
        assertThat(circuit.toWait(target(0))).isEqualTo(6 * SECOND);
        assertThat(circuit.opened()).isEqualTo(1);
    }

    @Test
    void targets_that_failed_before_an_answer_are_no_part_of_what_fails_after_it() {
        circuit.failed(target(1), "no connection");
        circuit.answered(target(9));
        for (int i = 0; i < MOST_FAILURES; i++) {
            circuit.failed(target(2), "its own fault");
        }
        assertThat(circuit.isOpen()).isFalse();

        circuit.failed(target(3), "no connection");
        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void one_target_alone_and_a_limit_of_none_never_open_it() {
        CircuitBreaker never = new CircuitBreaker(0, () -> nanos);
        for (int i = 0; i < 1_000; i++) {
            circuit.failed(target(1), "its own fault");
            never.failed(target(i), "no connection");
        }
        assertThat(circuit.isOpen()).isFalse();
        assertThat(never.isOpen()).isFalse();
        assertThat(never.toWait(target(3))).isZero();
    }
}
