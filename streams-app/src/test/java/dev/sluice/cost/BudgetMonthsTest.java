package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.cost.BudgetVerdict.Level;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import dev.sluice.policy.Placement.Rank;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every budget, whatever was spent and is wished. */
final class BudgetMonthsTest {
    private static final Instant NOW = Instant.parse("2026-11-12T08:00:00Z");
    private static final MonthlyBudget HARD = new MonthlyBudget(720, Kind.HARD, ZoneOffset.UTC);
    private static final MonthlyBudget SOFT = new MonthlyBudget(720, Kind.SOFT, ZoneOffset.UTC);

    /** Months with an hour more, an hour less, and one of 28 days; the budget begins to hold in the middle of them. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-10-20T03:00:00Z, 2026-10-31T23:00:00Z",
        "Europe/Berlin, 2026-03-15T11:00:00Z, 2026-03-31T22:00:00Z",
        "America/New_York, 2026-02-03T00:00:00Z, 2026-03-01T05:00:00Z",
        "Asia/Tokyo, 2026-11-29T09:00:00Z, 2026-11-30T15:00:00Z"
    })
    void a_hard_budget_holds_to_the_last_hour_of_the_owners_month(String zone, Instant from, Instant end) {
        MonthlyBudget budget = new MonthlyBudget(500, Kind.HARD, ZoneId.of(zone));
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            double floor = random.nextDouble();
            double before = 600 * random.nextDouble();
            Spending spending = Spending.NONE.after(from.minus(Duration.ofHours(1)), before, before, budget.zone());
            double total = before;
            for (Instant now = from; now.isBefore(end); now = now.plus(Duration.ofHours(1))) {
                double wish = 4 * random.nextDouble();
                Ask ask = new Ask(now, wish, floor);
                BudgetVerdict verdict =
                        BudgetVerdict.of(budget, "chat", spending.by(now, budget.zone(), wish, wish), ask);
                double cost = verdict.ceilingFor(wish, floor);
                assertThat(cost).isBetween(Math.min(wish, floor), wish);
                total += cost;
                spending = spending.after(now, cost, wish, budget.zone());
            }
            double floors = floor * Duration.between(from, end).toHours();
            assertThat(total).as("seed %d", seed).isLessThanOrEqualTo(Math.max(500, before + floors) + 1e-3);
            assertThat(spending.isOver(end, budget.zone())).isTrue();
        }
    }

    @Test
    void the_hours_left_are_those_of_the_owners_calendar() {
        Instant october = Instant.parse("2026-09-30T22:00:00Z");
        Ask ask = new Ask(october, 1, 0);
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        BudgetVerdict verdict = BudgetVerdict.of(new MonthlyBudget(1, Kind.SOFT, berlin), "chat", Spend.NONE, ask);

        assertThat(verdict.hoursLeft())
                .as("31 days and the hour that is lived twice")
                .isEqualTo(745);
    }

    @Test
    void whoever_has_spent_more_is_never_given_more() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            Ask ask = new Ask(
                    NOW.plus(Duration.ofHours(random.nextInt(400))), 3 * random.nextDouble(), random.nextDouble());
            Spend less = new Spend(900 * random.nextDouble(), random.nextDouble(), 2 * random.nextDouble());
            Spend more = new Spend(less.spent() + 50 * random.nextDouble(), less.burn(), less.wishedBurn());

            assertThat(BudgetVerdict.of(HARD, "chat", more, ask).ceiling())
                    .isLessThanOrEqualTo(
                            BudgetVerdict.of(HARD, "chat", less, ask).ceiling());
        }
    }

    @Test
    void the_next_hour_never_takes_what_the_floors_need_to_the_end_of_the_month() {
        Random random = new Random(6);
        for (int i = 0; i < 2000; i++) {
            Ask ask = new Ask(
                    NOW.plus(Duration.ofMinutes(random.nextInt(25_000))),
                    900 * random.nextDouble(),
                    random.nextDouble());
            Spend spend = new Spend(700 * random.nextDouble(), random.nextDouble(), random.nextDouble());

            BudgetVerdict verdict = BudgetVerdict.of(HARD, "chat", spend, ask);

            double above = Math.max(0, verdict.ceilingFor(ask.wishPerHour(), ask.floorPerHour()) - ask.floorPerHour());
            double free = 720 - spend.spent() - ask.floorPerHour() * verdict.hoursLeft();
            assertThat(above * Math.min(1, verdict.hoursLeft())).isLessThanOrEqualTo(Math.max(0, free) + 1e-9);
        }
    }

    @Test
    void a_soft_budget_cuts_nothing_however_much_is_spent_and_says_so() {
        BudgetVerdict verdict = BudgetVerdict.of(SOFT, "chat", new Spend(7000, 9, 9), new Ask(NOW, 50, 1));

        assertThat(verdict.level()).isEqualTo(Level.WARN);
        assertThat(verdict.share()).isEqualTo(1);
        assertThat(verdict.ceilingFor(50, 1)).isEqualTo(50);
    }

    @Test
    void a_budget_of_nothing_leaves_the_floor_and_says_what_it_costs() {
        MonthlyBudget none = new MonthlyBudget(0, Kind.HARD, ZoneOffset.UTC);

        BudgetVerdict verdict = BudgetVerdict.of(none, "chat", Spend.NONE, new Ask(NOW, 3, .25));

        assertThat(verdict.level()).isEqualTo(Level.FLOOR);
        assertThat(verdict.describe()).endsWith("only the floor is left, 0.25 per hour");
        assertThat(verdict.ceilingFor(.1, .25)).as("a wish below its floor").isEqualTo(.1);
    }

    @Test
    void who_wishes_nothing_is_within_a_budget_that_holds() {
        BudgetVerdict verdict = BudgetVerdict.of(HARD, "chat", new Spend(700, 0, 0), new Ask(NOW, 0, 0));

        assertThat(verdict.level()).isEqualTo(Level.WITHIN);
        assertThat(verdict.preferCheaper()).isFalse();
        assertThat(verdict.projected()).isEqualTo(700);
    }

    /** Every grant lies between floor and wish, and within the noticeable difference of the tenant's one share. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_order_claims_come_in_all_services_are_cut_alike(long seed) {
        Random random = new Random(seed);
        List<SharedClaim> claims = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            double floor = random.nextDouble() / 8;
            Spend spend = new Spend(40 * random.nextDouble(), random.nextDouble(), random.nextDouble());
            claims.add(claim("s" + i, floor + 2 * random.nextDouble(), floor, spend));
        }
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(claims, random);
            SharedBudget hub = new SharedBudget("team-a");
            claims.forEach(claim -> hub.claim(claim, Optional.of(HARD), NOW));
            BudgetVerdict verdict = hub.verdict(HARD, NOW);
            assertThat(verdict.level()).isEqualTo(Level.CUT);
            for (SharedClaim claim : claims) {
                double granted = granted(hub, claim.service());
                double fair = verdict.ceilingFor(claim.wish(), claim.floor());
                assertThat(granted).isBetween(claim.floor(), claim.wish());
                assertThat(granted).isCloseTo(fair, within(.005 * Math.max(granted, fair) + 1e-9));
            }
        }
    }

    @Test
    void a_claim_that_was_taken_in_is_answered_by_the_next_review() {
        SharedBudget hub = new SharedBudget("team-a");
        hub.take(claim("chat", .5, 0, Spend.NONE), NOW);

        assertThat(hub.held("chat").flatMap(SharedBudget.Held::granted)).isEmpty();
        assertThat(hub.review(Optional.of(HARD), NOW))
                .extracting(SharedGrant::service, SharedGrant::amount)
                .containsExactly(tuple("chat", .5));
        assertThat(hub.review(Optional.of(HARD), NOW)).as("nothing is new").isEmpty();
    }

    @Test
    void a_service_that_went_silent_holds_its_money_for_an_hour_and_no_longer() {
        SharedBudget hub = new SharedBudget("team-a");
        hub.claim(
                new SharedClaim(SharedResource.tenant("team-a"), "chat", 8, 0, 8, Rank.EQUAL, new Spend(100, 8, 8)),
                Optional.of(HARD),
                NOW);

        assertThat(hub.verdict(HARD, NOW.plus(Duration.ofMinutes(30))).spent()).isEqualTo(104);
        assertThat(hub.verdict(HARD, NOW.plus(Duration.ofHours(9))).spent()).isEqualTo(108);
        assertThat(hub.verdict(HARD, NOW.minus(Duration.ofHours(9))).spent())
                .as("a clock that was set back")
                .isEqualTo(100);
    }

    @Test
    void a_service_that_is_gone_leaves_its_pace_to_the_others_and_its_spending_to_the_month() {
        SharedBudget hub = new SharedBudget("team-a");
        hub.claim(claim("gone", 5, 1, new Spend(300, 5, 5)), Optional.of(HARD), NOW);
        hub.claim(claim("chat", .5, 0, new Spend(50, .5, .5)), Optional.of(HARD), NOW);
        assertThat(granted(hub, "chat")).isLessThan(.5);

        hub.withdraw("gone");

        assertThat(hub.verdict(HARD, NOW).spent()).isEqualTo(350);
        assertThat(hub.review(Optional.of(HARD), NOW)).hasSize(2);
        assertThat(granted(hub, "chat")).isEqualTo(.5);
        assertThat(granted(hub, "gone")).isZero();
        assertThat(hub.size()).isEqualTo(2);
    }

    private static double granted(SharedBudget hub, String service) {
        return hub.held(service)
                .flatMap(SharedBudget.Held::granted)
                .map(SharedGrant::amount)
                .orElseThrow();
    }

    private static SharedClaim claim(String service, double wish, double floor, Spend spend) {
        return new SharedClaim(SharedResource.tenant("team-a"), service, wish, floor, 0, Rank.EQUAL, spend);
    }
}
