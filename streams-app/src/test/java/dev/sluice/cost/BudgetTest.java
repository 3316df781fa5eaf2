package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.cost.BudgetVerdict.Level;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BudgetTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private final MonthlyBudget soft = new MonthlyBudget(720, Kind.SOFT, ZoneOffset.UTC);
    private final MonthlyBudget hard = new MonthlyBudget(720, Kind.HARD, ZoneOffset.UTC);

    @Test
    void a_month_that_will_end_above_a_soft_budget_is_said_and_not_cut() {
        Spending spending = days(10, 2.0);

        BudgetVerdict verdict = judge(soft, spending, new Ask(day(10), 2, .5));

        assertThat(verdict.level()).isEqualTo(Level.WARN);
        assertThat(verdict.preferCheaper()).isTrue();
        assertThat(verdict.projected()).isCloseTo(1440, within(1e-6));
        assertThat(verdict.ceilingFor(2, .5)).isEqualTo(2);
        assertThat(verdict.describe())
                .isEqualTo("chat: 480.00 of 720.00 spent, 2.00 per hour, month ends at 1,440.00 in 20 days:"
                        + " above the budget, cheaper ways are preferred");
    }

    @Test
    void within_the_budget_nothing_is_cut() {
        assertThat(judge(hard, days(10, .9), new Ask(day(10), 3, .5)).level()).isEqualTo(Level.WITHIN);
        assertThat(judge(hard, Spending.NONE, new Ask(NOVEMBER, .9, .5)).level())
                .isEqualTo(Level.WITHIN);
    }

    @Test
    void a_hard_budget_cuts_every_wish_by_the_same_share_above_its_floor() {
        BudgetVerdict verdict = judge(hard, days(10, 1.5), new Ask(day(10), 1.5, .5));

        // 360 are left for 480 hours; the floor takes 240 of them, wishes above it are 480: a quarter
        assertThat(verdict.level()).isEqualTo(Level.CUT);
        assertThat(verdict.share()).isCloseTo(.25, within(1e-9));
        assertThat(verdict.ceiling()).isCloseTo(.75, within(1e-9));
        assertThat(verdict.describe()).endsWith("cut to 0.75 per hour, 25 % above the floor");
    }

    @Test
    void the_floor_is_kept_when_the_money_is_gone() {
        BudgetVerdict verdict = judge(hard, days(20, 2.0), new Ask(day(20), 2, .5));

        assertThat(verdict.level()).isEqualTo(Level.FLOOR);
        assertThat(verdict.ceiling()).isEqualTo(.5);
    }

    @Test
    void a_new_month_starts_from_nothing_in_the_owners_zone() {
        ZoneId zone = ZoneId.of("Asia/Tokyo");
        Spending spending = Spending.NONE.after(Instant.parse("2026-11-30T14:00:00Z"), 700, 700, zone);

        assertThat(spending.by(Instant.parse("2026-11-30T14:59:00Z"), zone, 0, 0)
                        .spent())
                .isEqualTo(700);
        assertThat(spending.by(Instant.parse("2026-11-30T15:00:00Z"), zone, 0, 0)
                        .spent())
                .isZero();
    }

    @Test
    void a_hard_budget_is_never_overspent_whatever_is_wished_while_the_floors_fit() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            double floor = random.nextDouble();
            double scale = 10 * random.nextDouble();
            Spending spending = Spending.NONE;
            double total = 0;
            double cut = 0;
            for (int hour = 0; hour < 720; hour++) {
                double wish = floor + scale * (1 + Math.sin(hour * Math.PI / 12)) * random.nextDouble();
                Instant now = NOVEMBER.plus(Duration.ofHours(hour));
                BudgetVerdict verdict = judge(hard, spending, new Ask(now, wish, floor));
                double cost = Math.min(wish, verdict.ceiling());
                assertThat(cost).isGreaterThanOrEqualTo(Math.min(wish, floor));
                spending = spending.after(now, cost, wish, ZoneOffset.UTC);
                total += cost;
                cut += wish - cost;
            }
            assertThat(total).as("seed %d", seed).isLessThanOrEqualTo(720 + 1e-3);
            // what was cut was needed: nearly all of the money is spent where anything was cut much
            assertThat(cut < .02 * total || total > .9 * 720)
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void the_pace_is_that_of_the_last_week_and_of_now_and_idle_hours_count() {
        Spending spending = days(14, 3);
        assertThat(burn(spending, day(14), 3)).isCloseTo(3, within(1e-9));
        assertThat(burn(spending, day(14).plus(Duration.ofHours(84)), 0)).isCloseTo(84 * 3 / 169.0, within(1e-9));
        assertThat(burn(spending, day(21), 0)).isZero();
        assertThat(burn(days(1, 3), day(2), 0)).as("an idle day").isCloseTo(24 * 3 / 49.0, within(1e-9));
        assertThat(burn(Spending.NONE, NOVEMBER, 4)).as("nothing but now").isEqualTo(4);
        assertThat(spending.days()).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void an_hour_of_last_month_that_is_told_late_is_not_of_this_month() {
        Spending spending = Spending.NONE
                .after(NOVEMBER, 5, 5, ZoneOffset.UTC)
                .after(NOVEMBER.minus(Duration.ofHours(1)), 7, 9, ZoneOffset.UTC);

        assertThat(spending.by(NOVEMBER.plus(Duration.ofHours(1)), ZoneOffset.UTC, 6, 7))
                .isEqualTo(new SharedClaim.Spend(5, 6, 7));
    }

    private static double burn(Spending spending, Instant now, double paid) {
        return spending.by(now, ZoneOffset.UTC, paid, 0).burn();
    }

    private static BudgetVerdict judge(MonthlyBudget budget, Spending spending, Ask ask) {
        return BudgetVerdict.of(
                budget, "chat", spending.by(ask.at(), budget.zone(), ask.wishPerHour(), ask.wishPerHour()), ask);
    }

    private static Instant day(int day) {
        return NOVEMBER.plus(Duration.ofDays(day));
    }

    private static Spending days(int days, double perHour) {
        Spending spending = Spending.NONE;
        for (int hour = 0; hour < days * 24; hour++) {
            spending = spending.after(NOVEMBER.plus(Duration.ofHours(hour)), perHour, perHour, ZoneOffset.UTC);
        }
        return spending;
    }
}
