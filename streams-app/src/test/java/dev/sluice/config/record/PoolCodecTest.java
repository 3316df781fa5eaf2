package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.allocation.Pool;
import dev.sluice.events.BudgetKind;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.TenantBudget;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Resources;
import dev.sluice.schemas.AvroSerde;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PoolCodecTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://pool-codec");
    private static final AvroSerde<ResourcePool> POOLS = AvroSerde.of(ResourcePool.class, REGISTRY);
    private static final AvroSerde<TenantBudget> BUDGETS = AvroSerde.of(TenantBudget.class, REGISTRY);

    @ParameterizedTest
    @MethodSource("pools")
    void a_pool_comes_back_from_the_wire_as_it_went(Pool pool) {
        assertThat(PoolCodec.fromRecord(sent(POOLS, PoolCodec.toRecord(pool)))).isEqualTo(pool);
    }

    static Stream<Pool> pools() {
        Resources machine = new Resources(4, 16L << 30, .5, 24L << 30, 100L << 30);
        return Stream.of(
                Pool.of("cpu", .05),
                Pool.of("cpu", .05).withLimit(0),
                new Pool("a10g", machine, 1.2, 40, Duration.ofSeconds(90), Optional.of(new Pool.Spot(.05))));
    }

    @Test
    void a_tenants_budget_comes_back_from_the_wire_as_it_went() {
        MonthlyBudget budget = new MonthlyBudget(2000, MonthlyBudget.Kind.HARD, ZoneId.of("Europe/Berlin"));

        TenantBudget record = sent(BUDGETS, BudgetCodec.toRecord("search", budget));

        assertThat(record.getTenant()).isEqualTo("search");
        assertThat(BudgetCodec.fromRecord(record)).isEqualTo(budget);
    }

    @Test
    void a_record_that_states_only_what_must_be_is_the_pool_of_defaults() {
        ResourcePool record =
                ResourcePool.newBuilder().setName("cpu").setPricePerHour(.05).build();

        assertThat(PoolCodec.fromRecord(record)).isEqualTo(Pool.of("cpu", .05));
    }

    @Test
    void what_cannot_be_is_refused_with_key_and_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoolCodec.fromRecord(ResourcePool.newBuilder()
                        .setName("cpu")
                        .setPricePerHour(-1)
                        .build()))
                .withMessage("price must be at least 0 and finite, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BudgetCodec.fromRecord(new TenantBudget("search", 1., BudgetKind.SOFT, "Mars/Base")))
                .withMessageStartingWith("zone=Mars/Base: is not a time zone");
    }

    private static <T extends SpecificRecord> T sent(AvroSerde<T> serde, T record) {
        String topic = record.getSchema().getName();
        return serde.deserializer().deserialize(topic, serde.serializer().serialize(topic, record));
    }
}
