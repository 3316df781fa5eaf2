package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.cost.BudgetVerdict.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BudgetTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private final Budget soft = new Budget("team-a", Budget.Scope.TENANT, 720, Budget.Kind.SOFT, ZoneOffset.UTC);
    private final Budget hard = new Budget("chat", Budget.Scope.SERVICE, 720, Budget.Kind.HARD, ZoneOffset.UTC);

    @Test
    void a_month_that_will_end_above_a_soft_budget_is_said_and_not_cut() {
        Spending spending = days(10, 2.0);

        BudgetVerdict verdict = BudgetVerdict.of(soft, spending, new Ask(day(10), 0, 2, .5));

        assertThat(verdict.level()).isEqualTo(Level.WARN);
        assertThat(verdict.preferCheaper()).isTrue();
        assertThat(verdict.projected()).isCloseTo(1440, within(1e-6));
        assertThat(verdict.ceilingFor(2, .5)).isEqualTo(2);
        assertThat(verdict.said())
                .isEqualTo("tenant team-a: 480.00 of 720.00 spent, 2.00 an hour, month ends at 1440.00 in 20.0 days:"
                        + " above the budget, cheaper ways are preferred");
    }

    @Test
    void within_the_budget_nothing_is_cut() {
        assertThat(BudgetVerdict.of(hard, days(10, .9), new Ask(day(10), 0, 3, .5))
                        .level())
                .isEqualTo(Level.WITHIN);
        assertThat(BudgetVerdict.of(hard, Spending.NONE, new Ask(NOVEMBER, 0, .9, .5))
                        .level())
                .isEqualTo(Level.WITHIN);
    }

    @Test
    void a_hard_budget_cuts_every_wish_by_the_same_share_above_its_floor() {
        BudgetVerdict verdict = BudgetVerdict.of(hard, days(10, 1.5), new Ask(day(10), 0, 1.5, .5));

        // 360 are left for 480 hours; the floor takes 240 of them, wishes above it are 480: a quarter
        assertThat(verdict.level()).isEqualTo(Level.CUT);
        assertThat(verdict.share()).isCloseTo(.25, within(1e-9));
        assertThat(verdict.ceiling()).isCloseTo(.75, within(1e-9));
        assertThat(verdict.said()).endsWith("cut to 0.75 an hour, 25 % above the floor");
    }

    @Test
    void the_floor_is_kept_when_the_money_is_gone() {
        BudgetVerdict verdict = BudgetVerdict.of(hard, days(20, 2.0), new Ask(day(20), 0, 2, .5));

        assertThat(verdict.level()).isEqualTo(Level.FLOOR);
        assertThat(verdict.ceiling()).isEqualTo(.5);
    }

    @Test
    void a_new_month_starts_from_nothing_in_the_owners_zone() {
        ZoneId zone = ZoneId.of("Asia/Tokyo");
        Spending spending = Spending.NONE.after(Instant.parse("2026-11-30T14:00:00Z"), 700, 700, zone);

        assertThat(spending.spentBy(Instant.parse("2026-11-30T14:59:00Z"), zone))
                .isEqualTo(700);
        assertThat(spending.spentBy(Instant.parse("2026-11-30T15:00:00Z"), zone))
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
                BudgetVerdict verdict = BudgetVerdict.of(hard, spending, new Ask(now, 0, wish, floor));
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
