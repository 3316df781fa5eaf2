package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.state.StatePart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The services of one task as live objects in front of the stores: read from them when first needed, written to them
 * before each commit where something changed, and forgotten from memory when there are too many.
 */
final class LiveServices {
    private final LoopSettings settings;
    private final Catalog catalog;
    private final PolicyTable policies;
    private final Map<StatePart, KeyValueStore<String, byte[]>> stores;
    private final IntSupplier mostLive;
    private final Map<ServiceKey, Live> live = new HashMap<>(1024);
    private final List<Live> changed = new ArrayList<>();
    private @Nullable Live last;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    /**
     * The services of one task.
     *
     * @param stores where each part of a service's state is kept
     * @param mostLive services that are kept in memory
     */
    LiveServices(
            LoopSettings settings,
            Catalog catalog,
            PolicyTable policies,
            Map<StatePart, KeyValueStore<String, byte[]>> stores,
            IntSupplier mostLive) {
        this.settings = settings;
        this.catalog = catalog;
        this.policies = policies;
        this.stores = stores;
        this.mostLive = mostLive;
    }

    /** The service, read from the stores where it is not live. */
    Live get(String service) {
        return get(ServiceKey.of(service));
    }

    /**
     * The same by the key of its records. Reports come round: mostly it is the service that came after this one before, and
     * need not be looked up.
     */
    Live get(ServiceKey key) {
        Live expected = last == null ? null : last.next;
        Live found = expected != null && expected.key.equals(key) ? expected : find(key);
        if (last != null) {
            last.next = found;
        }
        last = found;
        found.used = true;
        return found;
    }

    private Live find(ServiceKey key) {
        Live found = live.get(key);
        if (found == null) {
            found = load(key);
            live.put(key, found);
        }
        return found;
    }

    /** All services that the stores know. */
    List<String> known() {
        List<String> names = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all =
                store(StatePart.OPEN_WINDOWS).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                names.add(next.key);
            }
        }
        return names;
    }

    private KeyValueStore<String, byte[]> store(StatePart part) {
        return Objects.requireNonNull(stores.get(part));
    }

    private Live load(ServiceKey key) {
        String service = key.service();
        ServiceLoop loop = new ServiceLoop(service, settings, catalog);
        Optional<ScalingPolicy> policy = policies.get(service);
        try {
            if (!loop.read(part -> Optional.ofNullable(store(part).get(service)), policy)) {
                loop.policy(policy);
            }
            return new Live(key, loop);
        } catch (IOException e) {
            throw new UncheckedIOException("the stored state of " + service + " cannot be read", e);
        }
    }

    /** Services that changed since the last commit. */
    int changed() {
        return changed.size();
    }

    /** Writes what changed since the last commit. */
    void write() {
        for (Live service : changed) {
            service.write();
        }
        changed.clear();
        int most = mostLive.getAsInt();
        if (live.size() > most) {
            forget(most - most / 8);
        }
    }

    /**
     * Forgets services until so many are left, at first those that nothing came for since the last time (source: the
     * "second chance" of page replacement). Not the least recently used one: where all report in turn and there are too
     * many, that is the next to come.
     */
    private void forget(int left) {
        while (live.size() > left) {
            Iterator<Live> all = live.values().iterator();
            while (all.hasNext() && live.size() > left) {
                Live next = all.next();
                if (!next.used) {
                    all.remove();
                }
                next.used = false;
            }
        }
        live.values().forEach(service -> service.next = null);
        last = null;
    }

    /** A service in memory. */
    final class Live {
        private final ServiceKey key;
        private final ServiceLoop loop;
        private @Nullable Live next;
        private boolean used;
        private boolean listed;
        private long queuedFor = Long.MAX_VALUE;

        private Live(ServiceKey key, ServiceLoop loop) {
            this.key = key;
            this.loop = loop;
        }

        ServiceLoop loop() {
            return loop;
        }

        /** Whether the clock is not already going to look at it by {@code at}, ms; notes that it now is. */
        boolean isToBeQueued(long at) {
            boolean earlier = at < queuedFor;
            queuedFor = Math.min(at, queuedFor);
            return earlier;
        }

        /** Notes that the clock looks at it. */
        void dequeued() {
            queuedFor = Long.MAX_VALUE;
        }

        /** Notes that something came for the service. */
        void touched() {
            if (!listed) {
                listed = true;
                changed.add(this);
            }
        }

        private void write() {
            for (StatePart part : loop.changed()) {
                // a part that there no longer is leaves the store
                byte[] written = bytesOf(part);
                store(part).put(loop.service(), written.length > 0 ? written : null);
            }
            listed = false;
        }

        private byte[] bytesOf(StatePart part) {
            bytes.reset();
            try {
                loop.write(part, new DataOutputStream(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }
}
