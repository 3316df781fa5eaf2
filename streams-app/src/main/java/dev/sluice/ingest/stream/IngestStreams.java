package dev.sluice.ingest.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topology of ingest while it runs. A thread that fails is replaced; one that fails again and again ends the process. */
public final class IngestStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestStreams.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
    /** An event waits for the transaction that it is in. */
    private static final int COMMIT_MS = 200;

    private static final int MOST_FAILURES = 5;
    private static final long FAILURES_WITHIN_NS = Duration.ofMinutes(1).toNanos();

    private final KafkaStreams streams;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Deque<Long> failures = new ArrayDeque<>();

    /**
     * Not started yet.
     *
     * @param application name of the group, and in front of the names of its topics
     * @param settings of Kafka Streams: bootstrap servers, state directory and so on
     */
    public IngestStreams(IngestTopology topology, String application, Map<String, Object> settings) {
        Properties properties = defaults();
        properties.putAll(settings);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
        streams = new KafkaStreams(topology.build(), properties, new BoundedClients());
        streams.setUncaughtExceptionHandler(this::failed);
        streams.setStateListener((now, before) -> {
            if (now == State.ERROR || now == State.NOT_RUNNING) {
                stopped.countDown();
            }
        });
    }

    private static Properties defaults() {
        Properties defaults = new Properties();
        defaults.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        defaults.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        defaults.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 10_000);
        // a collector may create its topic later than this starts
        defaults.put(StreamsConfig.mainConsumerPrefix("metadata.max.age.ms"), 15_000);
        // messages may be large, and larger once they are decompressed: what is read ahead is 64 MB of a partition at
        // most
        defaults.put(StreamsConfig.mainConsumerPrefix("fetch.max.bytes"), 8 << 20);
        defaults.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), 8);
        defaults.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 8);
        return defaults;
    }

    private synchronized StreamThreadExceptionResponse failed(Throwable error) {
        LOG.error("Reading metrics failed", error);
        long now = System.nanoTime();
        failures.addLast(now);
        failures.removeIf(at -> now - at > FAILURES_WITHIN_NS);
        if (failures.size() > MOST_FAILURES) {
            failure.compareAndSet(null, error);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Starts and returns at once. */
    public void start() {
        streams.start();
    }

    /** Waits until it has stopped, and tells why where it failed. */
    public Optional<Throwable> awaitStopped() throws InterruptedException {
        stopped.await();
        return Optional.ofNullable(failure.get());
    }

    /** Why it cannot work any more; empty if it can. */
    public List<String> notLive() {
        return Optional.ofNullable(failure.get())
                .map(error -> List.of("reading metrics has ended: " + error))
                .orElse(List.of());
    }

    /** Why it does not work now; empty if it does. */
    public List<String> notReady() {
        State state = streams.state();
        return state == State.RUNNING ? List.of() : List.of("metrics are not read: Kafka Streams is " + state);
    }

    /** The running Kafka Streams, for its metrics. */
    public KafkaStreams streams() {
        return streams;
    }

    /** Stops and leaves the group, so that the others take over at once. */
    @Override
    public void close() {
        streams.close(new KafkaStreams.CloseOptions().timeout(CLOSE_WITHIN).leaveGroup(true));
    }
}
