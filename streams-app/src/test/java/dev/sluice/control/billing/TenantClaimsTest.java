package dev.sluice.control.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.harness.CostHarness;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TenantClaimsTest {
    private static final MonthlyBudget BUDGET = new MonthlyBudget(1000, Kind.HARD, ZoneOffset.UTC);
    private final CostHarness books = new CostHarness();

    @BeforeEach
    void aBudget() {
        books.catalog.budget("team-a", BUDGET);
    }

    @Test
    void a_wish_is_claimed_when_it_moves_by_a_hundredth_and_once_an_hour_while_money_is_spent() {
        books.ready("gpu", 1, 5);
        assertThat(claim(10).orElseThrow().wish()).isEqualTo(10);
        assertThat(books.until(1).restarted().claimed(10.05)).isEmpty();
        assertThat(books.until(2).claimed(10.2)).isPresent();

        int hourly = 0;
        for (int minute = 3; minute < 303; minute++) {
            books.until(minute).windowClosed();
            Optional<SharedClaim> claim = books.claimed(10.2);
            hourly += claim.isPresent() ? 1 : 0;
            claim.ifPresent(c -> assertThat(c.spend().spent())
                    .isCloseTo(10 * (books.now() - CostHarness.NOON) / (double) CostHarness.HOUR, within(1e-6)));
        }
        assertThat(hourly).isEqualTo(5);
    }

    @Test
    void a_service_without_tenant_budget_wish_or_past_claims_nothing() {
        assertThat(claim(0)).isEmpty();
        books.catalog.withoutBudget("team-a");
        assertThat(claim(10)).isEmpty();
        assertThat(new CostHarness().paidBy("").claimed(10)).isEmpty();
    }

    @Test
    void a_cut_grant_is_a_ceiling_until_the_next_grant() {
        claim(10);
        assertThat(books.describe(10, 1)).as("nobody waits for the first grant").isEqualTo(SpendLimit.NONE);
        books.budgets()
                .granted(new SharedGrant(SharedResource.tenant("team-b"), "chat", 10, 2, "of another tenant", true));
        assertThat(books.describe(10, 1)).isEqualTo(SpendLimit.NONE);

        assertThat(books.budgets().granted(grant(10, 4))).isTrue();
        assertThat(books.budgets().granted(grant(10, 4))).as("nothing new").isFalse();
        SpendLimit cut = books.restarted().describe(10, 1);
        assertThat(cut).isEqualTo(new SpendLimit(OptionalDouble.of(4), true, "a cut", Optional.empty()));
        assertThat(books.describe(3, 1))
                .as("a wish below it")
                .isEqualTo(new SpendLimit(OptionalDouble.empty(), true, "a cut", Optional.empty()));

        assertThat(books.budgets().granted(grant(10, 10))).isTrue();
        assertThat(books.describe(10, 1)).isEqualTo(SpendLimit.NONE);
    }

    @Test
    void without_its_budget_a_tenant_limits_nothing() {
        claim(10);
        books.budgets().granted(grant(10, 4));
        books.catalog.withoutBudget("team-a");
        claim(10);
        assertThat(books.describe(10, 1)).isEqualTo(SpendLimit.NONE);
    }

    @Test
    void what_is_only_advised_claims_no_money() {
        books.ready("gpu", 1, 5);
        claim(10);
        books.under(Mode.ADVISE).until(10);
        assertThat(claim(10).orElseThrow().wish()).isZero();
        assertThat(claim(10)).isEmpty();
        assertThat(books.under(Mode.ACT).claimed(10).orElseThrow().wish()).isEqualTo(10);
    }

    @Test
    void a_decision_that_asks_for_nothing_leaves_the_claim_as_it_is() {
        claim(10);
        books.until(50);
        assertThat(books.budgets().takeClaim(Optional.of(books.policy()), Optional.empty(), books.now()))
                .isEmpty();
    }

    @Test
    void a_service_that_changes_its_tenant_withdraws_with_what_it_spent_and_claims_anew() {
        books.catalog.budget("team-b", BUDGET);
        books.ready("gpu", 1, 5);
        claim(10);
        books.budgets().granted(grant(10, 4));
        books.until(20).paidBy("team-b");
        assertThat(claim(10)).as("to the end of the hour team-a pays").isEmpty();

        SharedClaim withdrawn =
                books.until(60).windowClosed().restarted().claimed(10).orElseThrow();
        assertThat(withdrawn.share()).isEqualTo(SharedResource.tenant("team-a"));
        assertThat(withdrawn.wish()).isZero();
        assertThat(withdrawn.spend().spent()).isCloseTo(10, within(1e-6));
        assertThat(books.describe(10, 1)).isEqualTo(SpendLimit.NONE);

        SharedClaim again = books.until(90).claimed(10).orElseThrow();
        assertThat(again.share()).isEqualTo(SharedResource.tenant("team-b"));
        assertThat(again.spend().spent()).isCloseTo(5, within(1e-6));
    }

    @Test
    void where_the_money_of_the_tenant_will_not_last_cheaper_ways_are_preferred() {
        claim(10);
        assertThat(books.budgets().granted(tight(true))).isTrue();
        assertThat(books.restarted().describe(10, 1))
                .isEqualTo(new SpendLimit(OptionalDouble.empty(), true, "it will not last", Optional.empty()));
        assertThat(books.budgets().granted(tight(true))).as("nothing new").isFalse();
        assertThat(books.budgets()
                        .granted(new SharedGrant(
                                SharedResource.tenant("team-a"), "chat", 12, 12, "it will not last", true)))
                .as("all of a larger wish")
                .isFalse();
        assertThat(books.budgets().granted(tight(false))).isTrue();
        assertThat(books.describe(10, 1)).isEqualTo(SpendLimit.NONE);
    }

    private static SharedGrant tight(boolean tight) {
        return new SharedGrant(SharedResource.tenant("team-a"), "chat", 10, 10, "it will not last", tight);
    }

    @Test
    void a_service_that_came_to_rest_tells_the_last_of_its_spending_and_falls_silent() {
        books.ready("gpu", 1, 5);
        claim(10);
        books.until(30).ready("gpu", 2, 0);
        assertThat(claim(0).orElseThrow().spend().spent()).isCloseTo(5, within(1e-6));
        int told = 0;
        for (int hour = 1; hour < 14 * 24; hour++) {
            told += books.until(60 * hour).claimed(0).isPresent() ? 1 : 0;
        }
        // while the week that the pace looks back on passes
        assertThat(told).isLessThan(9 * 24);
        assertThat(books.claimed(0)).isEmpty();
    }

    private Optional<SharedClaim> claim(double wish) {
        return books.claimed(wish);
    }

    private static SharedGrant grant(double claimed, double amount) {
        return new SharedGrant(SharedResource.tenant("team-a"), "chat", claimed, amount, "a cut", amount < claimed);
    }
}
