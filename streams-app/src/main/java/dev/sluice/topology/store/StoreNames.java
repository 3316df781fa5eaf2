package dev.sluice.topology.store;

import dev.sluice.state.StatePart;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The named stores: what a service's state is kept in, by how often it changes. */
public final class StoreNames {
    /** The policies in force, as they came. */
    public static final String POLICIES = "policies";
    /** Writes the live services before each commit. */
    public static final String COMMIT_HOOK = "commit-hook";

    /** The pools that are declared, whole in every instance. */
    public static final String POOLS = "pools";
    /** The budgets of tenants that are declared, whole in every instance. */
    public static final String BUDGETS = "budgets";
    /** Claims and grants of what services share. */
    public static final String SHARES = "shares";

    private static final Set<StatePart> IN_MEMORY = EnumSet.of(StatePart.OPEN_WINDOWS, StatePart.COMMANDS);

    private StoreNames() {}

    /** The store of declarations, which Kafka Streams fills from their topic. */
    public static StoreBuilder<KeyValueStore<byte[], byte[]>> declared(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingDisabled();
    }

    public static StoreBuilder<KeyValueStore<String, byte[]>> shares() {
        return logged(RestorableStore.named(SHARES));
    }

    /** The store of a part of services' states. */
    public static String of(StatePart part) {
        return switch (part) {
            case OPEN_WINDOWS -> "open-windows";
            case LEDGER -> "ledgers";
            case MODEL -> "models";
            case COSTS -> "costs";
            case CALLS -> "calls";
            case USAGE -> "usages";
            case AGENDA -> "agendas";
            case COMMANDS -> "newest-commands";
            case VERDICT -> "verdicts";
            case HISTORY -> "pending-histories";
            case TOKENS -> "token-sizers";
        };
    }

    /** The stores of the parts of services' states. */
    public static Map<StatePart, KeyValueStore<String, byte[]>> parts(ProcessorContext<?, ?> context) {
        Map<StatePart, KeyValueStore<String, byte[]>> stores = new EnumMap<>(StatePart.class);
        for (StatePart part : StatePart.values()) {
            stores.put(part, context.getStateStore(of(part)));
        }
        return stores;
    }

    public static List<StoreBuilder<?>> builders() {
        List<StoreBuilder<?>> builders = new ArrayList<>();
        for (StatePart part : StatePart.values()) {
            // what changes with every report is read and written too often for the disk, what is tiny needs none
            builders.add(logged(
                    IN_MEMORY.contains(part)
                            ? Stores.inMemoryKeyValueStore(of(part))
                            : RestorableStore.named(of(part))));
        }
        builders.add(logged(RestorableStore.named(POLICIES)));
        builders.add(new CommitHook.Builder(COMMIT_HOOK));
        return builders;
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> logged(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
