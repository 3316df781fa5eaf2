package dev.sluice.control.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.state.VarInts;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A count of replicas as a function of time, against one that is kept second by second. */
final class ShadowFleetTest {
    private static final int SECONDS = 400;

    private static CountOverTime again(CountOverTime count) throws IOException {
        return CountOverTime.read(ServiceHarness.in(ServiceHarness.bytes(count::write)));
    }

    @Test
    void steps_limits_and_forgetting_in_any_order_are_those_of_a_count_kept_second_by_second() throws IOException {
        Random random = new Random(651);
        for (int round = 0; round < 300; round++) {
            int[] expected = new int[SECONDS];
            int begin = random.nextInt(9);
            Arrays.fill(expected, begin);
            CountOverTime count = CountOverTime.always(begin);
            int last = 0;
            int forgotten = 0;
            for (int now = 0; now < SECONDS / 2; now += 1 + random.nextInt(20)) {
                int replicas = random.nextInt(9);
                if (random.nextBoolean()) {
                    last = Math.max(last, now + random.nextInt(60));
                    count.then(last, replicas);
                    Arrays.fill(expected, last, SECONDS, replicas);
                } else {
                    last = Math.max(last, now);
                    count.limit(now, replicas);
                    for (int second = now; second < SECONDS; second++) {
                        expected[second] = Math.min(expected[second], replicas);
                    }
                }
                if (random.nextInt(5) == 0) {
                    forgotten = now;
                    count.forget(now);
                }
                count = random.nextInt(4) == 0 ? again(count) : count;
                for (int second = forgotten; second < SECONDS; second++) {
                    assertThat(count.at(second))
                            .as("round %d at %d", round, second)
                            .isEqualTo(expected[second]);
                }
                int from = forgotten + random.nextInt(SECONDS / 4);
                int to = from + 1 + random.nextInt(SECONDS / 4);
                assertThat(count.mean(from, to))
                        .isCloseTo(Arrays.stream(expected, from, to).average().orElseThrow(), within(1e-9));
                assertThat(count.last()).isEqualTo(expected[SECONDS - 1]);
            }
        }
    }

    @Test
    void of_more_steps_than_are_kept_a_rise_comes_later_and_never_earlier() {
        CountOverTime count = CountOverTime.always(0);
        for (int step = 1; step <= 500; step++) {
            count.then(step * 1_000L, step);
        }

        assertThat(count.last()).isEqualTo(500);
        for (int second = 0; second <= 500; second++) {
            assertThat(count.at(second * 1_000L)).isLessThanOrEqualTo(second);
        }
        assertThat(count.at(499_000)).as("the newest are all there").isEqualTo(499);
        assertThat(ServiceHarness.bytes(count::write).length).as("bytes").isLessThan(600);
    }

    @Test
    void added_replicas_serve_after_the_lead_and_are_paid_for_at_once_and_a_smaller_order_cancels_starts() {
        ShadowFleet fleet = ShadowFleet.of(4);
        fleet.order(10, 60_000, 30_000);

        assertThat(fleet.ordered(60_000, 90_000)).isEqualTo(10);
        assertThat(fleet.ready(60_000, 90_000)).isEqualTo(4);
        assertThat(fleet.ready(90_000, 120_000)).isEqualTo(10);
        assertThat(fleet.ready(75_000, 105_000)).as("half of it").isEqualTo(7);

        fleet.order(6, 80_000, 30_000);
        assertThat(fleet.ready(90_000, 110_000))
                .as("of six that were on their way, two stay")
                .isEqualTo(6);
        assertThat(fleet.ready(60_000, 90_000)).isEqualTo(4);
        fleet.order(0, 100_000, 30_000);
        assertThat(fleet.ready(100_000, 500_000)).isZero();
        assertThat(fleet.ordered()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, a count is kept", "65, a count is kept"})
    void a_stored_count_without_steps_or_with_too_many_is_damaged(int steps, String why) {
        byte[] bytes = ServiceHarness.bytes(out -> {
            VarInts.writeCount(steps, out);
            for (int i = 0; i < steps; i++) {
                VarInts.writeSigned(i, out);
                VarInts.writeCount(3, out);
            }
        });

        assertThatThrownBy(() -> CountOverTime.read(ServiceHarness.in(bytes)))
                .as(why)
                .isInstanceOf(IOException.class)
                .hasMessage("1 to 64 steps of a count are kept, not " + steps);
    }

    @Test
    void a_stored_count_of_more_replicas_than_can_be_is_damaged() {
        byte[] bytes = ServiceHarness.bytes(out -> {
            VarInts.writeCount(1, out);
            VarInts.writeSigned(7, out);
            VarInts.writeCount(1L << 40, out);
        });

        assertThatThrownBy(() -> CountOverTime.read(ServiceHarness.in(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessage("a count of " + (1L << 40) + " replicas");
    }
}
