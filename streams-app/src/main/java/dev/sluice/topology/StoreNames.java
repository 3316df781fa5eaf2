package dev.sluice.topology;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The named stores: what a service's state is kept in, by how often it changes. */
final class StoreNames {
    /** Open windows, in memory: changes with every report. */
    static final String OPEN_WINDOWS = "open-windows";
    /** Size, history and the journal of windows: changes with every window. */
    static final String LEDGERS = "ledgers";
    /** What demand has taught: a snapshot every few minutes. */
    static final String MODELS = "models";
    /** The policies in force, as they came. */
    static final String POLICIES = "policies";
    /** Writes the live services before each commit. */
    static final String COMMIT_HOOK = "commit-hook";

    static final String[] ALL = {OPEN_WINDOWS, LEDGERS, MODELS, POLICIES, COMMIT_HOOK};

    private StoreNames() {}

    static List<StoreBuilder<?>> builders() {
        return List.of(
                logged(Stores.inMemoryKeyValueStore(OPEN_WINDOWS)),
                logged(Stores.persistentKeyValueStore(LEDGERS)),
                logged(Stores.persistentKeyValueStore(MODELS)),
                logged(Stores.persistentKeyValueStore(POLICIES)),
                new CommitHook.Builder(COMMIT_HOOK));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> logged(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled();
    }
}
