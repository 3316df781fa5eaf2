package dev.sluice.executor.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A platform behind HTTP, as somebody else would write one: it verifies, fences, and counts its replicas as ready at once. */
final class Receiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    static {
        // the JDK's server waits for acknowledgements of the network otherwise, 40 ms for each answer
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What came in: the method and path, the headers in lower case, and the body. */
    record Request(String line, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** An answer of the test's in place of the platform's. */
    @FunctionalInterface
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** What runs of one target. */
    private record Fleet(int replicas, long generation, Optional<Resources> size) {}

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Script> scripts = new ConcurrentLinkedDeque<>();
    private final Map<Target, Fleet> fleets = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request is answered so. */
    void next(Script script) {
        scripts.add(script);
    }

    void next(int status, String body, String... headers) {
        next(exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
        });
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Request request = new Request(exchange.getRequestMethod() + " " + exchange.getRequestURI(), headers, body);
            requests.add(request);
            Script script = scripts.poll();
            if (script != null) {
                script.answer(exchange);
            } else if (exchange.getRequestMethod().equals("POST")) {
                order(exchange, request.json());
            } else {
                ready(exchange);
            }
        }
    }

    private void order(HttpExchange exchange, JsonNode order) throws IOException {
        Target target =
                new Target(order.path("service").asText(), order.path("pool").asText());
        long generation = order.path("generation").longValue();
        Fleet after;
        synchronized (fleets) {
            Fleet before = fleets.getOrDefault(target, new Fleet(0, -1, Optional.empty()));
            if (before.generation() > generation) {
                send(exchange, 409, json("{'generation': " + before.generation() + "}"));
                return;
            }
            after = new Fleet(
                    order.path("replicas").intValue(), generation, size(order).or(before::size));
            fleets.put(target, after);
        }
        send(exchange, 200, json("{'ready': " + after.replicas() + "}"));
    }

    private static Optional<Resources> size(JsonNode order) {
        JsonNode json = order.path("resources");
        return json.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Resources(
                        json.path("cpuCores").asDouble(),
                        json.path("memoryBytes").asLong(),
                        json.path("gpus").asDouble(),
                        json.path("gpuMemoryBytes").asLong(),
                        json.path("storageBytes").asLong()));
    }

    private void ready(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        Fleet fleet;
        synchronized (fleets) {
            fleet = fleets.getOrDefault(new Target(path[2], path[3]), new Fleet(0, -1, Optional.empty()));
        }
        send(exchange, 200, json("{'ready': " + fleet.replicas() + ", 'generation': " + fleet.generation() + "}"));
    }

    static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    int ordered(Target target) {
        synchronized (fleets) {
            return Optional.ofNullable(fleets.get(target)).map(Fleet::replicas).orElse(0);
        }
    }

    Optional<Resources> size(Target target) {
        synchronized (fleets) {
            return Optional.ofNullable(fleets.get(target)).flatMap(Fleet::size);
        }
    }

    Request last() {
        return requests.get(requests.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
