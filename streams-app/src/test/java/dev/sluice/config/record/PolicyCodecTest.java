package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.demand.Signal;
import dev.sluice.events.DrainObjective;
import dev.sluice.events.LagDemand;
import dev.sluice.events.UnservedObjective;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.Drift;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PolicyCodecTest {
    private static final AvroSerde<dev.sluice.events.ScalingPolicy> SERDE =
            AvroSerde.of(dev.sluice.events.ScalingPolicy.class, Map.of("schema.registry.url", "mock://policy-codec"));

    @ParameterizedTest
    @MethodSource("policies")
    void a_policy_comes_back_from_the_wire_as_it_went(ScalingPolicy policy) {
        byte[] bytes = SERDE.serializer().serialize("scaling-policies", PolicyCodec.toRecord(policy));

        assertThat(PolicyCodec.fromRecord(SERDE.deserializer().deserialize("scaling-policies", bytes)))
                .isEqualTo(policy);
    }

    @Test
    void a_record_that_states_only_what_must_be_is_the_policy_of_defaults() {
        dev.sluice.events.ScalingPolicy record = dev.sluice.events.ScalingPolicy.newBuilder()
                .setService("search")
                .setMaxReplicas(40)
                .build();

        assertThat(PolicyCodec.fromRecord(record)).isEqualTo(ScalingPolicy.of("search", 40));
    }

    @Test
    void a_record_that_cannot_be_says_what_is_wrong() {
        dev.sluice.events.ScalingPolicy record = dev.sluice.events.ScalingPolicy.newBuilder()
                .setService("search")
                .setMaxReplicas(0)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyCodec.fromRecord(record))
                .withMessageContaining("replicas.max");
    }

    @Test
    void an_objective_with_an_end_leaves_the_older_field_at_its_default() {
        Instant six = Instant.parse("2026-12-01T06:00:00Z");

        dev.sluice.events.ScalingPolicy record =
                PolicyCodec.toRecord(ScalingPolicy.of("nightly", 40).withObjective(new Objective.Deadline(six)));

        assertThat(record.getDeadline()).isEqualTo(six);
        assertThat(record.getObjective()).isEqualTo(new UnservedObjective(.01));
    }

    @Test
    void earlier_releases_take_demand_in_tokens_for_units() {
        dev.sluice.events.ScalingPolicy record = PolicyCodec.toRecord(inTokens());

        assertThat(record.getSignal()).isEqualTo(dev.sluice.events.Signal.UNITS);
        assertThat(record.getObjective()).isEqualTo(new UnservedObjective(.01));
        assertThat(record.getTokens().getFirstToken().getBelowMs()).isEqualTo(1500);
        assertThat(record.getTokens().getInterToken()).isNull();
    }

    @Test
    void earlier_versions_read_roles_as_two_pools_without_a_rate_and_hold_the_size() {
        Roles roles = new Roles(
                new Roles.Of("h100", OptionalDouble.of(12_000)), new Roles.Of("l40s", OptionalDouble.of(900)));
        dev.sluice.events.ScalingPolicy record =
                PolicyCodec.toRecord(inTokens().withPlacement(Placement.ANYWHERE.withRoles(roles)));

        assertThat(record.getPools())
                .containsExactly(
                        new dev.sluice.events.PoolTerms("h100", null, 0),
                        new dev.sluice.events.PoolTerms("l40s", null, 0));
    }

    @Test
    void earlier_releases_take_the_lag_of_a_group_for_a_backlog_to_drain() {
        dev.sluice.events.ScalingPolicy record = PolicyCodec.toRecord(ofGroup());

        assertThat(record.getSignal()).isEqualTo(dev.sluice.events.Signal.BACKLOG);
        assertThat(record.getObjective()).isEqualTo(new DrainObjective(300_000L));
        assertThat(record.getLag()).isEqualTo(new LagDemand("order-workers", List.of("orders"), true, 8_000L));
    }

    private static ScalingPolicy ofGroup() {
        ConsumerGroup group = new ConsumerGroup("order-workers", List.of("orders"), true, Duration.ofSeconds(8));
        return ScalingPolicy.of("orders", 24)
                .withDemand(new Demand(Signal.LAG, OptionalDouble.of(40), Optional.empty(), Optional.of(group)))
                .withObjective(Objective.standard(Signal.LAG));
    }

    private static ScalingPolicy inTokens() {
        return new ScalingPolicy(
                "chat",
                new Bounds(1, 8),
                new Demand(Signal.TOKENS, OptionalDouble.empty(), Optional.empty()),
                new Objective.Tokens(Optional.of(new FirstToken(.95, Duration.ofMillis(1500), 3)), Optional.empty()),
                Optional.empty(),
                Mode.ACT,
                ScalingRules.FREE,
                ScalingRules.FREE,
                Tuning.DEFAULT);
    }

    static Stream<ScalingPolicy> policies() {
        ScalingRules down = new ScalingRules(
                Duration.ofMinutes(5),
                ScalingRules.Select.DISABLED,
                List.of(new RateLimit(RateLimit.Unit.PERCENT, 10, Duration.ofMinutes(1))),
                OptionalDouble.of(.1));
        ScalingRules up = new ScalingRules(
                Duration.ofMillis(1500),
                ScalingRules.Select.MIN,
                List.of(
                        new RateLimit(RateLimit.Unit.REPLICAS, 4, Duration.ofSeconds(15)),
                        new RateLimit(RateLimit.Unit.PERCENT, 100, Duration.ofSeconds(15))),
                OptionalDouble.empty());
        List<Demand> more = List.of(
                new Demand(Signal.CPU, OptionalDouble.of(.7), Optional.empty()),
                new Demand(Signal.GPU, OptionalDouble.empty(), Optional.empty()));
        return Stream.of(
                ScalingPolicy.of("search", 40),
                inTokens(),
                inTokens()
                        .withPlacement(Placement.ANYWHERE.withPools(List.of(
                                new PoolTerms("a100", OptionalDouble.empty(), 1),
                                new PoolTerms("h100", OptionalDouble.empty(), 0, OptionalDouble.of(2.2))))),
                inTokens()
                        .withPlacement(Placement.ANYWHERE.withRoles(new Roles(
                                new Roles.Of("h100", OptionalDouble.empty()),
                                new Roles.Of("l40s", OptionalDouble.of(900))))),
                ofGroup(),
                new ScalingPolicy(
                        "reports",
                        new Bounds(0, 40),
                        new Demand(Signal.BACKLOG, OptionalDouble.empty(), Optional.empty()),
                        List.of(),
                        new Objective.Deadline(Instant.parse("2026-12-01T06:00:00Z")),
                        Optional.empty(),
                        Mode.ACT,
                        ScalingRules.FREE,
                        ScalingRules.FREE,
                        Tuning.DEFAULT,
                        new Placement(
                                List.of(
                                        new PoolTerms("cpu", OptionalDouble.of(3), 2),
                                        new PoolTerms("a10g", OptionalDouble.empty(), 0)),
                                .5,
                                new Placement.Moves(Duration.ofMinutes(30), .02),
                                new Placement.Rank(-10, 2),
                                "search",
                                Optional.of(
                                        new MonthlyBudget(2000, MonthlyBudget.Kind.HARD, ZoneId.of("Europe/Berlin"))),
                                Optional.of(new SizeTerms(
                                        Mode.ADVISE,
                                        .25,
                                        Optional.of(new Resources(.5, 512L << 20, 0, 0, 0)),
                                        Optional.of(new Resources(4, 16L << 30, 1, 24L << 30, 100L << 30)))))),
                new ScalingPolicy(
                        "llm",
                        new Bounds(0, 12),
                        new Demand(Signal.UNITS, OptionalDouble.of(2400.5), Optional.of(Duration.ofSeconds(15))),
                        more,
                        new Objective.Latency(.95, Duration.ofNanos(500_000)),
                        Optional.of(Duration.ofMinutes(6)),
                        Mode.ADVISE,
                        up,
                        down,
                        new Tuning(
                                .15,
                                OptionalDouble.of(2.5),
                                Duration.ofSeconds(90),
                                Optional.of(Duration.ofMinutes(5)),
                                new Lifecycle(
                                        OptionalDouble.of(.95), Optional.of(Duration.ofSeconds(30)), Drift.RESPECT))),
                new ScalingPolicy(
                        "worker",
                        new Bounds(1, 8),
                        new Demand(Signal.BACKLOG, OptionalDouble.empty(), Optional.empty()),
                        new Objective.Drain(Duration.ofMinutes(2)),
                        Optional.empty(),
                        Mode.ACT,
                        ScalingRules.FREE,
                        down,
                        Tuning.DEFAULT),
                new ScalingPolicy(
                        "thumbnailer",
                        new Bounds(0, 8),
                        new Demand(Signal.CONCURRENCY, OptionalDouble.of(80), Optional.empty()),
                        new Objective.Unserved(.002),
                        Optional.of(Duration.ZERO),
                        Mode.ACT,
                        up,
                        ScalingRules.FREE,
                        Tuning.DEFAULT),
                new ScalingPolicy(
                        "embeddings",
                        new Bounds(1, 20),
                        new Demand(Signal.REQUESTS, OptionalDouble.of(40), Optional.empty()),
                        List.of(),
                        Objective.standard(),
                        Optional.empty(),
                        Mode.ACT,
                        ScalingRules.FREE,
                        ScalingRules.FREE,
                        Tuning.DEFAULT,
                        Placement.ANYWHERE.withSize(new SizeTerms(Mode.ACT, .25, Optional.empty(), Optional.empty()))));
    }
}
