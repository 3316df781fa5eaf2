package dev.sluice.control.message.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.cost.BudgetVerdict.Ask;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpendLimitTest {
    /** A service that asks for so much an hour, needs {@code floor} of it, and gets {@code most}. */
    private static SpendLimit cut(double wish, double floor, double most) {
        Ask ask = new Ask(ServiceHarness.at(0), wish, floor);
        return new SpendLimit(OptionalDouble.of(most), true, "cut", Optional.of(new SpendLimit.Asked(ask, most)));
    }

    @Test
    void where_no_budget_was_asked_nothing_is_suppressed() {
        assertThat(SpendLimit.NONE.isNone()).isTrue();
        assertThat(SpendLimit.NONE.suppressed(5)).isZero();
    }

    @Test
    void what_is_taken_to_the_limit_suppresses_all_that_was_cut() {
        assertThat(cut(10, 2, 6).suppressed(6)).isCloseTo(4, within(1e-9));
    }

    @Test
    void money_that_whole_replicas_leave_over_was_not_needed() {
        assertThat(cut(10, 2, 6).suppressed(4))
                .as("half the share above the floor")
                .isCloseTo(2, within(1e-9));
    }

    @Test
    void at_the_floor_all_of_the_wish_is_suppressed() {
        assertThat(cut(10, 2, 2).suppressed(2)).isCloseTo(8, within(1e-9));
    }

    @Test
    void a_limit_that_is_raised_to_what_runs_says_so() {
        SpendLimit raised = cut(10, 2, 6).raisedTo(6.5);
        assertThat(raised.ceiling()).hasValue(6.5);
        assertThat(raised.detail()).isEqualTo("cut, but 6.50 per hour is kept");
        assertThat(raised.isNone()).isFalse();
    }

    @Test
    void never_more_is_suppressed_than_was_asked_for_beyond_what_is_taken() {
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            double wish = random.nextInt(1, 100);
            double floor = random.nextInt(120);
            double most = Math.min(floor, wish) + random.nextDouble() * Math.max(0, wish - floor);
            double taken = random.nextDouble() * most;
            assertThat(cut(wish, floor, most).suppressed(taken))
                    .as("case %d", i)
                    .isBetween(0.0, wish - taken + 1e-9);
        }
    }
}
