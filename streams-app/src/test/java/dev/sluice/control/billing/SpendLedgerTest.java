package dev.sluice.control.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.billing.SpendLedger.Hour;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.cost.HourCost;
import dev.sluice.cost.Spending;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpendLedgerTest {
    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final Instant MIDDAY = Instant.parse("2026-03-10T12:00:00Z");
    private final SpendLedger ledger = new SpendLedger();

    private static long hour(int number) {
        return MIDDAY.toEpochMilli() + number * HourCost.HOUR;
    }

    private void book(int hour, double cost, String payer) {
        ledger.book(new Hour(hour(hour), cost, 0, payer), UTC, tenant -> UTC);
    }

    private static double spent(Spending spending, Instant now) {
        return spending.by(now, UTC, 0, 0).spent();
    }

    private double own(int hour) {
        return spent(ledger.with(List.of(), UTC), Instant.ofEpochMilli(hour(hour)));
    }

    private double of(String tenant, int hour) {
        return spent(ledger.with(List.of(), tenant, UTC), Instant.ofEpochMilli(hour(hour)));
    }

    @Test
    void an_hour_counts_for_the_service_and_for_the_team_that_pays() {
        book(0, 3, "team-a");
        book(1, 4, "team-b");
        book(2, 5, "team-a");
        assertThat(own(3)).isCloseTo(12, within(1e-6));
        assertThat(of("team-a", 3)).isCloseTo(8, within(1e-6));
        assertThat(of("team-b", 3)).isCloseTo(4, within(1e-6));
        assertThat(of("team-c", 3)).isZero();
    }

    @Test
    void an_hour_that_nobody_pays_for_counts_for_the_service_alone() {
        book(0, 3, "");
        assertThat(own(1)).isCloseTo(3, within(1e-6));
        assertThat(of("", 1)).isZero();
    }

    @Test
    void open_hours_are_seen_and_not_kept() {
        book(0, 3, "team-a");
        List<Hour> open = List.of(new Hour(hour(1), 2, 0, "team-a"), new Hour(hour(2), 1, 0, "team-b"));
        Instant now = Instant.ofEpochMilli(hour(3));
        assertThat(spent(ledger.with(open, UTC), now)).isCloseTo(6, within(1e-6));
        assertThat(spent(ledger.with(open, "team-a", UTC), now)).isCloseTo(5, within(1e-6));
        assertThat(spent(ledger.with(open, "team-b", UTC), now)).isCloseTo(1, within(1e-6));
        assertThat(own(3)).isCloseTo(3, within(1e-6));
    }

    @Test
    void a_month_begins_in_the_zone_of_whoever_pays() {
        // 16:00 of the 31st by UTC is 01:00 of the 1st in Tokyo
        long last = Instant.parse("2026-03-31T16:00:00Z").toEpochMilli();
        ledger.book(new Hour(hour(0), 100, 0, "team-a"), UTC, tenant -> TOKYO);
        ledger.book(new Hour(last, 7, 0, "team-a"), UTC, tenant -> TOKYO);
        Instant now = Instant.ofEpochMilli(last + HourCost.HOUR);
        assertThat(ledger.with(List.of(), UTC).by(now, UTC, 0, 0).spent()).isCloseTo(107, within(1e-6));
        assertThat(ledger.with(List.of(), "team-a", TOKYO).by(now, TOKYO, 0, 0).spent())
                .isCloseTo(7, within(1e-6));
    }

    @Test
    void teams_whose_month_is_over_are_forgotten_once_another_pays() {
        for (int month = 0; month < 24; month++) {
            book(month * 31 * 24, 3, "team-" + month);
        }
        byte[] after = ServiceHarness.bytes(ledger::write);
        assertThat(after).hasSizeLessThan(200);
        assertThat(of("team-23", 23 * 31 * 24 + 1)).isCloseTo(3, within(1e-6));
        assertThat(of("team-22", 23 * 31 * 24 + 1)).isZero();
    }

    @Test
    void what_was_forgone_is_in_the_pace_that_is_wished_and_not_in_what_was_paid() {
        ledger.begunAt(hour(0));
        for (int i = 0; i < 10; i++) {
            ledger.book(new Hour(hour(i), 2, 6, "team-a"), UTC, tenant -> UTC);
        }
        Instant now = Instant.ofEpochMilli(hour(10));
        var spend = ledger.with(List.of(), "team-a", UTC).by(now, UTC, 2, 8);
        assertThat(spend.spent()).isCloseTo(20, within(1e-6));
        assertThat(spend.burn()).isCloseTo(2, within(1e-6));
        assertThat(spend.wishedBurn()).isCloseTo(8, within(1e-6));
    }

    @Test
    void the_pace_of_a_service_that_began_in_the_middle_of_an_hour_is_not_diluted_by_the_time_before() {
        ledger.begunAt(hour(0) + HourCost.HOUR / 2);
        ledger.begunAt(hour(5));
        book(0, 1, "team-a");
        Instant now = Instant.ofEpochMilli(hour(1));
        assertThat(ledger.with(List.of(), UTC).by(now, UTC, 2, 2).burn()).isCloseTo(2, within(1e-6));
        assertThat(ledger.with(List.of(), "team-a", UTC).by(now, UTC, 2, 2).burn())
                .isCloseTo(2, within(1e-6));
    }

    @Test
    void any_hours_add_up_in_any_order_and_over_any_restart() throws IOException {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            List<Hour> hours = new ArrayList<>();
            double[] paid = new double[3];
            for (int i = 0; i < 100; i++) {
                int payer = random.nextInt(paid.length);
                double cost = random.nextInt(100_000) / 1000.0;
                paid[payer] += cost;
                hours.add(new Hour(hour(i), cost, random.nextInt(5), "team-" + payer));
            }
            Collections.shuffle(hours, random);
            SpendLedger books = new SpendLedger();
            for (Hour hour : hours) {
                books.book(hour, UTC, tenant -> UTC);
                if (random.nextInt(10) == 0) {
                    SpendLedger restored = new SpendLedger();
                    restored.read(ServiceHarness.in(ServiceHarness.bytes(books::write)));
                    books = restored;
                }
            }
            Instant now = Instant.ofEpochMilli(hour(100));
            for (int i = 0; i < paid.length; i++) {
                assertThat(spent(books.with(List.of(), "team-" + i, UTC), now))
                        .as("seed %d, team %d", seed, i)
                        .isCloseTo(paid[i], within(1e-6));
            }
            assertThat(spent(books.with(List.of(), UTC), now)).isCloseTo(paid[0] + paid[1] + paid[2], within(1e-6));
        }
    }
}
