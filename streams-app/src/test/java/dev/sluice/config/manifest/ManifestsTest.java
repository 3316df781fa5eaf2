package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.allocation.Pool;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.Drift;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestsTest {
    private static final Pattern FENCED = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Resources MACHINE = new Resources(4, 16L << 30, 1, 24L << 30, 100L << 30);

    @TempDir
    Path directory;

    @Test
    void a_name_and_a_largest_size_are_enough() {
        assertThat(read(policy("replicas: {max: 40}"))).containsExactly(ScalingPolicy.of("search", 40));
    }

    @Test
    void a_learned_lead_time_may_be_planned_by_another_quantile_and_replicas_may_drain() {
        ScalingPolicy read = ScalingPolicy.of("search", 40);
        Lifecycle lifecycle = new Lifecycle(OptionalDouble.of(.95), Optional.of(Duration.ofSeconds(30)), Drift.RESPECT);

        ScalingPolicy policy = read(policy(
                        "replicas: {max: 40}\n  leadTime: {quantile: 95%}\n  drain: 30s\n  drift: respect"))
                .get(0);

        assertThat(policy.leadTime()).isEmpty();
        assertThat(policy.tuning()).isEqualTo(read.tuning().with(lifecycle));
        assertThat(ManifestText.yaml(new Manifest.OfService(policy)))
                .contains("quantile: 0.95")
                .contains("drain: 30s")
                .contains("drift: respect");
    }

    @Test
    void the_examples_of_the_reference_are_read_as_they_say() throws IOException {
        List<String> examples = examples();

        assertThat(read(examples.get(0))).containsExactly(ScalingPolicy.of("search", 40));
        assertThat(read(examples.get(1)))
                .containsExactly(new ScalingPolicy(
                        "checkout",
                        new ScalingPolicy.Bounds(2, 200),
                        new Demand(Signal.REQUESTS, OptionalDouble.of(12.5), Optional.of(Duration.ofSeconds(15))),
                        List.of(new Demand(Signal.CPU, OptionalDouble.of(.7), Optional.empty())),
                        new Objective.Latency(.95, Duration.ofMillis(250)),
                        Optional.of(Duration.ofSeconds(60)),
                        Mode.ADVISE,
                        new ScalingRules(
                                Duration.ZERO,
                                ScalingRules.Select.MAX,
                                List.of(
                                        new RateLimit(RateLimit.Unit.REPLICAS, 4, Duration.ofSeconds(15)),
                                        new RateLimit(RateLimit.Unit.PERCENT, 100, Duration.ofSeconds(15))),
                                OptionalDouble.of(.05)),
                        new ScalingRules(
                                Duration.ofMinutes(5),
                                ScalingRules.Select.MIN,
                                List.of(new RateLimit(RateLimit.Unit.PERCENT, 10, Duration.ofMinutes(1))),
                                OptionalDouble.of(.1)),
                        new ScalingPolicy.Tuning(
                                .1,
                                OptionalDouble.of(2.5),
                                Duration.ofSeconds(45),
                                Optional.of(Duration.ofMinutes(10))),
                        new Placement(
                                List.of(
                                        new PoolTerms("cpu", OptionalDouble.of(3), 1),
                                        new PoolTerms("a10g", OptionalDouble.of(40), 0)),
                                .5,
                                new Placement.Moves(Duration.ofMinutes(30), .02),
                                new Placement.Rank(10, 2),
                                "retail",
                                Optional.of(new MonthlyBudget(2000, MonthlyBudget.Kind.HARD, BERLIN)),
                                Optional.of(new SizeTerms(
                                        Mode.ADVISE,
                                        .25,
                                        Optional.of(new Resources(.5, 512L << 20, 0, 0, 0)),
                                        Optional.of(MACHINE))))));
        assertThat(read(examples.get(2)).get(0).demand().signal()).isEqualTo(Signal.TOKENS);
        assertThat(read(examples.get(3)).get(0).demand().group())
                .contains(ConsumerGroup.of("order-workers", List.of("orders")));
        assertThat(read(examples.get(4)).get(0).objective())
                .isEqualTo(new Objective.Deadline(Instant.parse("2026-12-01T06:00:00Z")));
        assertThat(read(examples.get(5)).get(0).placement().size())
                .contains(new SizeTerms(Mode.ACT, .25, Optional.empty(), Optional.empty()));
        assertThat(manifests(examples.get(6)))
                .containsExactly(
                        new Manifest.OfPool(Pool.of("cpu", .05)),
                        new Manifest.OfPool(new Pool(
                                "a10g", MACHINE, .34, 40, Duration.ofSeconds(90), Optional.of(new Pool.Spot(.05)))));
        assertThat(manifests(examples.get(7)))
                .containsExactly(
                        new Manifest.OfTenant("retail", new MonthlyBudget(20_000, MonthlyBudget.Kind.HARD, BERLIN)));
    }

    @Test
    void everything_that_is_wrong_in_all_documents_is_told_at_once() {
        List<String> problems = problems("""
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec:
                  replicas: {min: 10, max: 5}
                  objectiv: {unserved: 1%}
                  leadTime: soon
                  headroom: lots
                ---
                apiVersion: sluice.dev/v2
                kind: ScalingPolicy
                metadata: {nam: search}
                spec:
                  replicas: {max: "20"}
                  demand: {signal: request, perReplica: -3}
                  objective: {unserved: 120%}
                  behavior:
                    scaleUp:
                      limits: [{replicas: 4}, {percent: 10, replicas: 2, per: 1m}, {percent: 0, per: 1m}]
                """);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "6: spec.objectiv: is not a known key here; did you mean objective?",
                        "5: spec.replicas.max=5: must be at least 1 and replicas.min, it is 5 with min 10",
                        "7: spec.leadTime=soon: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                        "8: spec.headroom=lots: must be a number",
                        "10: document 2: apiVersion=sluice.dev/v2: must be one of sluice.dev/v1",
                        "12: document 2: metadata.nam=search: is not a known key here; did you mean name?",
                        "12: document 2: metadata.name: is missing",
                        "14: document 2: spec.replicas.max=20: must be a whole number",
                        "15: document 2: spec.demand.signal=request: must be one of requests, concurrency, units,"
                                + " backlog, cpu, gpu, tokens, lag; did you mean requests?",
                        "15: document 2: spec.demand.perReplica=-3: must be above 0, not -3",
                        "16: document 2: spec.objective.unserved=120%: must be above 0 and below 1, not 1.2",
                        "19: document 2: spec.behavior.scaleUp.limits[0].per: is missing",
                        "19: document 2: spec.behavior.scaleUp.limits[1]: must be either replicas or percent, per a"
                                + " length of time",
                        "19: document 2: spec.behavior.scaleUp.limits[2].percent=0: must be above 0, not 0");
    }

    @Test
    void everything_that_is_wrong_with_placements_pools_and_budgets_is_told_at_once() {
        List<String> problems = problems("""
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: search}
                spec:
                  replicas: {max: 40}
                  objective: {deadline: tomorrow}
                  pools: [{name: cpu, perReplica: 0}, {perReplica: 40}, {name: spot, minimum: 2}, {name: spot}]
                  moves: {payback: 0s, startCost: much}
                  weight: 0
                  budget: {kind: firm, zone: Mars/Base}
                  size: {mode: act, gpuSlice: 2, least: {memory: 12MB}, most: {cpu: -1}}
                ---
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: a10g}
                spec: {limit: -4, price: 0.34, spot: {}, resources: {ram: 4Gi}, leadTime: soon}
                ---
                apiVersion: sluice.dev/v1
                kind: Budget
                metadata: {name: search}
                spec: {perMonth: -1}
                ---
                apiVersion: sluice.dev/v1
                kind: pool
                metadata: {name: a10g}
                spec: {}
                """);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "6: spec.objective.deadline=tomorrow: is not a time, such as 2026-12-01T06:00:00Z",
                        "7: spec.pools[0].perReplica=0: must be above 0, not 0",
                        "7: spec.pools[1].name: is missing",
                        "7: spec.pools[2].minimum=2: is not a known key here",
                        "7: spec.pools[3]: names spot a second time",
                        "8: spec.moves.startCost=much: must be a number",
                        "8: spec.moves.payback=0s: must be above 0, not 0s",
                        "9: spec.weight=0: must be at least 1, not 0",
                        "10: spec.budget.perMonth: is missing",
                        "10: spec.budget.kind=firm: must be one of soft, hard",
                        "10: spec.budget.zone=Mars/Base: is not a time zone such as Europe/Berlin",
                        "11: spec.size.least.memory=12MB: is not an amount of bytes such as 512Mi, 16Gi or 2G",
                        "11: spec.size.most.cpu=-1: must be at least 0 and finite, not -1",
                        "11: spec.size.gpuSlice=2: must be above 0 and at most 1, not 2",
                        "16: document 2: spec.spot.interruptionsPerHour: is missing",
                        "16: document 2: spec.resources.ram=4Gi: is not a known key here",
                        "16: document 2: spec.leadTime=soon: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                        "16: document 2: spec.limit=-4: must not be below 0, it is -4",
                        "21: document 3: spec.perMonth=-1: must be at least 0 and finite, not -1",
                        "24: document 4: kind=pool: must be one of Pool, Budget, ScalingPolicy; did you mean Pool?");
    }

    @Test
    void two_numbers_and_a_largest_size_are_enough_for_a_large_model() throws Exception {
        ScalingPolicy chat = read(policy("replicas: {max: 8}\n  demand: {signal: tokens}\n"
                        + "  objective: {tokens: {firstToken: {below: 1.5s}, interToken: {below: 100ms}}}"))
                .get(0);

        assertThat(chat.demand().signal()).isEqualTo(Signal.TOKENS);
        assertThat(chat.objective())
                .isEqualTo(new Objective.Tokens(
                        Optional.of(new FirstToken(.95, Duration.ofMillis(1500), 3)),
                        Optional.of(new InterToken(.95, Duration.ofMillis(100)))));
    }

    @Test
    void the_lag_of_a_consumer_group_is_a_demand_with_a_default_objective() throws Exception {
        ScalingPolicy least = read(policy("replicas: {max: 8}\n  demand: {signal: lag, group: order-workers}"))
                .get(0);

        assertThat(least.demand().group()).contains(ConsumerGroup.of("order-workers", List.of()));
        assertThat(least.objective()).isEqualTo(new Objective.Drain(Duration.ofMinutes(5)));

        ScalingPolicy all = read(policy(
                        "replicas: {min: 0, max: 48}\n  demand: [{signal: lag, group: g, topics: [a, b],"
                                + " perReplica: 40, window: 30s, allowIdleConsumers: true, rebalance: 20s}, {signal: cpu}]\n"
                                + "  objective: {drain: 1m}"))
                .get(0);

        assertThat(all.demand())
                .isEqualTo(new ScalingPolicy.Demand(
                        Signal.LAG,
                        OptionalDouble.of(40),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.of(new ConsumerGroup("g", List.of("a", "b"), true, Duration.ofSeconds(20)))));
        assertThat(all.objective()).isEqualTo(new Objective.Drain(Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {signal: lag} | spec.demand.group: is missing
        {signal: lag, group: ' '} | spec.demand.group= : must not be empty
        {signal: lag, group: g, topics: []} | spec.demand.topics: is empty: leave it out
        {signal: lag, group: g, topics: [a b]} | spec.demand.topics: has a b, which is no name of a topic: letters, digits, ., _ and -, at most 249 of them
        {signal: lag, group: g, topics: [a, a]} | spec.demand.topics: names a topic twice
        {signal: lag, group: g, allowIdleConsumers: maybe} | spec.demand.allowIdleConsumers=maybe: must be true or false
        {signal: lag, group: g, rebalance: 2h} | spec.demand.rebalance=2h: must be from 0s to 30m, not 2h
        {signal: backlog, group: g} | spec.demand.group=g: belongs to signal: lag
        {group: g} | spec.demand.group=g: belongs to signal: lag
        [{signal: cpu}, {signal: lag, group: g}] | spec.demand: names lag as a further signal: it can only be the first
        [{signal: lag, group: g}, {signal: backlog}] | spec.demand: names backlog beside lag, which is a backlog
        {signal: lag, consumerGroup: g} | spec.demand.consumerGroup=g: is not a known key here; that is a name of KEDA, here it is demand.group
        """)
    void what_is_wrong_with_a_consumer_group_names_the_place_the_value_and_what_it_must_be(String demand, String said) {
        assertThat(problems(policy("replicas: {max: 8}\n  demand: " + demand)))
                .anySatisfy(problem -> assertThat(problem).endsWith(said));
    }

    @Test
    void a_latency_is_not_promised_where_only_the_brokers_report() {
        String spec = "replicas: {max: 8}\n  demand: {signal: lag, group: g}\n"
                + "  objective: {latency: {quantile: 95%, below: 1s}}";
        assertThat(problems(policy(spec)))
                .anySatisfy(problem -> assertThat(problem).contains("whose latency is reported"));
    }

    @Test
    void demand_in_tokens_without_an_objective_has_one() throws Exception {
        assertThat(read(policy("replicas: {max: 8}\n  demand: {signal: tokens}"))
                        .get(0)
                        .objective())
                .isEqualTo(new Objective.Tokens(
                        Optional.of(new FirstToken(.95, Duration.ofSeconds(2), 3)),
                        Optional.of(new InterToken(.95, Duration.ofMillis(100)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        token | {unserved: 1%} | spec.demand.signal=token: must be one of requests, concurrency, units, backlog, cpu, gpu, tokens, lag; did you mean tokens?
        tokens | {unserved: 1%} | spec.objective: must be tokens with demand.signal tokens, such as {tokens: {firstToken: {below: 2s}}}
        units | {tokens: {interToken: {below: 1s}}} | spec.objective: tokens needs demand: {signal: tokens}, not units
        cpu | {tokens: {interToken: {below: 1s}}} | spec.objective: tokens needs demand: {signal: tokens}, not cpu
        tokens | {token: {interToken: {below: 1s}}} | spec.objective.token: is not a known key here; did you mean tokens?
        tokens | {tokens: {}} | spec.objective.tokens: needs firstToken, interToken or both, such as {firstToken: {below: 2s}}
        tokens | {tokens: 2s} | spec.objective.tokens=2s: must be keys with values
        tokens | {tokens: {firsttoken: {below: 1s}, interToken: {below: 1s}}} | spec.objective.tokens.firsttoken: is not a known key here; did you mean firstToken?
        tokens | {tokens: {firstToken: {quantile: 95%}}} | spec.objective.tokens.firstToken.below: is missing
        tokens | {tokens: {firstToken: {below: 1.5}}} | spec.objective.tokens.firstToken.below=1.5: is not a duration such as 250ms, 10s, 5m, 1h or 7d
        tokens | {tokens: {firstToken: {below: 0s}}} | spec.objective.tokens.firstToken.below=0s: must be above 0, not 0s
        tokens | {tokens: {firstToken: {below: 1s, quantile: 95}}} | spec.objective.tokens.firstToken.quantile=95: must be above 0 and below 1, not 95
        tokens | {tokens: {firstToken: {below: 1s, slack: 0.5}}} | spec.objective.tokens.firstToken.slack=0.5: must be 0 (none) or from 1 to 1000 times the time on an idle replica, not 0.5
        tokens | {tokens: {firstToken: {below: 1s, slack: .nan}}} | spec.objective.tokens.firstToken.slack=.nan: must be a number
        tokens | {tokens: {interToken: {below: 1s, slack: 2}}} | spec.objective.tokens.interToken.slack=2: is not a known key here
        tokens | {tokens: {interToken: {below: -1s}}} | spec.objective.tokens.interToken.below=-1s: is not a duration such as 250ms, 10s, 5m, 1h or 7d
        """)
    void what_is_wrong_with_an_objective_of_tokens_names_the_place_the_value_and_what_it_must_be(
            String signal, String objective, String problem) {
        assertThat(problems(
                        policy("replicas: {max: 8}\n  demand: {signal: " + signal + "}\n  objective: " + objective)))
                .first()
                .asString()
                .endsWith(": " + problem);
    }

    @Test
    void tokens_are_the_first_signal_and_no_further_one_counts_them_again() {
        assertThat(problems(policy("replicas: {max: 8}\n  demand: [{signal: requests}, {signal: tokens}]")))
                .singleElement()
                .asString()
                .endsWith("spec.demand: names tokens as a further signal: it can only be the first");
        assertThat(problems(policy("replicas: {max: 8}\n  demand: [{signal: tokens}, {signal: units}]")))
                .singleElement()
                .asString()
                .endsWith("spec.demand: names units beside tokens, which count the same work");
        assertThat(read(policy("replicas: {max: 8}\n  demand: [{signal: tokens}, {signal: gpu}]")))
                .hasSize(1);
    }

    @Test
    void a_budget_needs_the_prices_of_pools_and_no_pool_is_named_twice() {
        assertThat(problems(policy("replicas: {max: 5}\n  budget: {perMonth: 10}")))
                .containsExactly("6: spec.budget: needs pools, for they have the prices");
        assertThat(problems(policy("replicas: {max: 5}\n  pools: [{name: cpu}, {name: cpu}]")))
                .containsExactly("6: spec.pools[1]: names cpu a second time");
    }

    @Test
    void all_that_is_wrong_with_where_a_service_runs_is_told_at_once() {
        assertThat(problems(policy("replicas: {max: 5}\n  pools: [{name: cpu}, {name: cpu}, {name: gpu, min: -1}]\n"
                        + "  spotShare: 150%\n  weight: 0\n  moves: {payback: 0s, startCost: -1}")))
                .containsExactlyInAnyOrder(
                        "6: spec.pools[1]: names cpu a second time",
                        "6: spec.pools[2].min=-1: must not be below 0, it is -1",
                        "7: spec.spotShare=150%: must be from 0 to 1, not 1.5",
                        "8: spec.weight=0: must be at least 1, not 0",
                        "9: spec.moves.payback=0s: must be above 0, not 0s",
                        "9: spec.moves.startCost=-1: must be at least 0 and finite, not -1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 5",
                "replicas: {max: 5.5}",
                "replicas: {max: 99999999999}",
                "replicas: {max: 5}\n  leadTime: 60",
                "replicas: {max: 5}\n  leadTime: -1s",
                "replicas: {max: 5}\n  objective: {}",
                "replicas: {max: 5}\n  objective: {unserved: 1%, drain: 2m}",
                "replicas: {max: 5}\n  objective: {latency: {quantile: 95}}",
                "replicas: {max: 5}\n  objective: {unserved: .nan}",
                "replicas: {max: 5}\n  demand: [{signal: cpu}, {signal: cpu}]",
                "replicas: {max: 5}\n  demand: {perReplica: .inf}",
                "replicas: {max: 5}\n  mode: ACT",
                "replicas: {max: 5, max: 6}",
                "replicas: {max: 5}\n  warmUp: 1.5ms",
                "replicas: [1"
            })
    void what_cannot_be_is_refused(String spec) {
        assertThat(problems(policy(spec))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas: {max: 20000000}|spec.replicas.max=20000000: is too large: largest is 10,000,000",
                "replicas: {max: 9}; leadTime: 8d|spec.leadTime=8d: is too long: longest is 7d",
                "replicas: {min: 0, max: 9}; idleWindow: 400d|spec.idleWindow=400d: is too long: longest is 366d",
                "replicas: {max: 9}; weight: 2000000|spec.weight=2000000: is too large: largest is 1,000,000",
                "replicas: {max: 9}; priority: 2000000|spec.priority=2000000: is too large: largest is 1,000,000",
                "replicas: {max: 9}; weight: 3000000000|spec.weight=3000000000: is too large: largest is 1,000,000",
                "replicas: {max: 9}; leadTime: 40000d|spec.leadTime=40000d: is too long: longest is 7d",
                "replicas: {max: 9}; objective: {latency: {quantile: 95%, below: 20d}}"
                        + "|spec.objective.latency.below=20d: is too long: longest is 14d"
            })
    void what_run_would_not_take_is_no_valid_policy(String spec, String said) {
        assertThat(problems(policy(spec.replace("; ", "\n  "))))
                .singleElement()
                .asString()
                .contains(said);
    }

    @Test
    void one_service_has_one_policy() {
        assertThat(problems(policy("replicas: {max: 5}") + "---\n" + policy("replicas: {max: 6}")))
                .singleElement()
                .asString()
                .contains("document 2: metadata.name=search: a policy for search stands already in");
    }

    @Test
    void a_minimum_in_a_pool_fits_into_the_pool_that_is_declared_beside_it() {
        String policy = policy("replicas: {max: 100}\n  demand: {perReplica: 1}\n  pools: [{name: cpu, min: 50}]");
        String pool = "---\napiVersion: sluice.dev/v1\nkind: Pool\nmetadata: {name: %s}\nspec: {price: 1, limit: %d}\n";

        assertThat(problems(policy + pool.formatted("cpu", 40)))
                .singleElement()
                .asString()
                .isEqualTo("7: spec.pools[0].min=50: must be at most the limit of pool cpu, which is 40");
        assertThat(Manifests.read(List.of(file(policy + pool.formatted("cpu", 50)))))
                .hasSize(2);
        assertThat(Manifests.read(List.of(file(policy + pool.formatted("other", 40)))))
                .hasSize(2);
    }

    @Test
    void a_minimum_fits_into_the_only_pool_if_that_is_declared_beside_it() {
        String policy = policy("replicas: {min: 50, max: 100}\n  demand: {perReplica: 1}\n  pools: [%s]");
        String pool =
                "---\napiVersion: sluice.dev/v1\nkind: Pool\nmetadata: {name: cpu}\nspec: {price: 1, limit: %d}\n";

        assertThat(problems(policy.formatted("{name: cpu}") + pool.formatted(40)))
                .singleElement()
                .asString()
                .isEqualTo("5: spec.replicas.min=50: must be at most the limit of pool cpu, which is 40");
        assertThat(Manifests.read(List.of(file(policy.formatted("{name: cpu}") + pool.formatted(50)))))
                .hasSize(2);
        assertThat(Manifests.read(List.of(file(policy.formatted("{name: cpu}, {name: spot}") + pool.formatted(40)))))
                .hasSize(2);
    }

    @Test
    void minimums_that_do_not_fit_into_a_pool_together_are_noted() {
        String pool =
                "---\napiVersion: sluice.dev/v1\nkind: Pool\nmetadata: {name: cpu}\nspec: {price: 1, limit: %d}\n";
        String one = policy("replicas: {min: 30, max: 100}\n  demand: {perReplica: 1}\n  pools: [{name: cpu}]");
        String other = policy(
                        "replicas: {max: 90}\n  demand: {perReplica: 1}\n  pools: [{name: cpu, min: 20}, {name: spot}]")
                .replace("search", "basket");

        assertThat(minimumNotes("---\n" + one + "---\n" + other + pool.formatted(40)))
                .containsExactly("limit 40 is less than the minimums of its services, 50 together");
        assertThat(minimumNotes("---\n" + one + "---\n" + other + pool.formatted(50)))
                .isEmpty();
    }

    private List<String> minimumNotes(String text) {
        List<Manifest> all = Manifests.read(List.of(file(text)));
        return all.stream()
                .flatMap(manifest -> PoolMinimums.note(manifest, all).stream())
                .toList();
    }

    /** YAML 1.2 reads such a number as a text, and Kubernetes as a number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: {max: 1_000}",
                "replicas: {max: 9}; headroom: 0.1_5",
                "replicas: {max: 9}; headroom: 1_0%",
                "replicas: {max: 9}; size: {most: {memory: 1_000}}",
                "replicas: {max: 9}; size: {most: {memory: 1_000Mi}}"
            })
    void a_number_with_an_underscore_is_no_number(String spec) {
        assertThat(problems(policy(spec.replace("; ", "\n  ")))).isNotEmpty();
    }

    @Test
    void what_is_wrong_with_an_underscore_is_told() {
        assertThat(problems(policy("replicas: {max: 1_000}")))
                .singleElement()
                .asString()
                .contains("spec.replicas.max=1_000: has a _, which some readers pass over");
    }

    @Test
    void a_file_that_is_not_there_is_a_problem_beside_the_others() {
        Path missing = directory.resolve("missing.yaml");
        Path empty = file("");

        InvalidManifestException refused =
                catchThrowableOfType(InvalidManifestException.class, () -> Manifests.read(List.of(missing, empty)));

        assertThat(refused.problems())
                .extracting(ManifestProblem::toString)
                .containsExactly(missing + ": there is no such file", empty + ": declares nothing");
    }

    @Test
    void what_is_written_reads_back_the_same() throws IOException {
        for (String example : examples()) {
            for (Manifest manifest : manifests(example)) {
                assertThat(manifests(ManifestText.yaml(manifest))).containsExactly(manifest);
                assertThat(manifests(ManifestText.json(manifest)))
                        .as("JSON is YAML")
                        .containsExactly(manifest);
            }
        }
    }

    @Test
    void a_name_that_looks_like_a_number_stays_a_name() {
        ScalingPolicy policy = ScalingPolicy.of("404", 3);

        assertThat(read(ManifestText.yaml(new Manifest.OfService(policy)))).containsExactly(policy);
    }

    private static String policy(String spec) {
        return """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: search}
                spec:
                  %s
                """.formatted(spec);
    }

    private static List<String> examples() throws IOException {
        Path here = Path.of("docs/policy.md");
        String page = Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
        List<String> examples = new ArrayList<>();
        for (Matcher m = FENCED.matcher(page); m.find(); ) {
            examples.add(m.group(1));
        }
        return examples;
    }

    private List<Manifest> manifests(String text) {
        return Manifests.read(List.of(file(text)));
    }

    private List<ScalingPolicy> read(String text) {
        return Manifests.policies(List.of(file(text)));
    }

    /** Each problem without the name of the file. */
    private List<String> problems(String text) {
        Path file = file(text);
        InvalidManifestException refused =
                catchThrowableOfType(InvalidManifestException.class, () -> Manifests.read(List.of(file)));
        return refused.problems().stream()
                .map(problem -> problem.toString().substring(file.toString().length() + 1))
                .toList();
    }

    private Path file(String text) {
        try {
            return Files.writeString(directory.resolve("policies.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
