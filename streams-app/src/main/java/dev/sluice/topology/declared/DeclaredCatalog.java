package dev.sluice.topology.declared;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Catalog;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.TenantBudget;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.store.StoreNames;
import dev.sluice.topology.timing.NowAndThen;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools and budgets that are declared, from the stores that every instance has whole. Values are read when they are
 * asked for and again when they have changed. One that cannot be used is logged now and then, and what was declared before stays in
 * force; before anything usable was, it counts as not declared.
 */
public final class DeclaredCatalog implements Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredCatalog.class);

    private final Table<Pool> pools;
    private final Table<MonthlyBudget> budgets;

    private DeclaredCatalog(Table<Pool> pools, Table<MonthlyBudget> budgets) {
        this.pools = pools;
        this.budgets = budgets;
    }

    /** What is declared, as a task sees it. */
    public static DeclaredCatalog in(ProcessorContext<?, ?> context, Inputs inputs) {
        return new DeclaredCatalog(
                new Table<>(
                        context.getStateStore(StoreNames.POOLS),
                        inputs.reader(Topic.RESOURCE_POOLS),
                        context::currentSystemTimeMs,
                        (name, record) -> Declarations.pool(name, (ResourcePool) record)),
                new Table<>(
                        context.getStateStore(StoreNames.BUDGETS),
                        inputs.reader(Topic.TENANT_BUDGETS),
                        context::currentSystemTimeMs,
                        (name, record) -> Declarations.budget(name, (TenantBudget) record)));
    }

    @Override
    public Optional<Pool> pool(String name) {
        return pools.get(name);
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return tenant.isEmpty() ? Optional.empty() : budgets.get(tenant);
    }

    /** One kind of declarations by name. */
    private static final class Table<T> {
        private final ReadOnlyKeyValueStore<byte[], byte[]> store;
        private final Inputs.Reader reader;
        private final LongSupplier clock;
        private final NowAndThen told = new NowAndThen();
        private final BiFunction<String, SpecificRecord, T> meaning;
        private final Map<String, Entry<T>> read = new HashMap<>();

        private record Entry<T>(byte[] bytes, Optional<T> value) {}

        Table(
                ReadOnlyKeyValueStore<byte[], byte[]> store,
                Inputs.Reader reader,
                LongSupplier clock,
                BiFunction<String, SpecificRecord, T> meaning) {
            this.store = store;
            this.reader = reader;
            this.clock = clock;
            this.meaning = meaning;
        }

        Optional<T> get(String name) {
            byte[] stored = store.get(name.getBytes(StandardCharsets.UTF_8));
            if (stored == null) {
                read.remove(name);
                return Optional.empty();
            }
            Entry<T> known = read.get(name);
            if (known == null || !Arrays.equals(known.bytes(), stored)) {
                try {
                    Optional<T> before = Optional.ofNullable(known).flatMap(Entry::value);
                    known = new Entry<>(stored, meaning(name, stored).or(() -> before));
                    read.put(name, known);
                } catch (RegistryUnavailableException e) {
                    // read when the registry answers; until then as it was
                    return Optional.ofNullable(known).flatMap(Entry::value);
                }
            }
            return known.value();
        }

        private Optional<T> meaning(String name, byte[] bytes) {
            try {
                return Optional.of(meaning.apply(name, reader.read(bytes)));
            } catch (SerializationException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
                if (told.since(name, clock.getAsLong()) >= 0) {
                    LOG.warn("What is declared as {} cannot be used: {}", name, e.getMessage());
                }
                return Optional.empty();
            }
        }
    }
}
