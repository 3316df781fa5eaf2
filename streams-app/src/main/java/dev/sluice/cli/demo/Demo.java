package dev.sluice.cli.demo;

import dev.sluice.cli.demo.screen.ClosingTable;
import dev.sluice.cli.demo.screen.DemoScreen;
import dev.sluice.cli.demo.service.DemoPools;
import dev.sluice.cli.demo.service.DemoService;
import dev.sluice.cli.demo.world.DemoClock;
import dev.sluice.cli.demo.world.DemoWatcher;
import dev.sluice.cli.demo.world.DemoWorld;
import dev.sluice.cli.demo.world.Latencies;
import dev.sluice.cli.serve.Serving;
import dev.sluice.cli.serve.SluiceVersion;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.executor.commands.CommandExecutor;
import dev.sluice.http.HttpSettings;
import dev.sluice.policy.Mode;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.text.DurationText;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.TopologySettings;
import dev.sluice.web.About;
import dev.sluice.web.WebApi;
import dev.sluice.web.model.Source;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Runs generated services against the real topology and the real executor on a broker and a registry that are there
 * already, for as long as it is asked to.
 */
public final class Demo {
    private static final String APPLICATION = "sluice-demo";
    private static final Duration START_WITHIN = Duration.ofMinutes(3);
    private static final Duration HISTORY = Duration.ofHours(8);
    /** Steps before the begin in which Sluice acts. */
    private static final int SETTLING = 90;
    /** Of those, how many are told at once. */
    private static final int STRIDE = 3;

    private static final Duration REFRESH = Duration.ofMillis(500);
    private static final Duration LINES_EVERY = Duration.ofSeconds(5);

    private final Place place;
    private final HttpSettings http;
    private final Pace pace;
    private final PrintWriter out;
    private final boolean live;

    /**
     * Where the demo runs.
     *
     * @param bootstrapServers the broker
     * @param registryUrl the registry
     * @param state folder for the state of the streams application
     */
    public record Place(String bootstrapServers, String registryUrl, Path state) {}

    /**
     * How fast and how long.
     *
     * @param speed the demo's time over the wall clock's
     * @param lasting wall time until it ends
     */
    public record Pace(double speed, Duration lasting) {
        /** Reports come every ten seconds of the demo's time, or seldomer where that would be over ten per second. */
        Duration step() {
            long least = (long) Math.ceil(speed / 10);
            for (long seconds : new long[] {10, 30, 60, 300, 900}) {
                if (seconds >= least) {
                    return Duration.ofSeconds(seconds);
                }
            }
            return Duration.ofHours(1);
        }

        /** How long Sluice acts before the demo begins: longer than the slowest pool starts, a whole number of strides. */
        Duration settling() {
            return step().multipliedBy(SETTLING);
        }

        /** The begin of the first report of the time before the demo. */
        Instant firstReport() {
            Duration before = settling().compareTo(HISTORY) > 0 ? settling() : HISTORY;
            return DemoService.BEGIN.minus(before);
        }
    }

    public Demo(Place place, HttpSettings http, Pace pace, PrintWriter out, boolean live) {
        this.place = place;
        this.http = http;
        this.pace = pace;
        this.out = out;
        this.live = live;
    }

    /** Runs it; returns when the time is up. */
    public void run() throws InterruptedException {
        List<DemoService> services = DemoService.all(pace.step(), 1);
        try (Producer<String, SpecificRecord> producer = producer();
                SluiceApp app = new SluiceApp(topology(), streams());
                WebApi api = api();
                Serving serving = Serving.streams(http, app, api, 0)) {
            out.println(
                    "Sluice's web page: " + serving.url().map(Object::toString).orElse("none"));
            out.println("broker " + place.bootstrapServers() + "  registry " + place.registryUrl());
            out.flush();
            declare(DemoPools.ALL.stream().map(Manifest.OfPool::new), producer);
            declare(policies(services, Mode.ADVISE), producer);
            app.start();
            if (!app.awaitRunning(START_WITHIN)) {
                throw new IllegalStateException(
                        "the streams application did not start within " + DurationText.of(START_WITHIN));
            }
            play(services, producer, api);
        }
    }

    private WebApi api() {
        Map<String, Object> kafka = Map.of("bootstrap.servers", place.bootstrapServers());
        About about = new About(
                APPLICATION, SluiceVersion.text(), "demo", http.token().isPresent(), "USD");
        Source source = new Source(Topics.plain(), kafka, registry(), HISTORY);
        WebApi api = new WebApi(source, new WebApi.Clients(kafka, kafka), about, true);
        api.preparing("Sluice is learning from the " + HISTORY.toHours() + " hours before the demo begins.");
        return api;
    }

    private void play(List<DemoService> services, Producer<String, SpecificRecord> producer, WebApi api)
            throws InterruptedException {
        Map<Target, Duration> leadTimes = leadTimes(services);
        SimulatedFleet fleet = new SimulatedFleet(target -> leadTimes.getOrDefault(target, Duration.ZERO));
        Latencies latencies = new Latencies();
        DemoClock clock = new DemoClock(DemoService.BEGIN, pace.speed());
        DemoWorld world = new DemoWorld(clock, pace.step(), fleet, producer, latencies);
        services.forEach(service -> world.add(service, pace.firstReport()));
        DemoWatcher watcher = new DemoWatcher(watching(), latencies, world);
        Thread watching = new Thread(watcher, "demo-watcher");
        watching.start();
        try (CommandExecutor executor = new CommandExecutor(executing(clock), fleet)) {
            learnHistory(services, producer, world, watcher);
            api.preparing("");
            Thread executing = new Thread(executor, "demo-executor");
            executing.start();
            clock.begin();
            Instant end = passTime(world, watcher);
            new ClosingTable(out)
                    .show(world.books(), latencies, watcher.metered(), Duration.between(DemoService.BEGIN, end));
        } finally {
            watcher.stop();
            watching.join();
        }
    }

