package dev.sluice.topology;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.consumer.BoundedBytes;
import dev.sluice.topology.consumer.Bundling;
import dev.sluice.topology.consumer.BundlingClients;
import dev.sluice.topology.consumer.ReadLag;
import dev.sluice.topology.consumer.ReadPositions;
import dev.sluice.topology.declared.DeclarationWatch;
import dev.sluice.topology.output.DeadLetters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** The running streams application: starts the topology, replaces threads that a passing fault ended, stops cleanly. */
public final class SluiceApp implements AutoCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    /** A bundle that closes no window takes a quarter of a millisecond. */
    private static final int MOST_IN_BUNDLE = 250;

    private static final int BYTES_IN_BUNDLE = 128 << 10;

    /** Within it the order of reports and acknowledgements decides nothing. */
    private static final long LONGEST_BUNDLE_MS = 1000;

    private final ReadPositions positions = new ReadPositions();
    private final Duration window;
    private final Set<String> reports;
    private final KafkaStreams streams;
    private final DeclarationWatch declarations;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch running = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * An application that is not started yet.
     *
     * @param settings what the topology is built from
     * @param kafka settings of Kafka Streams: bootstrap servers, application id, state directory and so on
     */
    public SluiceApp(TopologySettings settings, Properties kafka) {
        Properties properties = defaults();
        // reports and acknowledgements of one time are read together, after a stop too
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0);
        properties.putAll(kafka);
        window = settings.loops().window();
        reports = Set.of(
                settings.topics().name(Topic.REQUEST_RATE_EVENTS),
                settings.topics().name(Topic.USAGE_EVENTS));
        SluiceTopology topology = new SluiceTopology(settings, positions);
        streams = new KafkaStreams(topology.build(), properties, clients(settings, positions, reports));
        declarations = declarations(settings, topology, new StreamsConfig(properties));
        streams.setUncaughtExceptionHandler(this::failed);
        streams.setStateListener((now, before) -> {
            if (now == State.RUNNING) {
                running.countDown();
            } else if (now == State.ERROR || now == State.NOT_RUNNING) {
                stopped.countDown();
                running.countDown();
            }
        });
    }

    private static BundlingClients clients(TopologySettings settings, ReadPositions positions, Set<String> reports) {
        long span = settings.loops().time() == TimeSource.EVENT ? 0 : LONGEST_BUNDLE_MS;
        return new BundlingClients(new Bundling(MOST_IN_BUNDLE, span, BYTES_IN_BUNDLE), positions, reports);
    }

    private static DeclarationWatch declarations(
            TopologySettings settings, SluiceTopology topology, StreamsConfig kafka) {
        String name = kafka.getString(StreamsConfig.APPLICATION_ID_CONFIG) + "-declarations";
        Map<String, Object> consumer = kafka.getGlobalConsumerConfigs(name);
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, name);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Map<String, Object> producer = kafka.getProducerConfigs(name);
        return new DeclarationWatch(
                settings.topics(),
                topology::inputs,
                () -> new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new BoundedBytes(0)),
                () -> new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer()),
                DeadLetters.maxBytes(kafka.originals()));
    }

    /** What Sluice sets where the user does not. */
    public static Properties defaults() {
        Properties defaults = new Properties();
        defaults.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice");
        defaults.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // commands ask for a commit of their own, so the interval is only what a crash may have to do again
        defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        defaults.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // decisions stand still until a killed instance's partitions move: ten seconds, not Kafka's forty-five
        defaults.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), 10_000);
        defaults.put(StreamsConfig.consumerPrefix("max.poll.records"), 1000);
        // of bundles: what a partition keeps in memory ahead of its processing, 4 MB unless records are larger than
        // bundles
        defaults.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 32);
        defaults.put(StreamsConfig.producerPrefix("linger.ms"), 5);
        defaults.put(StreamsConfig.producerPrefix("batch.size"), 131_072);
        return defaults;
    }

    private StreamThreadExceptionResponse failed(Throwable error) {
        StreamThreadExceptionResponse response = response(error);
        if (response == StreamThreadExceptionResponse.SHUTDOWN_CLIENT) {
            failure.compareAndSet(null, error);
        }
        return response;
    }

    /** A registry that does not answer may answer later: nothing was committed, so nothing is lost. */
    static StreamThreadExceptionResponse response(Throwable error) {
        return RegistryUnavailableException.isBehind(error)
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Starts and returns at once. */
    public void start() {
        streams.start();
        declarations.start();
    }

    /** Waits until the application runs; false where it does not within the time, or has stopped. */
    public boolean awaitRunning(Duration within) throws InterruptedException {
        return running.await(within.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                && streams.state() == State.RUNNING;
    }

    /** Waits until the application has stopped, and tells why where it failed. */
    public Optional<Throwable> awaitStopped() throws InterruptedException {
        stopped.await();
        return Optional.ofNullable(failure.get());
    }

    /**
     * Whether the application can work, and whether it does; keep it, because it remembers whether it kept up.
     *
     * @param windows after how many windows reports are read too late; 0: never
     */
    public StreamsHealth health(int windows) {
        ReadLag lag = new ReadLag(window.multipliedBy(windows), this::readUpTo, InstantSource.system());
        return new StreamsHealth(streams, () -> Optional.ofNullable(failure.get()), lag);
    }

    /** How far the reports of the partitions that this instance decides for are read. */
    private Map<TopicPartition, Long> readUpTo() {
        Set<TopicPartition> active = streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .filter(partition -> reports.contains(partition.topic()))
                .collect(Collectors.toSet());
        return positions.readUpTo(active);
    }

    /** The running Kafka Streams, for its metrics. */
    public KafkaStreams streams() {
        return streams;
    }

    /** Stops and leaves the group, so that whoever comes next does not wait until this member is given up for lost. */
    @Override
    public void close() {
        declarations.close();
        streams.close(new KafkaStreams.CloseOptions().timeout(CLOSE_WITHIN).leaveGroup(true));
    }
}
