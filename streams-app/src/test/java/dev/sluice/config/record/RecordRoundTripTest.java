package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.config.manifest.DrawnManifests;
import dev.sluice.config.text.Zones;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.TenantBudget;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.Cron;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.Schedule;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.schemas.AvroSerde;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Anything that may be declared comes back from the topics as it went. */
final class RecordRoundTripTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://record-round-trip");
    private static final AvroSerde<dev.sluice.events.ScalingPolicy> POLICIES =
            AvroSerde.of(dev.sluice.events.ScalingPolicy.class, REGISTRY);
    private static final AvroSerde<ResourcePool> POOLS = AvroSerde.of(ResourcePool.class, REGISTRY);
    private static final AvroSerde<TenantBudget> BUDGETS = AvroSerde.of(TenantBudget.class, REGISTRY);
    private static final AvroSerde<ScalingOverride> OVERRIDES = AvroSerde.of(ScalingOverride.class, REGISTRY);

    @Test
    void policies() {
        DrawnManifests drawn = new DrawnManifests(81);
        for (int i = 0; i < 1_000; i++) {
            ScalingPolicy policy = drawn.policy();
            assertThat(PolicyCodec.fromRecord(sent(POLICIES, PolicyCodec.toRecord(policy))))
                    .as("drawn %d", i)
                    .isEqualTo(policy);
        }
    }

    @Test
    void pools() {
        DrawnManifests drawn = new DrawnManifests(82);
        for (int i = 0; i < 1_000; i++) {
            Pool pool = drawn.pool();
            assertThat(PoolCodec.fromRecord(sent(POOLS, PoolCodec.toRecord(pool))))
                    .as("drawn %d", i)
                    .isEqualTo(pool);
        }
    }

    @Test
    void budgets() {
        DrawnManifests drawn = new DrawnManifests(83);
        for (int i = 0; i < 1_000; i++) {
            MonthlyBudget budget = drawn.budget();
            TenantBudget record = sent(BUDGETS, BudgetCodec.toRecord("tenant " + i, budget));
            assertThat(BudgetCodec.fromRecord(record)).as("drawn %d", i).isEqualTo(budget);
            assertThat(record.getTenant()).isEqualTo("tenant " + i);
        }
    }

    @Test
    void overrides_and_schedules() {
        Random random = new Random(84);
        for (int i = 0; i < 1_000; i++) {
            OverrideEvent change = change(random);
            ScalingOverride record = sent(OVERRIDES, OverrideCodec.toRecord("service " + i, change));
            assertThat(OverrideCodec.fromRecord(record)).as("drawn %d", i).isEqualTo(change);
            assertThat(record.getService()).isEqualTo("service " + i);
        }
    }

    private static OverrideEvent change(Random random) {
        Instant from = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
        Instant until = from.plusMillis(1 + random.nextLong(10_000_000_000L));
        Author author = new Author("owner " + random.nextInt(9), random.nextBoolean() ? "" : "wegen Ümbau", from);
        String id = "change/" + random.nextInt();
        return switch (random.nextInt(3)) {
            case 0 -> new OverrideEvent.Withdraw(id, author);
            case 1 ->
                new OverrideEvent.Plan(new Schedule(
                        id,
                        limit(random),
                        cron(random),
                        random.nextBoolean()
                                ? new Schedule.Until(cron(random))
                                : new Schedule.Lasting(Duration.ofMillis(1 + random.nextInt(Integer.MAX_VALUE - 1))),
                        random.nextBoolean() ? Zones.UTC : ZoneId.of("America/Sao_Paulo"),
                        author,
                        new Schedule.Validity(from, until)));
            default -> new OverrideEvent.Set(new ServiceOverride(id, action(random), author, from, until));
        };
    }

    private static ServiceOverride.Action action(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new ServiceOverride.Pause();
            case 1 -> new ServiceOverride.Force(random.nextInt(Integer.MAX_VALUE));
            case 2 -> new ServiceOverride.Freeze(random.nextBoolean() ? Direction.UP : Direction.DOWN);
            default -> limit(random);
        };
    }

    private static Limit limit(Random random) {
        int min = random.nextInt(100);
        int max = min + random.nextInt(Integer.MAX_VALUE - 100);
        return switch (random.nextInt(3)) {
            case 0 -> new Limit(OptionalInt.of(min), OptionalInt.empty());
            case 1 -> new Limit(OptionalInt.empty(), OptionalInt.of(max));
            default -> new Limit(OptionalInt.of(min), OptionalInt.of(max));
        };
    }

    private static Cron cron(Random random) {
        List<String> days = List.of("*", "mon-fri", "sat,sun", "1");
        return Cron.parse(
                random.nextInt(60) + " " + random.nextInt(24) + " * * " + days.get(random.nextInt(days.size())));
    }

    private static <T extends SpecificRecord> T sent(AvroSerde<T> serde, T record) {
        String topic = record.getSchema().getName();
        return serde.deserializer().deserialize(topic, serde.serializer().serialize(topic, record));
    }
}
