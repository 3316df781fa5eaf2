package dev.sluice.web.page;

import dev.sluice.embedded.FreePort;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.message.EventStream;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.JsonText;
import dev.sluice.http.message.ProblemException;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Access;
import dev.sluice.http.routing.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server that the page talks to, with services that a test stages: it can stop, come back, and tell news. */
final class StagedFleet implements AutoCloseable {
    static final String TOKEN = "correct-horse";
    /** When the server heard from Kafka last: 07:30 in Berlin. */
    private static final Instant REACHED = Instant.parse("2026-03-03T06:30:00Z");

    private static final long WINDOW_MS = 10_000;
    private static final int WINDOWS = 120;

    private final Map<String, StagedService> services = new ConcurrentHashMap<>();
    private final Map<String, List<Map<String, Object>>> overrides = new ConcurrentHashMap<>();
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(StagedFleet::daemon);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private volatile long decisionAge = 1_000;
    private volatile boolean kafka = true;
    private volatile boolean past;
    private Optional<HttpServer> server = Optional.empty();
    /** Nobody gets it while the server is away. */
    private final int port = FreePort.find();

    StagedFleet(List<StagedService> staged) {
        staged.forEach(service -> services.put(service.name(), service));
        start();
        var unused = heart.scheduleAtFixedRate(() -> send("status", status()), 500, 500, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "staged-fleet");
        thread.setDaemon(true);
        return thread;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** The server answers, at the same address as before. */
    void start() {
        HttpServer started =
                HttpServer.start(HttpSettings.onLoopback(port).withToken(TOKEN), routes(), new Health(), new Metrics());
        server = Optional.of(started);
    }

    void stop() {
        server.ifPresent(HttpServer::close);
        streams.clear();
    }

    /** What the viewer sees next of a service. */
    void tell(StagedService service) {
        services.put(service.name(), service);
        send("summary", service.summary(System.currentTimeMillis()));
    }

    /** Whether the server still reads the past. */
    void readsThePast(boolean reads) {
        past = reads;
    }

    /** Whether the server reaches Kafka. */
    void kafka(boolean answers) {
        kafka = answers;
    }

    /** Decisions have stopped to come for so long. */
    void silentFor(long ms) {
        decisionAge = ms;
    }

    /** Bodies that were sent with the token. */
    List<String> written() {
        return written;
    }

    private void send(String event, Map<String, ?> data) {
        String text = JsonText.line(data);
        streams.removeIf(stream -> !stream.isOpen());
        streams.forEach(stream -> stream.send(event, text));
    }

    private Map<String, Object> status() {
        Map<String, Object> fields = new HashMap<>();
        fields.put("application", "sluice");
        fields.put("version", "test");
        fields.put("mode", "run");
        fields.put("instances", 1);
        fields.put("newestDecisionAgeMs", decisionAge);
        fields.put("eventTime", false);
        fields.put("now", now());
        fields.put("stale", !kafka || past);
        fields.put("catchingUp", past);
        fields.put("why", kafka ? "" : "Kafka does not answer");
        fields.put("reachedAt", REACHED.toEpochMilli());
        fields.put("writable", true);
        fields.put("currency", "EUR");
        return fields;
    }

    private Routes routes() {
        return new Routes()
                .get("/api/v1/status", request -> HttpResponse.json(status()))
                .get("/api/v1/stream", request -> new HttpResponse.Events(streams::add))
                .get("/api/v1/services", request -> HttpResponse.json(all()))
                .get(
                        "/api/v1/services/{service}",
                        request -> HttpResponse.json(of(request).detail(now())))
                .get(
                        "/api/v1/services/{service}/forecasts",
                        request -> HttpResponse.json(of(request).forecasts(now(), WINDOWS, WINDOW_MS)))
                .get(
                        "/api/v1/services/{service}/decisions",
                        request -> HttpResponse.json(
                                Map.of("decisions", of(request).decisions(now()))))
                .get(
                        "/api/v1/services/{service}/commands",
                        request ->
                                HttpResponse.json(Map.of("commands", of(request).commands(now()))))
                .get(
                        "/api/v1/services/{service}/costs",
                        request -> HttpResponse.json(of(request).costs(now())))
                .get(
                        "/api/v1/services/{service}/weights",
                        request -> HttpResponse.json(of(request).weights()))
                .get(
                        "/api/v1/services/{service}/what-if",
                        request -> HttpResponse.json(of(request)
                                .whatIf(Double.parseDouble(
                                        request.query("unserved").orElseThrow()))))
                .get(
                        "/api/v1/services/{service}/overrides",
                        request -> HttpResponse.json(Map.of("overrides", overrides(request))))
                .post("/api/v1/services/{service}/overrides", Access.TOKEN, this::override)
                .get("/api/v1/decisions", request -> HttpResponse.json(latest(request)))
                .get("/api/v1/pools", request -> HttpResponse.json(StagedTotals.pools(services.values())))
                .get("/api/v1/budgets", request -> HttpResponse.json(StagedTotals.budgets()))
                .get("/api/v1/costs", request -> HttpResponse.json(StagedTotals.costs(services.values())))
                .get("/api/v1/dead-letters", request -> HttpResponse.json(StagedTotals.deadLetters(now())));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private Map<String, Object> all() {
        long now = now();
        List<Map<String, @Nullable Object>> list =
                services.values().stream().map(s -> s.summary(now)).toList();
        return Map.of("services", list, "total", list.size(), "now", now);
    }

    private Map<String, Object> latest(HttpRequest request) {
        int limit = Integer.parseInt(request.query("limit").orElseThrow());
        long now = now();
        Comparator<Map<String, Object>> newest =
                Comparator.comparing(decision -> -(long) Objects.requireNonNull(decision.get("at")));
        return Map.of(
                "decisions",
                services.values().stream()
                        .limit(limit)
                        .flatMap(service -> service.decisions(now).stream())
                        .sorted(newest)
                        .limit(limit)
                        .toList());
    }

    private StagedService of(HttpRequest request) {
        String name = request.parameter("service");
        return Optional.ofNullable(services.get(name))
                .orElseThrow(() -> new ProblemException(404, "there is no service " + name));
    }

    private List<Map<String, Object>> overrides(HttpRequest request) {
        return overrides.getOrDefault(request.parameter("service"), List.of());
    }

    private HttpResponse override(HttpRequest request) {
        written.add(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8));
        List<Map<String, Object>> more = new ArrayList<>(overrides(request));
        more.add(new HashMap<>(Map.of(
                "id",
                "pause-1",
                "owner",
                "mara",
                "reason",
                "load test",
                "from",
                now(),
                "until",
                now() + 3_600_000,
                "action",
                Map.of("type", "pause"))));
        overrides.put(request.parameter("service"), more);
        return HttpResponse.json(201, more.get(0));
    }

    @Override
    public void close() {
        heart.shutdownNow();
        stop();
    }
}
