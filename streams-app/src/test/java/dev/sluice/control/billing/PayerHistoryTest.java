package dev.sluice.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.cost.HourCost;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PayerHistoryTest {
    private static final long NOON = 500_000 * HourCost.HOUR;
    private final PayerHistory payers = new PayerHistory();

    private static long hour(int number) {
        return NOON + number * HourCost.HOUR;
    }

    @Test
    void while_nobody_was_named_nobody_pays() {
        assertThat(payers.of(NOON)).isEmpty();
    }

    @Test
    void the_first_payer_pays_for_all_hours_that_it_is_named_for() {
        assertThat(payers.note("team-a", Long.MIN_VALUE)).isTrue();
        assertThat(payers.note("team-a", hour(3))).as("named once more").isFalse();
        assertThat(payers.of(0)).isEqualTo("team-a");
        assertThat(payers.of(hour(9))).isEqualTo("team-a");
    }

    @Test
    void a_change_counts_from_its_hour_and_leaves_the_hours_before_to_the_other_team() {
        payers.note("team-a", hour(0));
        payers.note("team-b", hour(2));
        assertThat(payers.of(hour(-1))).isEmpty();
        assertThat(payers.of(hour(1))).isEqualTo("team-a");
        assertThat(payers.of(hour(2))).isEqualTo("team-b");
    }

    @Test
    void a_change_that_is_taken_back_within_its_hour_leaves_no_trace() throws IOException {
        payers.note("team-a", hour(0));
        byte[] before = ServiceHarness.bytes(payers::write);
        payers.note("team-b", hour(1));
        payers.note("team-a", hour(1));
        assertThat(payers.of(hour(1))).isEqualTo("team-a");
        assertThat(ServiceHarness.bytes(payers::write)).isEqualTo(before);
    }

    @Test
    void of_two_changes_for_the_same_hour_the_later_one_holds() {
        payers.note("team-a", hour(0));
        payers.note("team-b", hour(1));
        payers.note("team-c", hour(1));
        assertThat(payers.of(hour(0))).isEqualTo("team-a");
        assertThat(payers.of(hour(1))).isEqualTo("team-c");
    }

    @Test
    void a_service_that_no_longer_names_a_payer_is_paid_by_nobody_from_then_on() {
        payers.note("team-a", hour(0));
        payers.note("", hour(4));
        assertThat(payers.of(hour(3))).isEqualTo("team-a");
        assertThat(payers.of(hour(4))).isEmpty();
    }

    @Test
    void after_any_course_of_changes_each_hour_has_the_payer_that_was_named_last_for_it() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            PayerHistory history = new PayerHistory();
            String[] expected = new String[60];
            Arrays.fill(expected, "");
            int at = 0;
            while (at < expected.length) {
                String team = "team-" + random.nextInt(4);
                history.note(team, hour(at));
                Arrays.fill(expected, at, expected.length, team);
                at += random.nextInt(5);
            }
            PayerHistory restored = new PayerHistory();
            restored.read(ServiceHarness.in(ServiceHarness.bytes(history::write)));
            int settled = random.nextInt(expected.length);
            restored.forget(hour(settled));
            for (int i = 0; i < expected.length; i++) {
                assertThat(history.of(hour(i))).as("seed %d, hour %d", seed, i).isEqualTo(expected[i]);
                if (i >= settled) {
                    assertThat(restored.of(hour(i)))
                            .as("seed %d, hour %d", seed, i)
                            .isEqualTo(expected[i]);
                }
            }
        }
    }

    @Test
    void a_payer_that_changes_each_hour_for_years_takes_no_more_room_than_the_open_hours() {
        for (int i = 0; i < 20_000; i++) {
            payers.note("team-" + i % 3, hour(i));
            payers.forget(hour(i - 2));
        }
        assertThat(ServiceHarness.bytes(payers::write)).hasSizeLessThan(100);
    }
}
