package dev.sluice.bench;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topics;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** The real application on the benchmark's broker, under a name and with a state directory of its own. */
final class Application implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final SluiceApp app;
    private final Restored restored = new Restored();
    private final String name;

    /**
     * What one application is.
     *
     * @param name its name, part of the names of its changelogs
     * @param guarantee Kafka's name of the processing guarantee
     * @param threads stream threads
     * @param live services that are kept live
     * @param time where "now" comes from
     */
    record Kind(String name, String guarantee, int threads, int live, TimeSource time) {}

    Application(BenchCluster cluster, Topics topics, Kind kind, Path state) {
        LoopSettings loops = new LoopSettings(
                Duration.ofSeconds(Load.WINDOW_SECONDS),
                Duration.ofSeconds(Load.GRACE_SECONDS),
                Duration.ofMinutes(5),
                kind.time());
        TopologySettings settings = new TopologySettings(
                topics,
                loops,
                kind.live(),
                new TopologySettings.SerdeSettings(AvroSerde.class.getName(), cluster.registry()));
        name = kind.name();
        app = new SluiceApp(settings, cluster.streams(kind, state));
        app.streams().setGlobalStateRestoreListener(restored);
    }

    /** Starts it and waits until it runs; the time that this took. */
    Duration start() throws InterruptedException {
        long from = System.nanoTime();
        app.start();
        if (!app.awaitRunning(PATIENCE)) {
            throw new IllegalStateException(
                    name + " did not run", app.awaitStopped().orElse(null));
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    Restored restored() {
        return restored;
    }

    /** Follows it through {@code total} records. */
    Course course(long total) {
        List<Metric> processed = processed();
        return Course.of(() -> sum(processed), total, name);
    }

    /** Waits until nothing has been processed for a second. */
    void awaitQuiet() {
        List<Metric> processed = processed();
        long before = -1;
        while (sum(processed) != before) {
            before = sum(processed);
            LockSupport.parkNanos(1_000_000_000L);
        }
    }

    private List<Metric> processed() {
        return metrics(app.streams(), "records-total", "stream-sluice-metrics");
    }

    /** Decisions and commands since the start. */
    long count(String what) {
        return sum(metrics(app.streams(), what + "-total", "stream-sluice-metrics"));
    }

    @SuppressWarnings("unchecked")
    static List<Metric> metrics(KafkaStreams streams, String named, String group) {
        return (List<Metric>) streams.metrics().values().stream()
                .filter(m -> m.metricName().name().equals(named)
                        && m.metricName().group().equals(group))
                .toList();
    }

    static long sum(Collection<Metric> metrics) {
        return metrics.stream()
                .mapToLong(m -> ((Number) m.metricValue()).longValue())
                .sum();
    }

    @Override
    public void close() {
        app.close();
    }

    /** Counts what is read back from changelogs, from the first record to the last. */
    static final class Restored implements StateRestoreListener {
        private final AtomicLong records = new AtomicLong();

        long records() {
            return records.get();
        }

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long first, long end) {}

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long restored) {}

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {
            records.addAndGet(total);
        }
    }
}
