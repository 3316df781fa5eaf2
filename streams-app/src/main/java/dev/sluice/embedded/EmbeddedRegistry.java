package dev.sluice.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.schemas.InMemoryRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A schema registry in this process that speaks Confluent's REST API on the loopback address, its schemas in memory. */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MOST_BYTES = 10 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final RegistryRoutes routes;
    private final HttpServer server;
    private final ExecutorService threads;

    private EmbeddedRegistry(InMemoryRegistry registry, int port) throws IOException {
        routes = new RegistryRoutes(registry, json);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "registry");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Starts an empty registry; port 0 takes any that is free, a port in use is an {@link IOException}. */
    public static EmbeddedRegistry start(int port) throws IOException {
        return start(new InMemoryRegistry(), port);
    }

    /** Starts a registry over schemas that are there already. */
    public static EmbeddedRegistry start(InMemoryRegistry registry, int port) throws IOException {
        return new EmbeddedRegistry(registry, port);
    }

    /** Value for {@code schema.registry.url}. */
    public URI url() {
        InetSocketAddress bound = server.getAddress();
        return URI.create("http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            RegistryRoutes.Answer answer = routes.answer(
                    exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), body(exchange));
            byte[] bytes = json.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES);
        try {
            return bytes.length == 0 ? json.missingNode() : json.readTree(bytes);
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
