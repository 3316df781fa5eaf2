package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.Share;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import dev.sluice.policy.Placement;
import dev.sluice.policy.PoolTerms;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.Stage;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What budgets do to the size of services, told as the course of their demand. */
final class BudgetedServicesTest {
    // 712 hours of the month are left when the courses begin
    private static final double HOURS_LEFT = 712;
    private static final Pool CPU = Pool.of("cpu", .2).withLeadTime(Duration.ofSeconds(30));

    private static ScalingPolicy on(String service, Placement placement) {
        return ScalingPolicy.of(service, 1000)
                .withLeadTime(Duration.ofMinutes(1))
                .withPlacement(placement.withPools(List.of(new PoolTerms("cpu", OptionalDouble.of(10), 0))));
    }

    private static ScalingPolicy within(String service, double perHour, Kind kind) {
        return on(
                service,
                Placement.ANYWHERE
                        .withPools(List.of(new PoolTerms("cpu", OptionalDouble.of(10), 0)))
                        .withBudget(monthly(perHour, kind)));
    }

    private static MonthlyBudget monthly(double perHour, Kind kind) {
        return new MonthlyBudget(perHour * HOURS_LEFT, kind, ZoneOffset.UTC);
    }

    @Test
    void a_hard_budget_holds_a_service_below_its_wish_and_says_so() {
        Market market = Market.with(CPU).under(within("chat", 4, Kind.HARD)).demand(30, "chat", 500);
        market.ready("chat", "cpu").demand(300, "chat", 500);
        assertThat(market.ordered("chat", "cpu")).isBetween(18, 21);
        assertThat(market.last("chat").stages())
                .filteredOn(stage -> stage.reason() == Reason.BUDGET)
                .extracting(Stage::detail)
                .first()
                .asString()
                .startsWith("service chat: 0.33 of 2848.00 spent, 4.00 an hour")
                .contains("cut to 3.89 an hour");
    }

    @Test
    void a_soft_budget_is_said_and_cuts_nothing() {
        Market soft = Market.with(CPU).under(within("chat", 4, Kind.SOFT)).demand(300, "chat", 500);
        Market free = Market.with(CPU).under(on("chat", Placement.ANYWHERE)).demand(300, "chat", 500);
        assertThat(soft.ordered("chat", "cpu")).isEqualTo(free.ordered("chat", "cpu"));
        assertThat(soft.last("chat").stages())
                .extracting(Stage::detail)
                .anyMatch(said -> said.contains("above the budget"));
    }

    @Test
    void money_that_is_gone_leaves_the_smallest_size() {
        Market market = Market.with(CPU).under(within("chat", .0001, Kind.HARD)).demand(300, "chat", 500);
        assertThat(market.ordered("chat", "cpu")).isEqualTo(1);
    }

    @Test
    void the_services_of_a_tenant_are_cut_by_one_share() {
        Market market = Market.with(CPU)
                .declare("team-a", monthly(6, Kind.HARD))
                .under(on("chat", Placement.ANYWHERE.withTenant("team-a")))
                .under(on("search", Placement.ANYWHERE.withTenant("team-a")));
        for (int minute = 0; minute < 10; minute++) {
            market.demand(60, Map.of("chat", 200.0, "search", 400.0));
            market.ready("chat", "cpu").ready("search", "cpu");
        }

        int chat = market.ordered("chat", "cpu");
        int search = market.ordered("search", "cpu");
        assertThat(.2 * (chat + search)).isBetween(5.2, 6.3);
        assertThat((double) search / chat).isCloseTo(2, offset(.3));
        assertThat(market.last("chat").stages())
                .extracting(Stage::detail)
                .anyMatch(said -> said.startsWith("tenant team-a:"));
    }

    @Test
    void advice_shows_a_cut_but_claims_nothing_of_the_tenant() {
        Market market = Market.with(CPU)
                .declare("team-a", monthly(6, Kind.HARD))
                .under(on("chat", Placement.ANYWHERE.withTenant("team-a")).withMode(Mode.ADVISE))
                .demand(300, "chat", 500);
        assertThat(claims(market)).isEmpty();
    }

    @Test
    void restarts_change_neither_size_nor_claims_nor_hours() {
        assertThat(course(true).all(Output.class).toString())
                .isEqualTo(course(false).all(Output.class).toString());
        assertThat(claims(course(false))).isNotEmpty();
        assertThat(course(false).all(Output.Costed.class)).isNotEmpty();
    }

    private static Market course(boolean restarts) {
        Market market = Market.with(CPU)
                .declare("team-a", monthly(6, Kind.HARD))
                .under(on("chat", Placement.ANYWHERE.withTenant("team-a")))
                .under(within("search", 3, Kind.HARD));
        for (int minute = 0; minute < 200; minute += 5) {
            double wave = 300 + 200 * Math.sin(minute / 20.0);
            market.demand(300, Map.of("chat", wave, "search", 2 * wave));
            market.ready("chat", "cpu").ready("search", "cpu");
            if (restarts) {
                market.restarted();
            }
        }
        return market;
    }

    private static List<SharedClaim> claims(Market market) {
        return market.all(Output.Claimed.class).stream()
                .map(Output.Claimed::claim)
                .filter(claim -> claim.share().kind() == Share.Kind.TENANT)
                .toList();
    }
}
