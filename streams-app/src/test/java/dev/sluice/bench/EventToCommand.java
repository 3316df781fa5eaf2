package dev.sluice.bench;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.ScalingRules;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The time from {@code send} of an event to a read-committed consumer having its command, under exactly-once, at the pace
 * of real time: services at zero that are asked for something and running windows that exceed what was ordered, while a
 * thousand other services report.
 */
final class EventToCommand {
    private static final int SERVICES = 1000;
    private static final int INSTANCES = 10;
    private static final int PROBES = 150;
    private static final int HISTORY_SECONDS = 450;
    private static final Duration WINDOW = Duration.ofSeconds(Load.WINDOW_SECONDS);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** Lies in one window nearly always: a part in a window that has ended waits for its close. */
    private static final Duration MOMENT = Duration.ofMillis(10);

    private static final long IDLE_WINDOW_MS = 1_000;
    /** In which services without demand report so, and are put to sleep. */
    private static final int FALLING_ASLEEP_SECONDS = 40;
    /** Requests in a window of a service that runs, as long as nothing exceeds what was ordered. */
    private static final int STEADY_REQUESTS = 150;
    /** Seven times the usual rate: more than any size ordered for it, and less than a report that is held for a mistake. */
    private static final int REQUESTS_OVER = 1_000;

    private final BenchCluster cluster;
    private final Path state;
    private final int seconds;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<Long>> took =
            Map.of("wake", new ConcurrentLinkedQueue<>(), "over", new ConcurrentLinkedQueue<>());
    private volatile boolean done;

    EventToCommand(BenchCluster cluster, Path state, int seconds) {
        this.cluster = cluster;
        this.state = state;
        this.seconds = seconds;
    }

    void measure() throws Exception {
        Topics topics = cluster.topics("latency-");
        Application.Kind kind = new Application.Kind("latency-app", "exactly_once_v2", 1, 200_000, TimeSource.WALL);
        try (Producer<String, SpecificRecord> producer = cluster.producer(0);
                Application app = new Application(cluster, topics, kind, state)) {
            Instant now = Instant.now();
            history(producer, topics, now);
            app.start();
            app.awaitQuiet();
            long decisions = app.count("decisions");
            Map<String, Long> before = cluster.changelogs(kind.name());
            Thread reader = new Thread(() -> readCommands(topics), "command-reader");
            reader.start();
            live(producer, topics);
            done = true;
            reader.join();
            report(before, kind.name(), app.count("decisions") - decisions);
        }
    }

    private void history(Producer<String, SpecificRecord> producer, Topics topics, Instant now) {
        names("background", SERVICES).forEach(s -> policy(producer, topics, s, 1));
        names("over", PROBES).forEach(s -> policy(producer, topics, s, 1));
        names("wake", PROBES).forEach(s -> policy(producer, topics, s, 0));
        producer.flush();
        for (int ago = HISTORY_SECONDS; ago > 0; ago -= Load.WINDOW_SECONDS) {
            Instant to = now.minusSeconds(ago - Load.WINDOW_SECONDS);
            names("background", SERVICES).forEach(s -> report(producer, topics, s, "i0", to, WINDOW, STEADY_REQUESTS));
            names("over", PROBES).forEach(s -> report(producer, topics, s, "i0", to, WINDOW, STEADY_REQUESTS));
            names("wake", PROBES).forEach(s -> report(producer, topics, s, "i0", to, WINDOW, 0));
        }
        producer.flush();
    }

