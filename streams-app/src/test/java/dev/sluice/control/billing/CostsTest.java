package dev.sluice.control.billing;

import static dev.sluice.control.harness.CostHarness.HOUR;
import static dev.sluice.control.harness.CostHarness.MINUTE;
import static dev.sluice.control.harness.CostHarness.NOON;
import static dev.sluice.control.harness.CostHarness.ack;
import static dev.sluice.control.harness.CostHarness.hours;
import static dev.sluice.control.harness.CostHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.CostHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.cost.Account;
import dev.sluice.cost.BudgetVerdict.Level;
import dev.sluice.cost.HourCost;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class CostsTest {
    private final CostHarness books = new CostHarness();

    @Test
    void a_change_is_said_within_a_minute_an_hour_when_it_is_over_and_once_more_when_it_is_settled() {
        books.applied("gpu", 1, 3).until(30);
        Output.Costed update = books.news().get(0);
        assertThat(update.account()).isEqualTo(new Account("chat", "gpu", "team-a"));
        assertThat(update.closed()).isFalse();
        assertThat(update.hour().replicaMillis()).isEqualTo(3 * MINUTE);

        books.until(61);
        assertThat(books.news())
                .extracting(Output.Costed::closed, costed -> costed.hour().replicaMillis())
                .contains(tuple(false, 3 * HOUR));

        books.until(121);
        Output.Costed closed = books.closed().get(0);
        assertThat(closed.hour().hour()).isEqualTo(NOON);
        assertThat(closed.hour().cost()).isEqualTo(6);
        assertThat(closed.hour().readyMillis()).isZero();
    }

    @Test
    void at_most_one_update_a_minute_however_often_replicas_change() {
        for (int second = 0; second < 600; second += 5) {
            books.until(second / 60.0).applied("gpu", 1 + second, 1 + second % 7);
        }
        assertThat(books.news()).hasSizeBetween(9, 10);
    }

    @Test
    void what_fails_expires_or_is_superseded_is_not_paid_for() {
        books.ready("gpu", 1, 2);
        long later = ms(10);
        books.heard(ack("gpu", 2, Status.FAILED, 90, OptionalInt.empty(), later))
                .heard(ack("gpu", 3, Status.EXPIRED, 90, OptionalInt.empty(), later))
                .heard(ack("gpu", 1, Status.SUPERSEDED, 90, OptionalInt.of(1), later))
                .until(130);
        HourCost hour = books.closed().get(0).hour();
        assertThat(hour.replicaMillis()).isEqualTo(2 * HOUR);
        assertThat(hour.readyMillis()).isEqualTo((2 * 10 + 50) * MINUTE);
    }

    @Test
    void an_acknowledgement_that_is_delivered_twice_changes_and_says_nothing() {
        books.ready("gpu", 1, 2).until(10).news();
        CostHarness again = books.restarted().heard(ack("gpu", 1, Status.READY, 2, OptionalInt.of(2), NOON));
        assertThat(again.costs().changed()).isFalse();
        assertThat(again.until(50).news()).isEmpty();
        // not even when its hour is settled
        again.until(200).news();
        again.restarted().heard(ack("gpu", 1, Status.READY, 2, OptionalInt.of(2), NOON));
        assertThat(again.costs().changed()).isFalse();
    }

    @Test
    void ready_of_a_platform_that_does_not_count_is_all_that_was_ordered() {
        books.heard(ack("gpu", 1, Status.READY, 4, OptionalInt.empty(), NOON)).until(130);
        assertThat(books.closed().get(0).hour().readyMillis()).isEqualTo(4 * HOUR);
    }

    @Test
    void a_price_counts_from_the_window_that_first_sees_it() {
        books.ready("gpu", 1, 10).until(15);
        books.catalog.pool("gpu", .8);
        books.windowClosed().until(45);
        books.catalog.withoutPool("gpu");
        books.windowClosed().until(130);

        HourCost hour = books.closed().get(0).hour();
        assertThat(hour.cost())
                .as("a pool that is gone keeps its price")
                .isCloseTo(10 * (.25 * 2 + .75 * .8), within(1e-12));
    }

    @Test
    void replicas_outside_any_pool_are_metered_at_no_price() {
        books.ready("", 1, 2).until(130);
        HourCost hour = books.closed().get(0).hour();
        assertThat(hour.replicaMillis()).isEqualTo(2 * HOUR);
        assertThat(hour.cost()).isZero();
    }

    @Test
    void another_tenant_pays_from_the_next_hour_on() {
        books.ready("gpu", 1, 2).until(20).paidBy("team-b").until(181);
        assertThat(books.closed())
                .extracting(
                        costed -> costed.account().tenant(),
                        costed -> costed.hour().hour())
                .containsExactly(tuple("team-a", NOON), tuple("team-b", NOON + HOUR));
        // also of what is told late
        CostHarness late =
                new CostHarness().ready("gpu", 1, 2).until(20).paidBy("team-b").until(70);
        late.heard(ack("gpu", 2, Status.APPLIED, 5, OptionalInt.empty(), ms(50)))
                .until(181);
        assertThat(late.closed().get(0).account().tenant()).isEqualTo("team-a");
        assertThat(late.closed().get(0).hour().replicaMillis()).isEqualTo((2 * 50 + 5 * 10) * MINUTE);
    }

    @Test
    void what_was_ordered_before_the_first_window_closed_is_paid_for_too() {
        Acknowledgement first = ack("gpu", 1, Status.APPLIED, 2, OptionalInt.empty(), NOON);
        books.costs().acknowledged(first, Long.MIN_VALUE);
        books.until(130);
        assertThat(books.closed().get(0).hour().replicaMillis()).isEqualTo(2 * HOUR);
    }

    @Test
    void each_hour_says_what_the_service_has_spent_this_month_in_all_pools() {
        // 3 at 2 per hour, and 10 at 0.5
        books.ready("gpu", 1, 3).ready("spot", 1, 10).until(301);
        List<Double> spent = books.news().stream()
                .map(one -> one.spentThisMonth().orElseThrow())
                .toList();
        assertThat(spent).isSorted();
        assertThat(spent.get(spent.size() - 1)).isBetween(4 * 11., 5.1 * 11);
    }

    @Test
    void an_hour_that_is_settled_when_its_month_is_over_says_nothing_of_the_next_one() {
        double monthEnds = (Instant.parse("2026-04-01T00:00:00Z").toEpochMilli() - NOON) / (double) MINUTE;
        books.until(monthEnds - 50).ready("gpu", 1, 3).until(monthEnds + 181);
        List<Output.Costed> closed = books.closed();
        assertThat(closed.get(0).spentThisMonth()).isEmpty();
        assertThat(closed.get(1).spentThisMonth().orElseThrow()).isBetween(6., 3 * 6.);
    }

    @Test
    void nothing_is_due_while_nothing_runs() {
        assertThat(books.costs().due()).isEqualTo(Long.MAX_VALUE);
        books.ready("gpu", 1, 2).until(10).ready("gpu", 2, 0).until(300);
        assertThat(books.costs().due()).isEqualTo(Long.MAX_VALUE);
        assertThat(books.closed()).hasSize(1);
        books.restarted();
        books.costs().due(books.now(), Optional.empty());
        assertThat(books.costs().changed()).as("and nothing is written").isFalse();
    }

    @Test
    void an_acknowledgement_of_long_ago_opens_no_books() {
        books.heard(ack("gpu", 1, Status.READY, 2, OptionalInt.of(2), 0)).until(10);
        assertThat(books.costs().due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_budget_of_the_service_sees_all_pools_and_the_open_hours() {
        MonthlyBudget budget = new MonthlyBudget(500, Kind.HARD, ZoneOffset.UTC);
        books.ready("gpu", 1, 2).ready("spot", 2, 4).until(30);
        assertThat(books.verdict(budget, 6, 1).spent()).isCloseTo(3, within(1e-6));

        books.until(10 * 60);
        assertThat(books.verdict(budget, 6, .1).spent()).isCloseTo(60, within(1e-6));
        assertThat(books.verdict(budget, 6, .1).level()).isEqualTo(Level.CUT);
        assertThat(books.verdict(budget, 6, .1).describe()).startsWith("service chat: 60.00 of 500.00 spent");
        assertThat(books.restarted().verdict(budget, 6, .1).spent()).isCloseTo(60, within(1e-6));
    }

    @Test
    void what_budgets_forgo_is_wished_still() {
        MonthlyBudget budget = new MonthlyBudget(1000, Kind.HARD, ZoneOffset.UTC);
        books.ready("gpu", 1, 1);
        books.costs().forgo(8, books.now());
        books.until(90);
        books.costs().forgo(0, books.now());
        books.restarted().until(300);
        // 5 hours at 2 were paid, 1.5 hours at 8 forgone, and 10 are wished of the next
        double share = books.verdict(budget, 10, 0).share();
        double hours = books.verdict(budget, 10, 0).hoursLeft();
        assertThat(share).isCloseTo((1000 - 10) / ((10 + 12 + 10) / 6.0 * hours), within(1e-6));
    }

    @Test
    void the_books_of_a_month_of_two_pools_stay_small() {
        int most = 0;
        long generation = 0;
        for (int minute = 0; minute < 31 * 24 * 60; minute += 10) {
            generation++;
            books.until(minute).ready(minute % 20 == 0 ? "gpu" : "spot", generation, minute / 10 % 9);
            most = Math.max(most, books.written().length);
        }
        assertThat(most).isLessThan(500);
        assertThat(List.copyOf(hours(books.closed()))).hasSizeGreaterThan(2 * 24 * 30);
    }
}
