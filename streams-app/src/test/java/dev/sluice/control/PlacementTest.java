package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.SharedPoolHarness;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.PoolPart;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** In which pools a service runs, told as the course of its demand. */
final class PlacementTest {
    // a GPU serves as much as twelve CPU replicas and costs as much as six
    private static final Pool CPU = Pool.of("cpu", .2).withLeadTime(Duration.ofSeconds(30));
    private static final Pool GPU = Pool.of("gpu", 1.2).withLeadTime(Duration.ofMinutes(3));

    private static ScalingPolicy llm(String service, PoolTerms... pools) {
        return ScalingPolicy.of(service, 1000)
                .withLeadTime(Duration.ofMinutes(1))
                .withPlacement(Placement.ANYWHERE.withPools(List.of(pools)));
    }

    private static PoolTerms on(String pool, double perReplica) {
        return new PoolTerms(pool, OptionalDouble.of(perReplica), 0);
    }

    private static ScalingPolicy llm(String service) {
        return llm(service, on("cpu", 10), on("gpu", 120));
    }

    @Test
    void a_little_demand_runs_where_little_is_cheap_and_a_lot_where_a_lot_is() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU, GPU).under(llm("chat"));
        market.demand(60, "chat", 15);
        assertThat(market.ordered("chat", "cpu")).isBetween(2, 4);
        assertThat(market.ordered("chat", "gpu")).isZero();
        market.ready("chat", "cpu").demand(300, "chat", 500);
        assertThat(market.ordered("chat", "gpu")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void each_pool_gets_a_command_of_its_own_and_each_command_says_the_whole() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU).under(llm("chat")).demand(120, "chat", 500);
        List<Output.Command> commands = market.commands("chat");
        assertThat(commands).extracting(Output.Command::generation).isSorted().doesNotHaveDuplicates();
        Output.Command newest = commands.get(commands.size() - 1);
        assertThat(newest.allocation()).extracting(PoolPart::pool).containsExactly("cpu", "gpu");
        assertThat(newest.allocation())
                .extracting(PoolPart::replicas)
                .containsExactly(market.ordered("chat", "cpu"), market.ordered("chat", "gpu"));
        assertThat(market.last("chat").allotment().pricePerHour())
                .hasValue(.2 * market.ordered("chat", "cpu") + 1.2 * market.ordered("chat", "gpu"));
    }

    @Test
    void a_policy_that_is_taken_away_and_comes_back_finds_its_replicas_in_their_pools() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU, GPU).under(llm("chat"));
        market.demand(120, "chat", 500)
                .ready("chat", "cpu")
                .ready("chat", "gpu")
                .demand(600, "chat", 500);
        int before = market.last("chat").current();
        market.withoutPolicy("chat").demand(60, "chat", 500);
        assertThat(market.last("chat").reason()).isEqualTo(Reason.NO_POLICY);
        assertThat(market.last("chat").current()).isEqualTo(before);

        market.restarted().demand(60, "chat", 500).under(llm("chat"));
        int known = market.decisions("chat").size();
        market.demand(120, "chat", 500);
        assertThat(market.decisions("chat").get(known).current()).isEqualTo(before);
        assertThat(market.commands("chat"))
                .extracting(command -> command.commanded().pool())
                .containsOnly("cpu", "gpu");
    }

    @Test
    void a_policy_that_no_longer_names_pools_moves_what_runs_there_and_leaves_none_behind() {
        SharedPoolHarness market = SharedPoolHarness.with(GPU).under(llm("chat", on("gpu", 10)));
        market.demand(120, "chat", 500).ready("chat", "gpu").demand(600, "chat", 500);
        int before = market.ordered("chat", "gpu");

        ScalingPolicy anywhere =
                llm("chat").withPlacement(Placement.ANYWHERE).withDemand(Policies.demand(Signal.REQUESTS, 10));
        market.under(anywhere).demand(60, "chat", 500);
        assertThat(market.ordered("chat", "")).isGreaterThanOrEqualTo(before);
        assertThat(market.ordered("chat", "gpu"))
                .as("kept until others are ready")
                .isEqualTo(before);
        market.ready("chat", "").demand(120, "chat", 500);
        assertThat(market.ordered("chat", "gpu")).isZero();
        assertThat(market.last("chat").current()).isEqualTo(before);
    }

    @Test
    void what_ran_without_a_pool_stays_until_the_pools_that_a_policy_begins_to_name_are_ready() {
        ScalingPolicy anywhere =
                llm("chat").withPlacement(Placement.ANYWHERE).withDemand(Policies.demand(Signal.REQUESTS, 10));
        SharedPoolHarness market = SharedPoolHarness.with(GPU).under(anywhere);
        market.demand(120, "chat", 500).ready("chat", "").demand(600, "chat", 500);
        int before = market.ordered("chat", "");

        market.under(llm("chat", on("gpu", 10))).demand(60, "chat", 500);
        assertThat(market.ordered("chat", ""))
                .as("whoever reports is counted once")
                .isEqualTo(before);
        market.ready("chat", "gpu").demand(120, "chat", 500);
        assertThat(market.ordered("chat", "")).isZero();
        assertThat(market.last("chat").current()).isEqualTo(before);
    }

    @Test
    void replicas_that_reported_before_their_policy_came_are_taken_for_its_first_pool() {
        SharedPoolHarness market = SharedPoolHarness.with(GPU).demand(60, "chat", 5);
        assertThat(market.last("chat").current()).isEqualTo(1);
        market.under(llm("chat", on("gpu", 10))).demand(300, "chat", 5);
        assertThat(market.commands("chat"))
                .isNotEmpty()
                .extracting(command -> command.commanded().pool())
                .containsOnly("gpu");
    }

    /** Hours of demand with the noise of its arrivals; commands of the last two. */
    private static List<Output.Command> steady(double rate, Pool first, Pool second, double there) {
        SharedPoolHarness market = SharedPoolHarness.with(first, second)
                .under(llm("chat", on(first.name(), 10), on(second.name(), there)));
        SplittableRandom random = new SplittableRandom(11);
        for (int window = 0; window < 3 * 360; window++) {
            market.demand(10, "chat", rate + Math.sqrt(rate / 10) * random.nextGaussian());
            if (window % 6 == 5) {
                market.ready("chat", first.name()).ready("chat", second.name());
            }
        }
        return market.commands("chat").stream()
                .filter(command -> command.issuedAt().isAfter(market.at().minusSeconds(7200)))
                .toList();
    }

    @Test
    void a_small_service_does_not_change_its_mix_with_the_noise_of_its_arrivals() {
        Pool few = Pool.of("q", .083).withLeadTime(Duration.ofMinutes(2)).withLimit(2);
        Pool many = Pool.of("p", .457).withLeadTime(Duration.ofSeconds(45));
        for (double rate : new double[] {19, 22, 25, 31}) {
            assertThat(steady(rate, many, few, 6.2)).as("commands at " + rate).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_move_starts_the_new_replicas_before_it_stops_the_old() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU).under(llm("chat")).demand(60, "chat", 35);
        int before = market.ordered("chat", "cpu");
        market.ready("chat", "cpu").demand(60, "chat", 600);
        assertThat(market.ordered("chat", "gpu")).isGreaterThanOrEqualTo(5);
        market.applied("chat", "gpu", 0).demand(60, "chat", 600);
        assertThat(market.ordered("chat", "cpu"))
                .as("kept while the GPUs start")
                .isGreaterThanOrEqualTo(before);
        assertThat(market.last("chat").stages()).extracting(Stage::reason).contains(Reason.HANDOVER);
        market.ready("chat", "gpu").demand(120, "chat", 600);
        assertThat(market.ordered("chat", "cpu"))
                .as("given back once they are ready")
                .isLessThan(before);
    }

    @Test
    void what_the_platform_cannot_run_runs_in_the_next_pool_and_is_tried_again_later() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU).under(llm("chat")).demand(120, "chat", 1200);
        int wanted = market.ordered("chat", "gpu");
        assertThat(wanted).isGreaterThan(8);
        market.full("chat", "gpu", 4).demand(60, "chat", 1200);
        assertThat(market.ordered("chat", "gpu")).isEqualTo(4);
        assertThat(10 * market.ordered("chat", "cpu")).isGreaterThanOrEqualTo(1200 - 4 * 120);
        assertThat(market.last("chat").stages()).extracting(Stage::reason).contains(Reason.NO_CAPACITY);

        market.ready("chat", "gpu").ready("chat", "cpu").restarted().demand(300, "chat", 1200);
        assertThat(market.ordered("chat", "gpu")).as("believed").isEqualTo(4);
        market.demand(400, "chat", 1200);
        assertThat(market.ordered("chat", "gpu")).as("tried again").isGreaterThan(8);
        assertThat(10 * market.ordered("chat", "cpu"))
                .as("kept while it is tried")
                .isGreaterThanOrEqualTo(1200 - 4 * 120);
    }

    @Test
    void replicas_of_a_pool_with_a_limit_are_kept_too_until_those_of_another_are_ready() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU, GPU.withLimit(12))
                .under(llm("chat", on("cpu", 10), on("gpu", 120), on("large", 800)))
                .demand(300, "chat", 600)
                .ready("chat", "gpu")
                .demand(60, "chat", 600);
        int before = market.ordered("chat", "gpu");
        assertThat(before).isGreaterThanOrEqualTo(5);

        Pool large = Pool.of("large", 2).withLeadTime(Duration.ofMinutes(5)).withLimit(4);
        market.declare(large).demand(30, "chat", 600);
        assertThat(market.ordered("chat", "large")).isEqualTo(1);
        market.applied("chat", "large", 0).demand(60, "chat", 600);
        assertThat(120 * market.ordered("chat", "gpu")).as("they still serve").isGreaterThanOrEqualTo(600);

        market.ready("chat", "large").demand(30, "chat", 600);
        assertThat(market.ordered("chat", "gpu")).as("given back").isZero();
    }

    @Test
    void traffic_goes_where_replicas_are_ready() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU).under(llm("chat")).demand(60, "chat", 35);
        market.ready("chat", "cpu")
                .demand(60, "chat", 600)
                .applied("chat", "gpu", 0)
                .demand(20, "chat", 600);
        assertThat(weights(market)).containsEntry("cpu", 1000).containsEntry("gpu", 0);
        market.ready("chat", "gpu").demand(20, "chat", 600);
        assertThat(weights(market).getOrDefault("gpu", 0)).isGreaterThan(800);
    }

    private static Map<String, Integer> weights(SharedPoolHarness market) {
        Map<String, Integer> weights = new java.util.TreeMap<>();
        market.last("chat").allotment().parts().forEach(part -> weights.put(part.pool(), part.weight()));
        return weights;
    }

    @Test
    void of_a_pool_with_a_limit_nothing_is_ordered_before_it_was_granted() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU.withLimit(4)).unanswered().under(llm("chat"));
        market.demand(10, "chat", 600);
        assertThat(market.all(Output.Claimed.class)).isNotEmpty();
        assertThat(market.commands("chat")).as("the answer is waited for").isEmpty();
        market.demand(10, "chat", 600);
        assertThat(market.ordered("chat", "gpu")).isZero();
        assertThat(market.ordered("chat", "cpu"))
                .as("but not longer than a window")
                .isGreaterThanOrEqualTo(60);
    }

    @Test
    void what_a_pool_cannot_give_is_taken_from_the_next_best() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU.withLimit(4)).under(llm("chat")).demand(30, "chat", 1000);
        assertThat(market.ordered("chat", "gpu")).isEqualTo(4);
        assertThat(market.ordered("chat", "cpu")).isGreaterThanOrEqualTo(52);
        assertThat(market.last("chat").stages()).extracting(Stage::detail).anyMatch(said -> said.contains("limit 4"));
    }

    @Test
    void the_more_important_service_gets_the_pool_and_the_other_is_told_why() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU, GPU.withLimit(4))
                .under(llm("batch"))
                .demand(30, "batch", 480);
        assertThat(market.ordered("batch", "gpu")).isEqualTo(4);
        ScalingPolicy urgent = llm("chat").withPlacement(llm("chat").placement().withRank(new Rank(10, 1)));
        market.under(urgent).demand(60, Map.of("chat", 300.0, "batch", 480.0));
        assertThat(market.ordered("chat", "gpu")).isBetween(2, 4);
        assertThat(market.ordered("gpu")).isLessThanOrEqualTo(4);
        assertThat(market.last("batch").stages())
                .extracting(Stage::detail)
                .anyMatch(said -> said.contains("claims of a higher priority"));
    }

    @Test
    void together_services_never_hold_more_of_a_pool_than_there_is() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU, GPU.withLimit(7));
        List<String> services = List.of("a", "b", "c", "d");
        for (int i = 0; i < services.size(); i++) {
            ScalingPolicy policy = llm(services.get(i));
            market.under(policy.withPlacement(policy.placement().withRank(new Rank(i % 2, 1 + i))));
        }
        SplittableRandom random = new SplittableRandom(11);
        int most = 0;
        for (int i = 0; i < 200; i++) {
            Map<String, Double> demand = new java.util.TreeMap<>();
            services.forEach(service -> demand.put(service, 600 * Math.pow(random.nextDouble(), 2)));
            market.demand(10, demand);
            for (String service : services) {
                if (random.nextInt(3) == 0 && market.newest(service, "gpu").isPresent()) {
                    market.ready(service, "gpu");
                }
            }
            assertThat(market.ordered("gpu")).isLessThanOrEqualTo(7);
            most = Math.max(most, market.ordered("gpu"));
        }
        assertThat(most).isEqualTo(7);
    }

    @Test
    void a_restart_at_any_moment_changes_no_decision() {
        List<Decision> undisturbed = decisions(false);
        assertThat(undisturbed).hasSizeGreaterThan(80);
        assertThat(decisions(true)).isEqualTo(undisturbed);
    }

    private static List<Decision> decisions(boolean restarting) {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU.withLimit(5)).under(llm("chat")).under(llm("batch"));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 60; i++) {
            market.demand(10, Map.of("chat", 400 + 300 * Math.sin(i / 9.0), "batch", 500 * random.nextDouble()));
            if (i % 7 == 3 && market.newest("chat", "gpu").isPresent()) {
                market.ready("chat", "gpu");
            }
            if (restarting) {
                market.restarted();
            }
        }
        List<Decision> all = new ArrayList<>(market.decisions("chat"));
        all.addAll(market.decisions("batch"));
        return all;
    }

    @Test
    void a_pool_that_the_policy_no_longer_names_is_left() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU, GPU)
                .under(llm("chat"))
                .demand(60, "chat", 35)
                .ready("chat", "cpu");
        market.under(llm("chat", on("gpu", 120))).demand(30, "chat", 35);
        assertThat(market.ordered("chat", "gpu")).isEqualTo(1);
        market.applied("chat", "gpu", 0).demand(30, "chat", 35);
        assertThat(market.ordered("chat", "cpu")).isPositive();
        market.ready("chat", "gpu").demand(30, "chat", 35);
        assertThat(market.ordered("chat", "cpu")).isZero();
    }

    @Test
    void a_pool_that_is_not_declared_holds_the_size_and_says_so() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU).under(llm("chat", on("tpu", 50))).demand(60, "chat", 35);
        assertThat(market.commands("chat")).isEmpty();
        assertThat(market.last("chat").stages()).extracting(Stage::detail).anyMatch(s -> s.contains("no pool"));
        market.declare(Pool.of("tpu", 3)).demand(20, "chat", 35);
        assertThat(market.ordered("chat", "tpu")).isBetween(1, 2);
    }

    @Test
    void who_is_only_advised_claims_nothing_and_is_commanded_nothing() {
        SharedPoolHarness market =
                SharedPoolHarness.with(CPU, GPU.withLimit(4)).under(llm("chat").withMode(Mode.ADVISE));
        market.demand(60, "chat", 480);
        assertThat(market.all(Output.Claimed.class)).isEmpty();
        assertThat(market.commands("chat")).isEmpty();
        assertThat(market.last("chat").allotment().parts())
                .extracting(PoolPart::replicas)
                .contains(4);
    }

    @Test
    void work_with_a_deadline_uses_spot_while_there_is_slack_and_firm_replicas_when_that_is_gone() {
        Pool spot = Pool.of("spot", .05)
                .withLeadTime(Duration.ofMinutes(1))
                .withSpot(.1)
                .withLimit(40);
        SharedPoolHarness market = SharedPoolHarness.with(CPU.withLimit(40), spot);
        ScalingPolicy train = llm("train", on("cpu", 1), on("spot", 1))
                .withReplicas(new Bounds(0, 100))
                .withDemand(Policies.demand(dev.sluice.demand.Signal.BACKLOG, 1))
                .withObjective(new Objective.Deadline(market.at().plus(Duration.ofHours(2))));
        market.under(train).backlog(60, "train", 60_000);
        assertThat(market.ordered("train", "spot")).isPositive();
        assertThat(market.ordered("train", "cpu")).isZero();
        // near the deadline with the work still there
        market.backlog(6000, "train", 60_000);
        assertThat(market.ordered("train", "cpu")).isGreaterThan(10);
        market.backlog(20, "train", 0);
        assertThat(market.ordered("train", "cpu") + market.ordered("train", "spot"))
                .isZero();
    }

    @Test
    void work_with_a_deadline_whose_backlog_nobody_reports_is_not_taken_for_finished() {
        SharedPoolHarness market = SharedPoolHarness.with(CPU.withLimit(40));
        ScalingPolicy nightly = llm("nightly", on("cpu", 1))
                .withReplicas(new Bounds(0, 100))
                .withDemand(Policies.demand(dev.sluice.demand.Signal.BACKLOG, 1))
                .withObjective(new Objective.Deadline(market.at().plus(Duration.ofHours(8))));
        market.under(nightly).demand(10, "nightly", 20);
        market.ready("nightly", "cpu").demand(300, "nightly", 20);
        assertThat(market.ordered("nightly", "cpu")).isGreaterThanOrEqualTo(20);
        assertThat(market.commands("nightly"))
                .extracting(Output.Command::replicas)
                .isSorted();
    }
}