    private static List<String> names(String kind, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> kind + "-" + i)
                .toList();
    }

    private void policy(Producer<String, SpecificRecord> producer, Topics topics, String service, int min) {
        ScalingPolicy policy = ScalingPolicy.newBuilder()
                .setService(service)
                .setMinReplicas(min)
                .setMaxReplicas(1000)
                .setPerReplica(10.0)
                .setLeadTimeMs(min == 0 ? 1_000L : 60_000L)
                .setIdleWindowMs(IDLE_WINDOW_MS)
                .setScaleDown(ScalingRules.newBuilder().setStabilizationMs(0L).build())
                .build();
        cluster.send(producer, topics.name(Topic.SCALING_POLICIES), service, policy);
    }

    private void report(
            Producer<String, SpecificRecord> producer,
            Topics topics,
            String service,
            String instance,
            Instant to,
            Duration of,
            long requests) {
        RequestRateEvent event = RequestRateEvent.newBuilder()
                .setService(service)
                .setInstance(instance)
                .setFrom(to.minus(of))
                .setTo(to)
                .setRequests(requests)
                .build();
        cluster.send(producer, topics.name(Topic.REQUEST_RATE_EVENTS), service, event);
    }

    /** The background reports evenly over each second; the probes come at random times. */
    private void live(Producer<String, SpecificRecord> producer, Topics topics) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        SplittableRandom random = new SplittableRandom(7);
        int slices = 50;
        int[] slice = {0};
        var unused = clock.scheduleAtFixedRate(
                () -> {
                    int part = slice[0]++ % slices;
                    for (int s = part; s < SERVICES; s += slices) {
                        for (int i = 0; i < INSTANCES; i++) {
                            int requests = 1 + (i + slice[0] / 500) % 3;
                            report(producer, topics, "background-" + s, "i" + i, Instant.now(), SECOND, requests);
                        }
                    }
                },
                0,
                1000 / slices,
                TimeUnit.MILLISECONDS);
        for (int second = 0; second < FALLING_ASLEEP_SECONDS - 15; second += Load.WINDOW_SECONDS) {
            var unusedReports = clock.schedule(
                    () -> names("wake", PROBES)
                            .forEach(s -> report(producer, topics, s, "i0", Instant.now(), WINDOW, 0)),
                    second,
                    TimeUnit.SECONDS);
        }
        for (int second = 0; second < FALLING_ASLEEP_SECONDS + seconds; second += Load.WINDOW_SECONDS) {
            var unusedReports = clock.schedule(
                    () -> names("over", PROBES)
                            .forEach(s -> report(producer, topics, s, "i0", Instant.now(), WINDOW, STEADY_REQUESTS)),
                    second,
                    TimeUnit.SECONDS);
        }
        for (String kind : took.keySet()) {
            for (int i = 0; i < PROBES; i++) {
                String service = kind + "-" + i;
                long requests = kind.equals("wake") ? 1 : REQUESTS_OVER;
                var unusedProbe = clock.schedule(
                        () -> {
                            sent.put(service, System.nanoTime());
                            report(producer, topics, service, "i1", Instant.now(), MOMENT, requests);
                        },
                        1000L * FALLING_ASLEEP_SECONDS + random.nextLong(1000L * seconds),
                        TimeUnit.MILLISECONDS);
            }
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(FALLING_ASLEEP_SECONDS + seconds + 4L));
        clock.shutdownNow();
        clock.awaitTermination(5, TimeUnit.SECONDS);
    }

    private void readCommands(Topics topics) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<String, ScalingCommand> consumer = new KafkaConsumer<>(
                settings,
                new StringDeserializer(),
                AvroSerde.of(ScalingCommand.class, cluster.registry()).deserializer())) {
            List<TopicPartition> all = java.util.stream.IntStream.range(0, cluster.partitions())
                    .mapToObj(p -> new TopicPartition(topics.name(Topic.SCALING_COMMANDS), p))
                    .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            while (!done) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> arrived(r.value(), System.nanoTime()));
            }
        }
    }

    private void arrived(ScalingCommand command, long at) {
        Long from = sent.remove(command.getService());
        if (from != null) {
            String kind = command.getService().substring(0, 4);
            Objects.requireNonNull(took.get(kind)).add(at - from);
        }
    }

    private void report(Map<String, Long> before, String application, long decisions) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%nat the pace of real time: %d services, %,d events/s, exactly_once_v2, %d s%n",
                SERVICES,
                SERVICES * INSTANCES,
                seconds);
        took.forEach((kind, all) -> {
            double[] ms = all.stream().mapToDouble(n -> n / 1e6).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "  event to command, %s: p50 %.0f ms, p99 %.0f ms (%d of %d probes answered)%n",
                    kind.equals("wake") ? "service at zero" : "running window over capacity",
                    quantile(ms, .5),
                    quantile(ms, .99),
                    ms.length,
                    PROBES);
        });
        cluster.changelogs(application)
                .forEach((store, bytes) -> System.out.printf(
                        Locale.ROOT,
                        "  changelog %-14s %7.0f bytes a service-window%n",
                        store,
                        (double) (bytes - before.getOrDefault(store, 0L)) / decisions));
    }

    private static double quantile(double[] sorted, double q) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
    }
}
