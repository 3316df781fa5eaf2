package dev.sluice.ingest;

import dev.sluice.config.Settings;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.routing.Access;
import dev.sluice.http.routing.HttpHandler;
import dev.sluice.http.routing.Routes;
import dev.sluice.ingest.lag.LagWatch;
import dev.sluice.ingest.lag.MeasuredGroups;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.ingest.otlp.OtlpMapper;
import dev.sluice.ingest.remotewrite.WriteMapper;
import dev.sluice.ingest.stream.IngestStreams;
import dev.sluice.ingest.stream.IngestTopology;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.ValueSerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes in what services and collectors report, and writes it as keyed events. Any number of these processes share the work behind a load
 * balancer: what must be kept is in Kafka.
 */
public final class Ingest implements AutoCloseable {
    /** Bytes that are on the way to Kafka at once, at most. */
    private static final int CAPACITY = 64 << 20;

    /** Bytes that each request may take while others take everything: the report of an instance is read with them. */
    private static final int FREE = 256 << 10;

    private static final Duration LOOK = Duration.ofSeconds(2);
    private final Store store;
    private final Admin admin;
    private final IngestStreams streams;
    private final MeasuredGroups groups;
    private final LagWatch lag;
    private final Routes.Route[] routes;

    private Ingest(
            Store store,
            Admin admin,
            IngestStreams streams,
            MeasuredGroups groups,
            LagWatch lag,
            Routes.Route... routes) {
        this.store = store;
        this.admin = admin;
        this.streams = streams;
        this.groups = groups;
        this.lag = lag;
        this.routes = routes;
    }

    /** Opens its clients and begins to read; topics and schemas of events must be there. */
    public static Ingest open(Settings settings) {
        Mapping mapping = settings.ingestMapping().map(Mapping::of).orElseGet(Mapping::builtIn);
        Admin admin = Admin.create(brief(settings.admin()));
        try {
            IngestTopics.create(settings, admin);
            return open(settings, mapping, admin);
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    private static Ingest open(Settings settings, Mapping mapping, Admin admin) {
        Store store = Store.open(settings.producer(), settings.brokerTimeout(), capacity());
        RequestMemory memory = new RequestMemory(RequestMemory.ofHeap(4), FREE, 429);
        Answers answers = new Answers(store);
        InstantSource clock = InstantSource.system();
        String between = IngestTopics.exports(settings);
        EventWriter writer = new EventWriter(settings.topics(), between, settings.registry());
        ExportWriter exports = new ExportWriter(between);
        EventsApi events = new EventsApi(writer::record, answers, memory, clock);
        OtlpApi otlp = new OtlpApi(new OtlpMapper(mapping), exports, answers, memory, clock);
        RemoteWriteApi prometheus = new RemoteWriteApi(new WriteMapper(mapping), exports, answers, memory, clock);
        IngestStreams streams =
                new IngestStreams(topology(settings, mapping), IngestTopics.application(settings), settings.streams());
        streams.start();
        MeasuredGroups groups = groups(settings, mapping);
        groups.start();
        LagWatch lag = new LagWatch(groups::now, admin, readings -> store.store(exports.readings(readings)), clock);
        lag.start();
        Access access = settings.ingestAnonymous() ? Access.OPEN : Access.TOKEN_OR_LOCAL;
        return new Ingest(
                store,
                admin,
                streams,
                groups,
                lag,
                route(access, "/api/v1/events", events::handle),
                route(access, "/v1/metrics", otlp::handle),
                route(access, "/api/v1/write", prometheus::handle));
    }

    private static int capacity() {
        return (int) Math.min(CAPACITY, RequestMemory.ofHeap(8));
    }

    private static MeasuredGroups groups(Settings settings, Mapping mapping) {
        return new MeasuredGroups(
                mapping.lag(),
                settings.topics().name(Topic.SCALING_POLICIES),
                () -> new KafkaConsumer<>(
                        groupless(settings.consumer()), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                ValueSerdes.of(ScalingPolicy.class, settings.registry()).deserializer());
    }

    private static IngestTopology topology(Settings settings, Mapping mapping) {
        return new IngestTopology(
                settings.ingestTopics(),
                IngestTopics.exports(settings),
                settings.topics(),
                mapping,
                settings.registry(),
                DeadLetter.maxBytes(settings.producer()));
    }

    private static Map<String, Object> groupless(Map<String, Object> consumer) {
        Map<String, Object> all = new HashMap<>(consumer);
        all.remove("group.id");
        all.put("enable.auto.commit", false);
        all.put("isolation.level", "read_committed");
        return all;
    }

    private static Map<String, Object> brief(Map<String, Object> admin) {
        Map<String, Object> all = new HashMap<>(admin);
        int timeout = Math.toIntExact(LOOK.toMillis());
        all.put("request.timeout.ms", timeout);
        all.put("default.api.timeout.ms", timeout);
        return all;
    }

    private static Routes.Route route(Access access, String path, HttpHandler handler) {
        return new Routes.Route("POST", path, access, BodyReader.MOST_SENT, handler);
    }

    /** Adds what it answers. Where a token is set, senders must bring it; where none is, they are on this machine. */
    public Routes routes(Routes added) {
        for (Routes.Route route : routes) {
            added.add(route);
        }
        return added;
    }

    /** Waits until it has stopped, and tells why where it failed. */
    public Optional<Throwable> awaitStopped() throws InterruptedException {
        return streams.awaitStopped();
    }

    /** Why it cannot work any more; empty if it can. */
    public List<String> notLive() {
        return streams.notLive();
    }

    /** Why it does not work now; empty if it does. */
    public List<String> notReady() {
        List<String> why = new ArrayList<>(streams.notReady());
        try {
            admin.describeCluster().nodes().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            why.add("Kafka does not answer" + (store.failure().isEmpty() ? "" : ": " + store.failure()));
        }
        return why;
    }

    /** What reads the topics, for its metrics. */
    public IngestStreams streams() {
        return streams;
    }

    @Override
    public void close() {
        lag.close();
        groups.close();
        store.close();
        streams.close();
        admin.close(LOOK);
    }
}
