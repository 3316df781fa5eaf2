package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import dev.sluice.policy.Placement.Rank;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedBudgetTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Optional<MonthlyBudget> HARD = budget(720, Kind.HARD);
    private static final Optional<MonthlyBudget> SOFT = budget(720, Kind.SOFT);

    private final SharedBudget team = new SharedBudget("team-a");

    @Test
    void within_the_budget_and_without_one_every_wish_is_granted_whole() {
        assertThat(team.claim(claim("chat", .5, .1, 0), HARD, NOVEMBER))
                .singleElement()
                .satisfies(grant -> assertThat(grant.isCut()).isFalse());
        SharedGrant free = team.claim(claim("search", 900, 1, 0), Optional.empty(), NOVEMBER)
                .get(0);
        assertThat(free.amount()).isEqualTo(900);
        assertThat(free.detail()).isEqualTo("tenant team-a: no budget");
    }

    @Test
    void a_hard_budget_cuts_all_services_by_the_same_share_above_their_floors() {
        team.claim(claim("chat", .75, .25, 0), HARD, NOVEMBER);

        // together they wish 2 per hour of 1 that there is; the floors take a half of it
        List<SharedGrant> grants = team.claim(claim("search", 1.25, .25, 0), HARD, NOVEMBER);

        assertThat(grants).extracting(SharedGrant::service).containsExactly("chat", "search");
        assertThat(grants.get(0).amount()).isCloseTo(.25 + .5 / 3, within(1e-9));
        assertThat(grants.get(1).amount()).isCloseTo(.25 + 1.0 / 3, within(1e-9));
        assertThat(grants.get(1).detail())
                .startsWith("tenant team-a: 0.00 of 720.00 spent")
                .contains("cut to 1.00");
    }

    @Test
    void a_soft_budget_grants_the_wish_and_warns() {
        team.claim(claim("chat", 1, 0, 0), SOFT, NOVEMBER);
        SharedGrant grant = team.claim(claim("search", 1, 0, 0), SOFT, NOVEMBER).get(0);
        assertThat(grant.isCut()).isFalse();
        assertThat(grant.tight()).isTrue();
        assertThat(grant.detail()).contains("month ends at 1,440.00").endsWith("cheaper ways are preferred");
    }

    @Test
    void money_lasts_again_when_clearly_less_is_wished_and_all_services_are_told() {
        team.claim(claim("chat", .5, 0, 0), SOFT, NOVEMBER);
        assertThat(team.claim(claim("search", .51, 0, 0), SOFT, NOVEMBER))
                .hasSize(2)
                .allMatch(SharedGrant::tight);
        assertThat(team.claim(claim("search", .49, 0, 0), SOFT, NOVEMBER))
                .singleElement()
                .matches(SharedGrant::tight);
        assertThat(team.claim(claim("search", .4, 0, 0), SOFT, NOVEMBER))
                .hasSize(2)
                .noneMatch(SharedGrant::tight);
    }

    @Test
    void only_noticeable_changes_are_granted_anew_but_the_claimant_always_hears() {
        team.claim(claim("chat", 1, 0, 0), HARD, NOVEMBER);
        team.claim(claim("search", 1, 0, 0), HARD, NOVEMBER);
        assertThat(team.claim(claim("search", 1.005, 0, 0), HARD, NOVEMBER))
                .extracting(SharedGrant::service)
                .containsExactly("search");
        assertThat(team.claim(claim("search", 1.05, 0, 0), HARD, NOVEMBER)).hasSize(2);
        assertThat(team.review(HARD, NOVEMBER)).isEmpty();
        assertThat(team.review(budget(2000, Kind.HARD), NOVEMBER)).hasSize(2).noneMatch(SharedGrant::isCut);
    }

    @Test
    void a_withdrawn_claim_wishes_nothing_but_its_money_is_gone_until_the_month_ends() {
        Instant middle = NOVEMBER.plus(Duration.ofDays(15));
        team.claim(claim("chat", 2, 0, 540), HARD, middle);
        SharedGrant none = team.claim(claim("chat", 0, 0, 540), HARD, middle).get(0);
        assertThat(none.amount()).isZero();

        SharedGrant cut = team.claim(claim("search", .9, 0, 0), HARD, middle).get(0);
        assertThat(cut.amount()).as("180 for 360 hours").isCloseTo(.5, within(1e-9));

        Instant december = Instant.parse("2026-12-01T00:00:00Z");
        assertThat(team.review(HARD, december)).singleElement().satisfies(grant -> {
            assertThat(grant.service()).isEqualTo("search");
            assertThat(grant.isCut()).isFalse();
        });
        assertThat(team.forget(HARD, december.minusMillis(1))).isEmpty();
        assertThat(team.forget(HARD, december)).containsExactly("chat");
        assertThat(team.held("chat")).isEmpty();
    }

    @Test
    void a_claim_on_another_tenant_is_refused() {
        SharedClaim foreign = new SharedClaim(SharedResource.tenant("team-b"), "chat", 1, 0, 0, Rank.EQUAL, Spend.NONE);
        assertThatThrownBy(() -> team.claim(foreign, HARD, NOVEMBER)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A month of services that come, grow, shrink and go, and claim once an hour or when their wish jumps. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_hard_budget_holds_for_a_month_of_many_services_and_restarts(long seed) {
        Random random = new Random(seed);
        SharedBudget hub = new SharedBudget("team-a");
        TreeMap<String, Service> services = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            services.put("s" + i, new Service(random.nextDouble() / 8));
        }
        for (int quarter = 0; quarter < 720 * 4; quarter++) {
            Instant now = NOVEMBER.plus(Duration.ofMinutes(15L * quarter));
            for (Map.Entry<String, Service> each : services.entrySet()) {
                Service service = each.getValue();
                boolean jumps = random.nextInt(12) == 0;
                if (jumps) {
                    service.wish = random.nextInt(5) == 0 ? 0 : service.floor + 3 * random.nextDouble();
                }
                if (jumps || quarter % 4 == 0) {
                    hub.claim(service.claim(each.getKey(), now), HARD, now)
                            .forEach(grant -> services.computeIfPresent(
                                    grant.service(), (name, granted) -> granted.grant(grant)));
                }
            }
            if (random.nextInt(20) == 0) {
                hub = again(hub, services.keySet());
            }
            services.values().forEach(service -> service.runAQuarter(now));
        }
        double total = services.values().stream().mapToDouble(s -> s.total).sum();
        double wished =
                services.values().stream().mapToDouble(s -> s.wishedTotal).sum();
        assertThat(wished).as("there was something to cut").isGreaterThan(1000);
        // changes below half a hundredth are not told, and every claim is up to an hour old
        assertThat(total).isBetween(.95 * 720, 1.001 * 720);
    }

    private static final class Service {
        private final double floor;
        private double wish;
        private double ceiling;
        private double total;
        private double wishedTotal;
        private Spending spending = Spending.NONE;

        Service(double floor) {
            this.floor = floor;
        }

        SharedClaim claim(String name, Instant now) {
            double holding = Math.min(wish, ceiling);
            return new SharedClaim(
                    SharedResource.tenant("team-a"),
                    name,
                    wish,
                    Math.min(wish, floor),
                    holding,
                    Rank.EQUAL,
                    spending.by(now, ZoneOffset.UTC, holding, wish));
        }

        Service grant(SharedGrant grant) {
            ceiling = grant.amount();
            return this;
        }

        void runAQuarter(Instant now) {
            double cost = Math.min(wish, ceiling) / 4;
            spending = spending.after(now, cost, wish / 4, ZoneOffset.UTC);
            total += cost;
            wishedTotal += wish / 4;
        }
    }

    private static SharedClaim claim(String service, double wish, double floor, double spent) {
        return new SharedClaim(
                SharedResource.tenant("team-a"), service, wish, floor, 0, Rank.EQUAL, new Spend(spent, 0, 0));
    }

    private static Optional<MonthlyBudget> budget(double perMonth, Kind kind) {
        return Optional.of(new MonthlyBudget(perMonth, kind, ZoneOffset.UTC));
    }

    private static SharedBudget again(SharedBudget hub, Set<String> services) {
        return SharedBudget.of(
                "team-a",
                services.stream().map(hub::held).flatMap(Optional::stream).toList());
    }
}