    /**
     * Lets Sluice learn from the hours before, so that it begins as it would in the middle of its work: it advises first,
     * as fast as it reads, and acts for the last of them, step by step, so that grants of pools come in time.
     */
    private void learnHistory(
            List<DemoService> services, Producer<String, SpecificRecord> producer, DemoWorld world, DemoWatcher watcher)
            throws InterruptedException {
        out.println("letting it read of the " + HISTORY.toHours() + " hours before …");
        out.flush();
        Instant acting = DemoService.BEGIN.minus(pace.settling());
        tell(DemoService.BEGIN.minus(HISTORY), acting, world, watcher);
        declare(policies(services, Mode.ACT), producer);
        Duration stride = pace.step().multipliedBy(STRIDE);
        for (Instant from = acting; from.isBefore(DemoService.BEGIN); from = from.plus(stride)) {
            tell(from, from.plus(stride), world, watcher);
        }
        world.startFleet(watcher);
    }

    /** Reports what was asked for in that time, as fast as it goes, and waits until it was decided on. */
    private static void tell(Instant from, Instant to, DemoWorld world, DemoWatcher watcher)
            throws InterruptedException {
        world.tell(from, to);
        long until = System.nanoTime() + START_WITHIN.toNanos();
        while (!watcher.seenUntil(to, world.books())) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the history was not read within " + DurationText.of(START_WITHIN));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private Instant passTime(DemoWorld world, DemoWatcher watcher) throws InterruptedException {
        Instant now = DemoService.BEGIN;
        long began = System.nanoTime();
        long shown = began;
        long every = (live ? REFRESH : LINES_EVERY).toNanos();
        DemoScreen screen =
                DemoScreen.on(out, live, "broker " + place.bootstrapServers() + "  registry " + place.registryUrl());
        while (System.nanoTime() - began < pace.lasting().toNanos()) {
            world.pass(now);
            now = now.plus(pace.step());
            if (System.nanoTime() - shown >= every) {
                shown = System.nanoTime();
                screen.show(now, world, watcher);
            }
        }
        return now;
    }

    private static Stream<Manifest.OfService> policies(List<DemoService> services, Mode mode) {
        return services.stream()
                .map(service -> new Manifest.OfService(service.policy().withMode(mode)));
    }

    private static void declare(Stream<? extends Manifest> manifests, Producer<String, SpecificRecord> producer) {
        manifests.forEach(manifest -> {
            var unused = producer.send(new ProducerRecord<>(
                    Topics.plain().name(manifest.kind().topic()), manifest.name(), manifest.record()));
        });
        producer.flush();
    }

    private static Map<Target, Duration> leadTimes(List<DemoService> services) {
        Map<Target, Duration> leadTimes = new HashMap<>();
        for (DemoService service : services) {
            service.sites().forEach(site -> leadTimes.put(new Target(service.name(), site.name()), site.startsIn()));
        }
        return leadTimes;
    }

    private TopologySettings topology() {
        LoopSettings loops =
                new LoopSettings(Duration.ofSeconds(10), Duration.ZERO, Duration.ofHours(1), TimeSource.EVENT);
        return new TopologySettings(
                Topics.plain(), loops, 1000, new TopologySettings.SerdeSettings(AvroSerde.class.getName(), registry()));
    }

    private Map<String, Object> registry() {
        return Map.of("schema.registry.url", place.registryUrl());
    }

    private Properties streams() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", place.bootstrapServers());
        properties.put("application.id", APPLICATION);
        properties.put("state.dir", place.state().toString());
        properties.put("num.stream.threads", 1);
        properties.put("producer.linger.ms", 0);
        // what was decided is seen when it is committed, and the demo's clock is fast
        properties.put("commit.interval.ms", 250);
        return properties;
    }

    private ExecutorSettings executing(DemoClock clock) {
        Map<String, Object> all = new HashMap<>(registry());
        all.put("bootstrap.servers", place.bootstrapServers());
        return ExecutorSettings.from(all).withTime(dev.sluice.executor.TimeSource.wall(clock));
    }

    private Producer<String, SpecificRecord> producer() {
        Map<String, Object> settings = new HashMap<>(registry());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, place.bootstrapServers());
        return new KafkaProducer<>(
                settings,
                new StringSerializer(),
                AvroSerde.of(SpecificRecord.class, registry()).serializer());
    }

    private KafkaConsumer<String, SpecificRecord> watching() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                place.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        AvroSerde<SpecificRecord> any = new AvroSerde<>();
        any.configure(registry(), false);
        KafkaConsumer<String, SpecificRecord> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), any.deserializer());
        List<TopicPartition> partitions = Stream.of(
                        Topic.SCALING_DECISIONS, Topic.SCALING_COMMANDS, Topic.RESOURCE_COSTS)
                .flatMap(topic -> consumer.partitionsFor(Topics.plain().name(topic)).stream())
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
