package dev.sluice.topology.store;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.report.ReadTime;
import dev.sluice.state.MemoryOutput;
import dev.sluice.state.StatePart;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The states of a task's services at rest: each part in a store of its own, by service. */
public final class ServiceStates {
    private final LoopSettings settings;
    private final Catalog catalog;
    private final PolicyTable policies;
    private final Map<StatePart, KeyValueStore<String, byte[]>> stores;
    private final LostState lost;
    private final ReadTime read;
    private final MemoryOutput bytes = new MemoryOutput(1024);

    public ServiceStates(
            LoopSettings settings,
            Catalog catalog,
            PolicyTable policies,
            Map<StatePart, KeyValueStore<String, byte[]>> stores,
            LostState lost,
            ReadTime read) {
        this.settings = settings;
        this.catalog = catalog;
        this.policies = policies;
        this.stores = stores;
        this.lost = lost;
        this.read = read;
    }

    /** The loop of a service as it was written; one that knows only its policy where nothing was. */
    public ServiceLoop load(String service) {
        ServiceLoop loop = new ServiceLoop(service, settings, catalog, read);
        if (loop.read(part -> Optional.ofNullable(store(part).get(service)), policies.get(service))) {
            lost.parts(service, loop.lost());
        } else {
            loop.policy(policies.get(service));
        }
        return loop;
    }

    /** Whether anything is kept of a service. */
    public boolean knows(String service) {
        return store(StatePart.OPEN_WINDOWS).get(service) != null || policies.has(service);
    }

    /** All services that were written. */
    public Set<String> known() {
        return names(store(StatePart.OPEN_WINDOWS));
    }

    /** Those of them without a policy. */
    public Set<String> unmanaged() {
        Set<String> names = known();
        names.removeAll(policies.names());
        return names;
    }

    /** Whether something was set by hand or by the calendar for a service. */
    public boolean hasAgenda(String service) {
        return store(StatePart.AGENDA).get(service) != null;
    }

    /** The keys of a store. */
    static Set<String> names(KeyValueStore<String, byte[]> store) {
        Set<String> names = new HashSet<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> names.add(entry.key));
        }
        return names;
    }

    /** The parts that changed, as they are to be written; none of them is, where one cannot be. */
    public Map<StatePart, byte[]> parts(ServiceLoop loop) {
        Map<StatePart, byte[]> parts = new EnumMap<>(StatePart.class);
        for (StatePart part : loop.changed()) {
            parts.put(part, bytesOf(loop, part));
        }
        return parts;
    }

    /** Writes parts of a service. */
    public void store(String service, Map<StatePart, byte[]> parts) {
        // a part that there no longer is leaves the store
        parts.forEach((part, written) -> store(part).put(service, written.length > 0 ? written : null));
    }

    private byte[] bytesOf(ServiceLoop loop, StatePart part) {
        bytes.reset();
        try {
            loop.write(part, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Deletes all that is kept of a service but its policy. */
    public void delete(String service) {
        stores.values().forEach(store -> store.delete(service));
    }

    private KeyValueStore<String, byte[]> store(StatePart part) {
        return Objects.requireNonNull(stores.get(part));
    }
}
