package dev.sluice.schemas;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server at the registry's address that answers every question the same way, and remembers who asked with what. */
final class ScriptedRegistry implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Answer answer = new Answer(200, "[]", Map.of());

    private record Answer(int status, String body, Map<String, String> headers) {}

    ScriptedRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Headers headers = exchange.getResponseHeaders();
            answer.headers().forEach(headers::set);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    void answers(int status, String body) {
        answer = new Answer(status, body, Map.of());
    }

    void redirectsTo(String location) {
        answer = new Answer(302, "", Map.of("Location", location));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Settings for this registry that do not wait for long. */
    Map<String, Object> settings() {
        return settings(url());
    }

    static Map<String, Object> settings(String urls) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(RegistrySettings.URL, urls);
        settings.put(RegistrySettings.MAX_RETRIES, 1);
        settings.put(RegistrySettings.RETRY_WAIT_MS, 1);
        settings.put(RegistrySettings.RETRY_MAX_WAIT_MS, 2);
        return settings;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
