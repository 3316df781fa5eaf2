package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.ServiceLoop;
import dev.sluice.policy.ScalingPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The services of one task as live objects in front of the stores: read from them when first needed, written to them
 * before each commit where something changed, and forgotten from memory when there are too many.
 */
final class LiveServices {
    private final LoopSettings settings;
    private final PolicyTable policies;
    private final KeyValueStore<String, byte[]> openWindows;
    private final KeyValueStore<String, byte[]> ledgers;
    private final KeyValueStore<String, byte[]> models;
    private final int mostLive;
    private final Map<ServiceKey, Live> live = new HashMap<>(1024);
    private final List<Live> changed = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    LiveServices(LoopSettings settings, PolicyTable policies, int mostLive, StateStores stores) {
        this.settings = settings;
        this.policies = policies;
        this.mostLive = mostLive;
        this.openWindows = stores.openWindows();
        this.ledgers = stores.ledgers();
        this.models = stores.models();
    }

    /** The stores that live services are written to. */
    record StateStores(
            KeyValueStore<String, byte[]> openWindows,
            KeyValueStore<String, byte[]> ledgers,
            KeyValueStore<String, byte[]> models) {}

    /** The service, read from the stores where it is not live. */
    Live get(String service) {
        return get(ServiceKey.of(service));
    }

    /** The same by the key of its records. */
    Live get(ServiceKey key) {
        Live found = live.get(key);
        if (found == null) {
            found = load(key.service());
            live.put(key, found);
        }
        found.used = true;
        return found;
    }

    /** All services that the stores know. */
    List<String> known() {
        List<String> names = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = openWindows.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                names.add(next.key);
            }
        }
        return names;
    }

    private Live load(String service) {
        ServiceLoop loop = new ServiceLoop(service, settings);
        Optional<ScalingPolicy> policy = policies.get(service);
        byte[] open = openWindows.get(service);
        byte[] ledger = ledgers.get(service);
        if (open == null || ledger == null) {
            loop.policy(policy);
            return new Live(loop, false);
        }
        try {
            loop.read(in(open), in(ledger), Optional.ofNullable(models.get(service)), policy);
            return new Live(loop, true);
        } catch (IOException e) {
            throw new UncheckedIOException("the stored state of " + service + " cannot be read", e);
        }
    }

    private static DataInputStream in(byte[] stored) {
        return new DataInputStream(new ByteArrayInputStream(stored));
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
        if (live.size() > mostLive) {
            forget(mostLive - mostLive / 8);
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
    }

    private byte[] bytesOf(Part part) {
        bytes.reset();
        try {
            part.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Part {
        void write(DataOutputStream out) throws IOException;
    }

    /** A service in memory and which of its parts the stores do not have yet. */
    final class Live {
        private final ServiceLoop loop;
        private boolean used;
        private boolean listed;
        private long queuedFor = Long.MAX_VALUE;
        private boolean ledgerChanged;
        private Optional<byte[]> snapshot = Optional.empty();

        private Live(ServiceLoop loop, boolean stored) {
            this.loop = loop;
            ledgerChanged = !stored;
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

        /** Notes that a report came. */
        void windowsChanged() {
            if (!listed) {
                listed = true;
                changed.add(this);
            }
        }

        /** Notes that a decision was made, an acknowledgement or a policy came. */
        void ledgerChanged(Optional<byte[]> snapshotDue) {
            windowsChanged();
            ledgerChanged = true;
            if (snapshotDue.isPresent()) {
                snapshot = snapshotDue;
            }
        }

        private void write() {
            openWindows.put(loop.service(), bytesOf(loop::writeWindows));
            if (ledgerChanged) {
                ledgers.put(loop.service(), bytesOf(loop::writeLedger));
            }
            snapshot.ifPresent(model -> models.put(loop.service(), model));
            listed = false;
            ledgerChanged = false;
            snapshot = Optional.empty();
        }
    }
}
