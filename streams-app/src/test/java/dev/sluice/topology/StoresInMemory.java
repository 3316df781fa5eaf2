package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.report.ReadTime;
import dev.sluice.state.StatePart;
import dev.sluice.topology.store.LostState;
import dev.sluice.topology.store.PolicyTable;
import dev.sluice.topology.store.ServiceStates;
import dev.sluice.topology.store.StoredPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The stores of a task without a disk or a broker. */
public final class StoresInMemory {
    private final MockProcessorContext<byte[], Object> context = new MockProcessorContext<>(properties());
    private final Map<StatePart, KeyValueStore<String, byte[]>> parts = new EnumMap<>(StatePart.class);
    private final ServiceStates states;

    public StoresInMemory() {
        for (StatePart part : StatePart.values()) {
            parts.put(part, store(part.name()));
        }
        LostState lost = LostState.of(context);
        states = new ServiceStates(
                new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.WALL),
                Catalog.EMPTY,
                new PolicyTable(store("policies"), StoredPolicy.with(StoresInMemory::noRegistry), lost),
                parts,
                lost,
                ReadTime.NOTHING_WAITS);
    }

    public ServiceStates states() {
        return states;
    }

    Map<StatePart, KeyValueStore<String, byte[]>> parts() {
        return parts;
    }

    public LostState lost() {
        return LostState.of(context);
    }

    /** One more store. */
    public KeyValueStore<String, byte[]> store(String name) {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        return properties;
    }

    /** Reads nothing that needs a registry. */
    @SuppressWarnings("DoNotCallSuggester")
    public static dev.sluice.events.ScalingPolicy noRegistry(byte[] bytes) {
        throw new SerializationException("there is no registry here, for " + bytes.length + " bytes");
    }
}
