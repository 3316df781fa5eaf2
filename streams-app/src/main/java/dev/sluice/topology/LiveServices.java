package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Step;
import dev.sluice.control.window.ReadTime;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.state.StatePart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one task as live objects in front of the stores: read from them when first needed, written to them
 * before each commit where something changed, and forgotten from memory when there are too many.
 *
 * <p>What a service took in since it was written is remembered. Where an input fails, the service is read from the stores
 * again and takes in what it took in before: it is then as it was before that input.
 */
final class LiveServices {
    private static final Logger LOG = LoggerFactory.getLogger(LiveServices.class);

    /** What inputs may hold in memory before the services are written, bytes. */
    private static final int MOST_REMEMBERED = 32 << 20;

    /** So many inputs of a service that fail before anything is decided, and its open windows are to blame. */
    private static final int MOST_FAILED = 5;

    private final LoopSettings settings;
    private final Catalog catalog;
    private final PolicyTable policies;
    private final Map<StatePart, KeyValueStore<String, byte[]>> stores;
    private final IntSupplier mostLive;
    private final ReadTime read;
    private final Map<ServiceKey, Live> live = new HashMap<>(1024);
    private final List<Live> changed = new ArrayList<>();
    private final List<Failed> failed = new ArrayList<>();
    private @Nullable Live last;
    private int remembered;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    /**
     * The services of one task.
     *
     * @param stores where each part of a service's state is kept
     * @param mostLive services that are kept in memory
     * @param read how far the task has read their reports
     */
    LiveServices(
            LoopSettings settings,
            Catalog catalog,
            PolicyTable policies,
            Map<StatePart, KeyValueStore<String, byte[]>> stores,
            IntSupplier mostLive,
            ReadTime read) {
        this.settings = settings;
        this.catalog = catalog;
        this.policies = policies;
        this.stores = stores;
        this.mostLive = mostLive;
        this.read = read;
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
        return new Live(key, read(key.service()));
    }

    private ServiceLoop read(String service) {
        ServiceLoop loop = new ServiceLoop(service, settings, catalog, read);
        Optional<ScalingPolicy> policy = policies.get(service);
        try {
            if (!loop.read(part -> Optional.ofNullable(store(part).get(service)), policy)) {
                loop.policy(policy);
            }
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException("the stored state of " + service + " cannot be read", e);
        }
    }

    /** Services that changed since the last commit. */
    int changed() {
        return changed.size();
    }

    /** Whether so much was taken in since the services were written that they should be. */
    boolean isToBeWritten() {
        return remembered > MOST_REMEMBERED;
    }

    /** Writes what changed since the last commit. */
    void write() {
        for (Live service : changed) {
            service.write();
        }
        changed.clear();
        remembered = 0;
        int most = mostLive.getAsInt();
        if (live.size() > most) {
            forget(most - most / 8);
        }
    }

    /** The inputs that only failed when their services were written, since this was last asked. */
    List<Failed> failed() {
        List<Failed> all = List.copyOf(failed);
        failed.clear();
        return all;
    }

    /** An input whose service could not be written after it, and why. */
    record Failed(Input input, Throwable why) {}

    /** Whether an error is one of what was computed, so that the service can be put right and go on. */
    private static boolean isOfInput(Throwable error) {
        // what Kafka says is about itself: the task stops and begins again
        boolean ofKafka = error instanceof KafkaException && !RegistryUnavailableException.isBehind(error);
        return !ofKafka
                && (error instanceof RuntimeException
                        || error instanceof StackOverflowError
                        || error instanceof LinkageError);
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
        private final List<Input> taken = new ArrayList<>();
        private ServiceLoop loop;
        private @Nullable Live next;
        private boolean used;
        private boolean listed;
        private int failures;
        private long queuedFor = Long.MAX_VALUE;

        private Live(ServiceKey key, ServiceLoop loop) {
            this.key = key;
            this.loop = loop;
        }

        String service() {
            return loop.service();
        }

        /** When the clock has something to do for it, ms. */
        long due() {
            return loop.due();
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

        /**
         * Takes something in and lets {@code use} have what comes of it.
         *
         * @throws FailedInputException where either fails; the service is then as it was before
         */
        void take(Input input, Consumer<Step> use) {
            try {
                Step step = input.applyTo(loop);
                use.accept(step);
                failures = step.isNothing() ? failures : 0;
            } catch (RuntimeException | StackOverflowError | LinkageError error) {
                if (!isOfInput(error)) {
                    throw error;
                }
                restore();
                throw new FailedInputException(error);
            }
            remember(input);
        }

        private void remember(Input input) {
            taken.add(input);
            remembered += input.bytes();
            if (!listed) {
                listed = true;
                changed.add(this);
            }
        }

        /** Makes it what it was before the last input, or at worst what it was when it was written. */
        private void restore() {
            try {
                loop = read(key.service());
                taken.forEach(input -> input.applyTo(loop));
            } catch (RuntimeException | StackOverflowError | LinkageError error) {
                if (!isOfInput(error)) {
                    throw error;
                }
                LOG.error("{} is taken back to what it was at the last commit", key.service(), error);
                taken.clear();
                loop = read(key.service());
            }
            failures++;
            if (failures >= MOST_FAILED) {
                LOG.error("{} failed {} times, its open windows are forgotten", key.service(), failures);
                failures = 0;
                Input forget = Input.ofClock(ServiceLoop::forgetOpenWindows);
                forget.applyTo(loop);
                remember(forget);
            }
        }

        /** Writes it now, before something that it does not hold itself changes. */
        void writeNow() {
            boolean toBeCommitted = listed;
            write();
            listed = toBeCommitted; // it stays in the list of those to be written
        }

        private void write() {
            try {
                store(parts(loop));
            } catch (RuntimeException | StackOverflowError | LinkageError error) {
                if (!isOfInput(error)) {
                    throw error;
                }
                writeWithoutFailed();
            }
            taken.clear();
            listed = false;
        }

        /** One of the inputs since it was written cannot be: finds it, and writes the service without it. */
        private void writeWithoutFailed() {
            List<Input> good = new ArrayList<>();
            ServiceLoop now = read(key.service());
            for (Input input : taken) {
                try {
                    input.applyTo(now);
                    parts(now);
                    good.add(input);
                } catch (RuntimeException | StackOverflowError | LinkageError error) {
                    failed.add(new Failed(input, error));
                    now = read(key.service());
                    for (Input each : good) {
                        each.applyTo(now);
                    }
                }
            }
            loop = read(key.service());
            for (Input each : good) {
                each.applyTo(loop);
            }
            store(parts(loop));
        }

        private void store(Map<StatePart, byte[]> parts) {
            // a part that there no longer is leaves the store
            parts.forEach((part, written) ->
                    LiveServices.this.store(part).put(loop.service(), written.length > 0 ? written : null));
        }

        private Map<StatePart, byte[]> parts(ServiceLoop written) {
            Map<StatePart, byte[]> parts = new EnumMap<>(StatePart.class);
            for (StatePart part : written.changed()) {
                parts.put(part, bytesOf(part, written));
            }
            return parts;
        }

        private byte[] bytesOf(StatePart part, ServiceLoop written) {
            bytes.reset();
            try {
                written.write(part, new DataOutputStream(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }
}
