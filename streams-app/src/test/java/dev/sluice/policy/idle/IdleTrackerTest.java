package dev.sluice.policy.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.policy.idle.calls.IdleHistory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdleTrackerTest {
    private static final ColdStartWorth WORTH = ColdStartWorth.ALONE;
    private static final IdleBudget ALONE = IdleBudget.alone(1);

    @Test
    void a_service_alone_that_never_overspends_pays_the_base_price_for_ever() {
        IdleTracker watch = IdleTracker.of(WORTH, ALONE);
        for (long minute = 0; minute < 30_000; minute++) {
            boolean called = minute % 500 == 0;
            watch.ended(minute, called, false, false);
        }
        assertThat(watch.price().now()).isEqualTo(WORTH.price());
    }

    @Test
    void idling_beyond_the_budget_makes_every_further_minute_dearer() {
        IdleTracker watch = IdleTracker.of(WORTH, ALONE);
        watch.ended(0, true, false, false);
        double before = watch.price().now();
        for (long minute = 1; minute < 1_000; minute++) {
            watch.ended(minute, false, true, true);
        }
        assertThat(watch.price().overspent()).isPositive();
        assertThat(watch.price().now()).isGreaterThan(3 * before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_service_alone_stays_within_its_budget_whatever_its_calls(int seed) {
        IdleTracker watch = IdleTracker.of(WORTH, ALONE);
        Random random = new Random(seed);
        double chance = Math.pow(10, -0.5 - 0.4 * seed);
        boolean held = false;
        int days = 10;
        for (long minute = 0; minute < 1440L * days; minute++) {
            held = watch.decide(held ? LoadState.IDLE : LoadState.GONE, minute, 0)
                    .load();
            boolean called = random.nextDouble() < chance;
            watch.ended(minute, called, held, held);
            held |= called;
        }
        assertThat(watch.price().overspent()).isLessThan(0.25);
    }

    @Test
    void what_many_share_and_do_not_spend_makes_the_price_fall_and_what_they_overspend_makes_it_rise() {
        IdlePrice price = IdlePrice.of(ColdStartWorth.WORST_OFF, IdleBudget.shared(1));
        IdlePrice thrifty = price;
        IdlePrice lavish = price;
        for (int minute = 0; minute < 300; minute++) {
            thrifty = thrifty.after(new IdleMinute(2, 20, 50));
            lavish = lavish.after(new IdleMinute(40, 20, 50));
        }
        assertThat(thrifty.now()).isLessThan(price.now());
        assertThat(lavish.now()).isGreaterThan(10 * price.now());
    }

    @Test
    void a_month_of_thrift_is_not_a_licence_to_idle_for_another() {
        IdlePrice price = IdlePrice.of(ColdStartWorth.WORST_OFF, IdleBudget.shared(1));
        for (int minute = 0; minute < 43_200; minute++) {
            price = price.after(new IdleMinute(0, 10, 50));
        }
        int minutes = 0;
        while (price.overspent() < 0) {
            price = price.after(new IdleMinute(30, 10, 50));
            minutes++;
        }
        // at twice the budget too much, a week's ledger is even again within a few days
        assertThat(minutes).isLessThan(5_040);
    }

    @Test
    void what_is_read_back_decides_exactly_like_what_was_written() throws IOException {
        IdleTracker watch = IdleTracker.of(WORTH, ALONE);
        for (long minute = 0; minute < 3_000; minute++) {
            boolean called = minute % 45 == 0 || minute % 101 == 3;
            watch.ended(minute, called, minute % 3 == 0, minute % 7 > 2);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        watch.writeCalls(new DataOutputStream(out));
        watch.writePrice(new DataOutputStream(out));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(out.toByteArray()));
        IdleTracker restored = IdleTracker.of(WORTH, ALONE, IdleHistory.read(in));
        restored.readPrice(in);

        assertThat(restored.price()).isEqualTo(watch.price());
        for (long minute = 3_000; minute < 3_200; minute++) {
            assertThat(restored.decide(LoadState.GONE, minute, 0)).isEqualTo(watch.decide(LoadState.GONE, minute, 0));
        }
        assertThat(restored.outlook(LoadState.IDLE, 3_000, 60, 0))
                .isEqualTo(watch.outlook(LoadState.IDLE, 3_000, 60, 0));
    }

    @Test
    void budgets_and_worths_that_mean_nothing_are_refused() {
        assertThatThrownBy(() -> IdleBudget.shared(0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new ColdStartWorth(0, 1, 1, 1)).hasMessageContaining("tolerated");
        assertThatThrownBy(() -> new KeepAlive(ColdStartWorth.BALANCED, -1)).hasMessageContaining("lead");
    }
}
