package dev.sluice.ingest;

import dev.sluice.config.Settings;
import dev.sluice.http.Access;
import dev.sluice.http.HttpHandler;
import dev.sluice.http.Routes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Takes in what services and collectors report, and writes it as keyed events. Any number of these processes share the work behind a load
 * balancer: what must be kept is in Kafka.
 */
public final class Ingest implements AutoCloseable {
    /** Bytes that are on the way to Kafka at once. */
    private static final int CAPACITY = 64 << 20;

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Store store;
    private final Admin admin;
    private final EventsApi events;

    private Ingest(Store store, Admin admin, EventsApi events) {
        this.store = store;
        this.admin = admin;
        this.events = events;
    }

    /** Opens its clients; topics and schemas must be there. */
    public static Ingest open(Settings settings) {
        Store store = Store.open(settings.producer(), settings.brokerTimeout(), CAPACITY);
        EventWriter writer = new EventWriter(settings.topics(), settings.registry());
        Map<String, Object> admin = new HashMap<>(settings.admin());
        int timeout = Math.toIntExact(LOOK.toMillis());
        admin.put("request.timeout.ms", timeout);
        admin.put("default.api.timeout.ms", timeout);
        return new Ingest(
                store, Admin.create(admin), new EventsApi(writer::record, new Answers(store), InstantSource.system()));
    }

    /** Adds what it answers. Where a token is set, senders must bring it. */
    public Routes routes(Routes routes) {
        return routes.add(route("/api/v1/events", events::handle));
    }

    private static Routes.Route route(String path, HttpHandler handler) {
        return new Routes.Route("POST", path, Access.TOKEN_IF_SET, BodyReader.MOST_SENT, handler);
    }

    /** Why it cannot work now; empty if it can. */
    public List<String> notReady() {
        try {
            admin.describeCluster().nodes().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            String why = store.failure();
            return List.of("Kafka does not answer" + (why.isEmpty() ? "" : ": " + why));
        }
    }

    @Override
    public void close() {
        store.close();
        admin.close(LOOK);
    }
}
