package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.events.BudgetKind;
import dev.sluice.events.DrainObjective;
import dev.sluice.events.ExtraSignal;
import dev.sluice.events.FirstTokenBound;
import dev.sluice.events.InterTokenBound;
import dev.sluice.events.LagDemand;
import dev.sluice.events.LatencyObjective;
import dev.sluice.events.Mode;
import dev.sluice.events.PoolSpeed;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.RateLimit;
import dev.sluice.events.RateLimitType;
import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.RoleReplicas;
import dev.sluice.events.RoleTerms;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.ScalingRules;
import dev.sluice.events.SelectPolicy;
import dev.sluice.events.ServiceBudget;
import dev.sluice.events.Signal;
import dev.sluice.events.SizeTerms;
import dev.sluice.events.SpotTerms;
import dev.sluice.events.TenantBudget;
import dev.sluice.events.TokensObjective;
import dev.sluice.events.UnservedObjective;
import dev.sluice.schemas.AvroSerde;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever some other program publishes, a record that cannot be is refused with its key, and never half used. */
final class WrongRecordsTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://wrong-records");
    private static final AvroSerde<ScalingPolicy> POLICIES = AvroSerde.of(ScalingPolicy.class, REGISTRY);
    private static final AvroSerde<ResourcePool> POOLS = AvroSerde.of(ResourcePool.class, REGISTRY);
    private static final ReplicaSize SMALL = new ReplicaSize(1., 1L, 0., 0L, 0L);
    private static final ReplicaSize LARGE = new ReplicaSize(2., 1L, 0., 0L, 0L);

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void policy(String said, Consumer<ScalingPolicy.Builder> change) {
        ScalingPolicy.Builder record = ScalingPolicy.newBuilder()
                .setService("search")
                .setMinReplicas(1)
                .setMaxReplicas(40);
        change.accept(record);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyCodec.fromRecord(sent(POLICIES, record.build())))
                .withMessageContaining(said);
    }

    private static ScalingPolicy.Builder tokens(
            ScalingPolicy.Builder record, @Nullable FirstTokenBound first, @Nullable InterTokenBound inter) {
        return record.setSignal(Signal.UNITS).setTokens(new TokensObjective(first, inter));
    }

    private static ScalingPolicy.Builder lag(
            ScalingPolicy.Builder record, String group, List<String> topics, @Nullable Long rebalance) {
        return record.setSignal(Signal.BACKLOG).setLag(new LagDemand(group, topics, false, rebalance));
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                wrong("metadata.name must not be empty", r -> r.setService(" ")),
                wrong("replicas.min must not be below 0, it is -1", r -> r.setMinReplicas(-1)),
                wrong("it is 40 with min 41", r -> r.setMinReplicas(41)),
                wrong("demand.perReplica must be above 0, not 0", r -> r.setPerReplica(0.)),
                wrong("demand.perReplica must be above 0, not NaN", r -> r.setPerReplica(Double.NaN)),
                wrong(
                        "demand.perReplica must be above 0, not Infinity",
                        r -> r.setPerReplica(Double.POSITIVE_INFINITY)),
                wrong("demand.window must be at least 1s, not 1ms", r -> r.setWindowMs(1L)),
                wrong("demand.window must be at least 1s", r -> r.setWindowMs(Long.MIN_VALUE)),
                wrong(
                        "demand names the signal REQUESTS twice",
                        r -> r.setMoreSignals(List.of(new ExtraSignal(Signal.REQUESTS, null)))),
                wrong(
                        "demand.perReplica must be above 0, not -1",
                        r -> r.setMoreSignals(List.of(new ExtraSignal(Signal.CPU, -1.)))),
                wrong("leadTime must not be below 0", r -> r.setLeadTimeMs(-1L)),
                wrong("unserved must be above 0 and below 1, not 1", r -> r.setObjective(new UnservedObjective(1.))),
                wrong("unserved must be above 0", r -> r.setObjective(new UnservedObjective(Double.NaN))),
                wrong("drain must be above 0", r -> r.setObjective(new DrainObjective(0L))),
                wrong("latency.quantile must be", r -> r.setObjective(new LatencyObjective(95., 250.))),
                wrong("latency.below must be above 0", r -> r.setObjective(new LatencyObjective(.95, 0.))),
                wrong("latency.below must be above 0", r -> r.setObjective(new LatencyObjective(.95, Double.NaN))),
                wrong("tokens needs firstToken, interToken or both", r -> tokens(r, null, null)),
                wrong("firstToken.quantile must be above 0", r -> tokens(r, new FirstTokenBound(0., 1., 3.), null)),
                wrong("firstToken.below must be above 0", r -> tokens(r, new FirstTokenBound(.9, 0., 3.), null)),
                wrong("firstToken.slack must be 0", r -> tokens(r, new FirstTokenBound(.9, 1., -1.), null)),
                wrong("interToken.quantile must be above 0", r -> tokens(r, null, new InterTokenBound(1.1, 1.))),
                wrong("interToken.below must be above 0", r -> tokens(r, null, new InterTokenBound(.9, Double.NaN))),
                wrong(
                        "objective.tokens needs demand.signal tokens, not cpu",
                        r -> tokens(r, null, new InterTokenBound(.9, 1.)).setSignal(Signal.CPU)),
                wrong(
                        "demand.signal tokens needs objective.tokens",
                        r -> tokens(r, null, new InterTokenBound(.9, 1.)).setDeadline(Instant.EPOCH)),
                wrong("demand.group must have from 1", r -> lag(r, " ", List.of(), null)),
                wrong("demand.topics has a b, which is no name", r -> lag(r, "workers", List.of("a b"), null)),
                wrong("demand.topics names a topic twice", r -> lag(r, "workers", List.of("a", "a"), null)),
                wrong("demand.rebalance must be from 0s to", r -> lag(r, "workers", List.of("a"), -1L)),
                wrong(
                        "demand.group needs signal lag, not requests",
                        r -> lag(r, "workers", List.of(), null).setSignal(Signal.REQUESTS)),
                wrong(
                        "demand names backlog beside lag",
                        r -> lag(r, "workers", List.of(), null)
                                .setMoreSignals(List.of(new ExtraSignal(Signal.BACKLOG, null)))),
                wrong("headroom must be from 0 to below 10, not NaN", r -> r.setHeadroom(Double.NaN)),
                wrong("headroom must be from 0 to below 10, not -0.1", r -> r.setHeadroom(-.1)),
                wrong("costLimit must be above 1, not 1", r -> r.setCostLimit(1.)),
                wrong("warmUp must not be below 0", r -> r.setWarmUpMs(-1L)),
                wrong("idleWindow must not be below 0", r -> r.setIdleWindowMs(-1L)),
                wrong("stabilization must not be below 0", r -> r.setScaleUp(rules(-1, SelectPolicy.MAX, 1, 1, .1))),
                wrong("limits.percent must be above 0", r -> r.setScaleUp(rules(0, SelectPolicy.MAX, 0, 1, .1))),
                wrong("limits.per must be above 0", r -> r.setScaleDown(rules(0, SelectPolicy.MIN, 1, 0, .1))),
                wrong("tolerance must be from 0", r -> r.setScaleDown(rules(0, SelectPolicy.MIN, 1, 1, 1))),
                wrong(
                        "a service at 0 would never wake",
                        r -> r.setMinReplicas(0).setScaleUp(rules(0, SelectPolicy.DISABLED, 1, 1, .1))),
                wrong("spotShare must be from 0 to 1, not 1.01", r -> r.setSpotShare(1.01)),
                wrong("payback must be above 0", r -> r.setPaybackMs(0L)),
                wrong("startCost must be at least 0 and finite, not NaN", r -> r.setStartCost(Double.NaN)),
                wrong("weight must be at least 1, not 0", r -> r.setWeight(0)),
                wrong("pools.name must not be empty", r -> r.setPools(List.of(new PoolTerms("", null, 0)))),
                wrong("pools.perReplica must be above 0", r -> r.setPools(List.of(new PoolTerms("a", 0., 0)))),
                wrong("pools.min must not be below 0", r -> r.setPools(List.of(new PoolTerms("a", 1., -1)))),
                wrong("and replicas.max allows 40", r -> r.setPools(List.of(new PoolTerms("a", 1., 41)))),
                wrong(
                        "pools names one pool twice",
                        r -> r.setPools(List.of(new PoolTerms("a", 1., 0), new PoolTerms("a", 2., 0)))),
                wrong("budget needs pools", r -> r.setBudget(new ServiceBudget(1., BudgetKind.SOFT, "UTC"))),
                wrong(
                        "zone=Mars/Base: is not a time zone",
                        r -> r.setPools(List.of(new PoolTerms("a", 1., 0)))
                                .setBudget(new ServiceBudget(1., BudgetKind.SOFT, "Mars/Base"))),
                wrong(
                        "budget.perMonth must be at least 0 and finite",
                        r -> r.setPools(List.of(new PoolTerms("a", 1., 0)))
                                .setBudget(new ServiceBudget(-1., BudgetKind.SOFT, "UTC"))),
                wrong("size.gpuSlice must be", r -> r.setSize(new SizeTerms(Mode.ADVISE, 1.1, null, null))),
                wrong("size.least must fit", r -> r.setSize(new SizeTerms(Mode.ADVISE, 1., LARGE, SMALL))),
                wrong(
                        "pools.speed must be above 0",
                        r -> r.setPools(List.of(new PoolTerms("a", null, 0)))
                                .setPoolSpeeds(List.of(new PoolSpeed("a", 0.)))),
                wrong(
                        "pools[].speed needs demand.signal tokens",
                        r -> r.setPools(List.of(new PoolTerms("a", null, 0)))
                                .setPoolSpeeds(List.of(new PoolSpeed("a", 2.)))),
                wrong("roles needs demand: {signal: tokens}", r -> r.setRoles(roles("a", "b", 900.))),
                wrong("roles.pool must not be empty", r -> inTokens(r).setRoles(roles("", "b", 900.))),
                wrong("both are a", r -> inTokens(r).setRoles(roles("a", "a", 900.))),
                wrong("roles.rate must be above 0", r -> inTokens(r).setRoles(roles("a", "b", -1.))),
                wrong("roles.decode.rate must be stated", r -> inTokens(r).setRoles(roles("a", "b", null))),
                wrong(
                        "replicas.max must be at least 2 with roles",
                        r -> inTokens(r).setMaxReplicas(1).setRoles(roles("a", "b", 900.))),
                wrong(
                        "size.mode act is not possible with roles",
                        r -> inTokens(r)
                                .setRoles(roles("a", "b", 900.))
                                .setSize(new SizeTerms(Mode.ACT, 1., null, null))),
                wrong("size.mode act needs perReplica", r -> r.setSize(new SizeTerms(Mode.ACT, 1., null, null))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pools")
    void pool(String said, Consumer<ResourcePool.Builder> change) {
        ResourcePool.Builder record = ResourcePool.newBuilder().setName("cpu").setPricePerHour(.05);
        change.accept(record);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolCodec.fromRecord(sent(POOLS, record.build())))
                .withMessageContaining(said);
    }

    static Stream<Arguments> pools() {
        return Stream.of(
                wrongPool("metadata.name must not be empty", r -> r.setName("")),
                wrongPool("price must be at least 0 and finite, not NaN", r -> r.setPricePerHour(Double.NaN)),
                wrongPool("price must be at least 0 and finite", r -> r.setPricePerHour(Double.POSITIVE_INFINITY)),
                wrongPool("limit must not be below 0, it is -1", r -> r.setLimit(-1)),
                wrongPool("leadTime must not be below 0", r -> r.setLeadTimeMs(-1L)),
                wrongPool("spot.interruptionsPerHour must be", r -> r.setSpot(new SpotTerms(-1.))),
                wrongPool("cpu must be", r -> r.setPerReplica(new ReplicaSize(-1., 0L, 0., 0L, 0L))),
                wrongPool("memory must be", r -> r.setPerReplica(new ReplicaSize(0., -1L, 0., 0L, 0L))),
                wrongPool("gpu must be", r -> r.setPerReplica(new ReplicaSize(0., 0L, Double.NaN, 0L, 0L))),
                wrongPool("gpuMemory must be", r -> r.setPerReplica(new ReplicaSize(0., 0L, 0., -1L, 0L))),
                wrongPool("storage must be", r -> r.setPerReplica(new ReplicaSize(0., 0L, 0., 0L, Long.MIN_VALUE))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("budgets")
    void budget(String said, TenantBudget record) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BudgetCodec.fromRecord(record))
                .withMessageContaining(said);
    }

    static Stream<Arguments> budgets() {
        return Stream.of(
                Arguments.of(
                        "budget.perMonth must be at least 0 and finite, not NaN",
                        new TenantBudget("retail", Double.NaN, BudgetKind.HARD, "UTC")),
                Arguments.of(
                        "budget.perMonth must be at least 0 and finite, not -0.01",
                        new TenantBudget("retail", -.01, BudgetKind.HARD, "UTC")),
                Arguments.of("zone=: is not a time zone", new TenantBudget("retail", 1., BudgetKind.SOFT, "")));
    }

    private static ScalingRules rules(
            long stabilization, SelectPolicy select, int value, long period, double tolerance) {
        return new ScalingRules(
                stabilization, select, List.of(new RateLimit(RateLimitType.PERCENT, value, period)), tolerance);
    }

    private static ScalingPolicy.Builder inTokens(ScalingPolicy.Builder record) {
        return record.setSignal(dev.sluice.events.Signal.UNITS)
                .setTokens(new TokensObjective(new FirstTokenBound(.95, 1500., 3.), null));
    }

    private static RoleTerms roles(String prefill, String decode, @Nullable Double rate) {
        return new RoleTerms(new RoleReplicas(prefill, null), new RoleReplicas(decode, rate));
    }

    private static <T extends SpecificRecord> T sent(AvroSerde<T> serde, T record) {
        String topic = record.getSchema().getName();
        return serde.deserializer().deserialize(topic, serde.serializer().serialize(topic, record));
    }

    private static Arguments wrong(String said, Consumer<ScalingPolicy.Builder> change) {
        return Arguments.of(said, change);
    }

    private static Arguments wrongPool(String said, Consumer<ResourcePool.Builder> change) {
        return Arguments.of(said, change);
    }
}
