package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.SharedPoolHarness;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
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
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU).under(within("chat", 4, Kind.HARD)).demand(30, "chat", 500);
        market.ready("chat", "cpu").demand(300, "chat", 500);
        assertThat(market.ordered("chat", "cpu")).isBetween(18, 21);
        assertThat(market.last("chat").stages())
                .filteredOn(stage -> stage.reason() == Reason.BUDGET)
                .extracting(Stage::detail)
                .first()
                .asString()
                .startsWith("service chat: 0.33 of 2,848.00 spent, 4.00 per hour")
                .contains("cut to 3.89 per hour");
    }

    @Test
    void a_soft_budget_is_said_and_cuts_nothing() {
        SharedPoolHarness soft =
                SharedPoolHarness.with(CPU).under(within("chat", 4, Kind.SOFT)).demand(300, "chat", 500);
        SharedPoolHarness free = SharedPoolHarness.with(CPU)
                .under(on("chat", Placement.ANYWHERE))
                .demand(300, "chat", 500);
        assertThat(soft.ordered("chat", "cpu")).isEqualTo(free.ordered("chat", "cpu"));
        assertThat(soft.last("chat").stages())
                .extracting(Stage::detail)
                .anyMatch(said -> said.contains("above the budget"));
    }

    @Test
    void money_that_is_gone_leaves_the_smallest_size() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU)
                .under(within("chat", .0001, Kind.HARD))
                .demand(300, "chat", 500);
        assertThat(market.ordered("chat", "cpu")).isEqualTo(1);
    }

    private static final Pool FEW = CPU.withLimit(8);
    /** One carries what no number of the small ones does, and costs as much as fifteen of them. */
    private static final Pool LARGE = Pool.of("large", 3).withLeadTime(Duration.ofMinutes(1));

    private static SharedPoolHarness lumpy(double perHour) {
        Placement pools = Placement.ANYWHERE
                .withPools(List.of(
                        new PoolTerms("cpu", OptionalDouble.of(10), 0),
                        new PoolTerms("large", OptionalDouble.of(200), 0)))
                .withBudget(monthly(perHour, Kind.HARD));
        ScalingPolicy policy = ScalingPolicy.of("chat", 1000)
                .withLeadTime(Duration.ofMinutes(1))
                .withPlacement(pools);
        return SharedPoolHarness.with(FEW, LARGE).under(policy);
    }

    /** Six hours of a slow wave with a peak of a minute every 37. */
    private static void waves(SharedPoolHarness market, IntConsumer eachMinute) {
        for (int minute = 0; minute < 6 * 60; minute++) {
            double peak = minute % 37 == 5 ? 60 : 0;
            market.demand(60, "chat", 60 + 50 * Math.sin(minute / 60.0) + peak);
            Stream.of("cpu", "large")
                    .filter(pool -> market.newest("chat", pool).isPresent())
                    .forEach(pool -> market.ready("chat", pool));
            eachMinute.accept(minute);
        }
    }

    @Test
    void where_the_next_step_is_too_dear_the_size_under_a_hard_budget_follows_demand_and_does_not_swing() {
        SharedPoolHarness market = lumpy(1.2);
        List<Integer> sizes = new ArrayList<>();
        waves(market, minute -> {
            int size = market.ordered("chat", "cpu");
            if (sizes.isEmpty() || sizes.get(sizes.size() - 1) != size) {
                sizes.add(size);
            }
            assertThat(market.ordered("chat", "large")).isZero();
        });
        assertThat(sizes).hasSizeLessThan(16);
        assertThat(sizes.get(0)).isGreaterThanOrEqualTo(6);
    }

    @Test
    void a_running_window_over_capacity_takes_nothing_back_though_the_money_is_gone() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU).under(within("chat", 4, Kind.HARD)).demand(60, "chat", 60);
        market.ready("chat", "cpu");
        int before = market.ordered("chat", "cpu");
        market.under(within("chat", .0001, Kind.HARD)).begun(5, "chat", 600);
        assertThat(market.last("chat").trigger()).isEqualTo(Trigger.RUNNING_WINDOW);
        assertThat(market.ordered("chat", "cpu")).isEqualTo(before).isGreaterThan(1);
        assertThat(market.last("chat").stages())
                .filteredOn(stage -> stage.name() == Stage.Name.BUDGET)
                .extracting(Stage::detail)
                .isNotEmpty()
                .allMatch(said -> said.endsWith(", but 2.40 per hour is kept"));
        market.demand(20, "chat", 600);
        assertThat(market.ordered("chat", "cpu")).isEqualTo(1);
    }

    @Test
    void money_that_large_replicas_leave_over_is_spent_on_later_wishes() {
        SharedPoolHarness market = lumpy(2.3);
        waves(market, minute -> {});
        // a mean of 1.6 per hour was spent: nothing that costs that is cut any more
        assertThat(market.decisions("chat").stream()
                        .filter(decision -> decision.at().isAfter(market.at().minusSeconds(3600)))
                        .flatMap(decision -> decision.stages().stream())
                        .filter(stage -> stage.reason() == Reason.BUDGET)
                        .map(Stage::detail))
                .noneMatch(said -> said.contains("cut to"));
    }

    @Test
    void what_a_budget_does_not_pay_for_is_not_claimed_in_turn_with_what_it_does() {
        SharedPoolHarness market = lumpy(1.2);
        waves(market, minute -> {});
        long claims = market.all(Output.Claimed.class).stream()
                .filter(claimed -> claimed.claim().share().kind() == SharedResource.Kind.POOL)
                .count();
        assertThat(claims).isLessThan(market.decisions("chat").size() / 4);
        assertThat(market.decisions("chat").stream()
                        .flatMap(decision -> decision.stages().stream())
                        .filter(stage ->
                                stage.name() == Stage.Name.MIX && stage.detail().contains("no more"))
                        .map(Stage::reason))
                .as("the pools have more than the money buys")
                .isNotEmpty()
                .containsOnly(Reason.BUDGET);
    }

    /** Hours of steady demand, with the noise of its arrivals, on one pool that is limited and one that is dear. */
    private static SharedPoolHarness steady(double rate, double perHour, Pool limited, Pool dear, double there) {
        Placement pools = Placement.ANYWHERE
                .withPools(List.of(
                        new PoolTerms(limited.name(), OptionalDouble.of(10), 0),
                        new PoolTerms(dear.name(), OptionalDouble.of(there), 0)))
                .withBudget(monthly(perHour, Kind.HARD));
        SharedPoolHarness market = SharedPoolHarness.with(limited, dear)
                .under(ScalingPolicy.of("chat", 1000).withPlacement(pools));
        SplittableRandom random = new SplittableRandom(5);
        for (int window = 0; window < 3 * 360; window++) {
            market.demand(10, "chat", rate + 2 * random.nextGaussian());
            if (window % 6 == 5) {
                market.ready("chat", limited.name()).ready("chat", dear.name());
            }
        }
        return market;
    }

    @Test
    void a_budget_about_as_high_as_the_cost_moves_no_steady_service() {
        Pool limited = Pool.of("x", .425).withLeadTime(Duration.ofSeconds(30)).withLimit(5);
        Pool dear = Pool.of("y", .398).withLeadTime(Duration.ofMinutes(4));
        for (double perHour : new double[] {5.2, 5.28, 5.35, 5.4}) {
            SharedPoolHarness market = steady(102, perHour, limited, dear, 7.2);
            assertThat(market.commands("chat"))
                    .filteredOn(
                            command -> command.issuedAt().isAfter(market.at().minusSeconds(7200)))
                    .as("commands of two hours at " + perHour)
                    .hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_claim_does_not_follow_the_grant_that_it_caused() {
        Pool limited = Pool.of("x", .2).withLeadTime(Duration.ofSeconds(30)).withLimit(4);
        // less of x can cost less than all of it: 3 x and 5 y serve 115, 4 x and 4 y only 108
        SharedPoolHarness market =
                steady(110, 1000, limited, Pool.of("y", .9).withLeadTime(Duration.ofSeconds(30)), 17);
        assertThat(market.all(Output.Claimed.class)).hasSizeLessThan(40);
    }

    @Test
    void a_claim_that_another_service_cuts_is_made_as_if_it_were_not() {
        Pool first = Pool.of("p", .334).withLeadTime(Duration.ofMinutes(2)).withLimit(5);
        Pool second = Pool.of("q", .343).withLeadTime(Duration.ofSeconds(30)).withLimit(2);
        List<PoolTerms> both =
                List.of(new PoolTerms("p", OptionalDouble.of(10), 0), new PoolTerms("q", OptionalDouble.of(15.5), 0));
        Placement pools = Placement.ANYWHERE.withPools(both);
        SharedPoolHarness market = SharedPoolHarness.with(first, second)
                .under(ScalingPolicy.of("chat", 1000).withPlacement(pools.withBudget(monthly(1.278, Kind.HARD))))
                .under(ScalingPolicy.of("search", 1000).withPlacement(pools.withBudget(monthly(.96, Kind.HARD))));
        for (int window = 0; window < 3 * 360; window++) {
            market.demand(10, Map.of("chat", 42.0, "search", 157.0));
            if (window % 6 == 5) {
                Stream.of("chat", "search")
                        .forEach(service -> market.ready(service, "p").ready(service, "q"));
            }
        }
        assertThat(Stream.of("chat", "search").flatMap(service -> market.commands(service).stream()))
                .filteredOn(command -> command.issuedAt().isAfter(market.at().minusSeconds(7200)))
                .hasSizeLessThanOrEqualTo(4);
    }

    /** Poisson-like noise on two services that share what they can of two limited pools; commands of the last two hours. */
    private static List<Output.Command> sharing(Pool first, Pool second, double perHourOfOne, double perHourOfOther) {
        List<PoolTerms> both =
                List.of(new PoolTerms("p", OptionalDouble.of(10), 0), new PoolTerms("q", OptionalDouble.of(4.6), 0));
        Placement pools = Placement.ANYWHERE.withPools(both);
        SharedPoolHarness market = SharedPoolHarness.with(first, second)
                .under(ScalingPolicy.of("chat", 1000).withPlacement(pools.withBudget(monthly(perHourOfOne, Kind.HARD))))
                .under(ScalingPolicy.of("search", 1000)
                        .withPlacement(pools.withBudget(monthly(perHourOfOther, Kind.HARD))));
        SplittableRandom random = new SplittableRandom(7);
        for (int window = 0; window < 3 * 360; window++) {
            market.demand(
                    10, Map.of("chat", 148 + 5 * random.nextGaussian(), "search", 135 + 5 * random.nextGaussian()));
            if (window % 6 == 5) {
                Stream.of("chat", "search")
                        .forEach(service -> market.ready(service, "p").ready(service, "q"));
            }
        }
        return Stream.of("chat", "search")
                .flatMap(service -> market.commands(service).stream())
                .filter(command -> command.issuedAt().isAfter(market.at().minusSeconds(7200)))
                .toList();
    }

    @Test
    void a_claim_that_is_granted_whole_because_it_was_lowered_does_not_change_what_the_budget_allows() {
        Pool first = Pool.of("p", .186).withLeadTime(Duration.ofSeconds(45)).withLimit(14);
        Pool second = Pool.of("q", .175).withLeadTime(Duration.ofSeconds(30)).withLimit(11);
        for (double share : new double[] {.93, .95, .97}) {
            assertThat(sharing(first, second, 2.352 * share, 2.177 * share))
                    .as("commands of two hours at " + share)
                    .hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void work_with_a_deadline_is_finished_by_what_a_hard_budget_buys_though_it_ends_later() {
        ScalingPolicy train = on("train", Placement.ANYWHERE)
                .withReplicas(new ScalingPolicy.Bounds(0, 1000))
                .withDemand(Policies.demand(Signal.BACKLOG, 10))
                .withObjective(
                        new Objective.Deadline(SharedPoolHarness.with(CPU).at().plus(Duration.ofHours(2))));
        SharedPoolHarness free = SharedPoolHarness.with(CPU).under(train).backlog(60, "train", 3_000_000);
        Placement hard = train.placement().withBudget(monthly(2, Kind.HARD));
        SharedPoolHarness cut =
                SharedPoolHarness.with(CPU).under(train.withPlacement(hard)).backlog(60, "train", 3_000_000);
        assertThat(free.ordered("train", "cpu")).isGreaterThan(40);
        assertThat(cut.ordered("train", "cpu")).isBetween(8, 11);
        assertThat(cut.last("train").stages())
                .filteredOn(stage -> stage.name() == Stage.Name.MIX)
                .extracting(Stage::detail)
                .allMatch(said -> said.endsWith("the budget buys no more"));
    }

    @Test
    void the_services_of_a_tenant_are_cut_by_one_share() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU)
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
        SharedPoolHarness market = SharedPoolHarness.with(CPU)
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

    private static SharedPoolHarness course(boolean restarts) {
        SharedPoolHarness market = SharedPoolHarness.with(CPU)
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

    private static List<SharedClaim> claims(SharedPoolHarness market) {
        return market.all(Output.Claimed.class).stream()
                .map(Output.Claimed::claim)
                .filter(claim -> claim.share().kind() == SharedResource.Kind.TENANT)
                .toList();
    }
}
