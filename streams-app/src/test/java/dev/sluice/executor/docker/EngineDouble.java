package dev.sluice.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The few requests of a Docker engine's API that scaling needs, with containers that only exist in memory. */
final class EngineDouble implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    static {
        // the JDK's server waits for acknowledgements of the network otherwise, 40 ms for each answer
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Answers in place of the engine; empty: the engine answers. */
    @FunctionalInterface
    interface Fault {
        Optional<Failure> of(String method, String path);
    }

    /** An error of the engine. */
    record Failure(int status, String message) {}

    /** A container. */
    static final class Box {
        final String id;
        final ObjectNode config;
        String name;
        String state = "created";
        String health = "";
        int exitCode;
        boolean outOfMemory;
        final long created;

        private Box(String id, String name, ObjectNode config, long created) {
            this.id = id;
            this.name = name;
            this.config = config;
            this.created = created;
        }

        String label(String name) {
            return config.path("Labels").path(name).asText("");
        }
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Fault fault = (method, path) -> Optional.empty();
    private volatile CountDownLatch stops = new CountDownLatch(0);
    private long count;

    EngineDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String host() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    void fails(Fault how) {
        fault = how;
    }

    /** Containers that are told to end go on until the latch opens. */
    void stopsWaitFor(CountDownLatch latch) {
        stops = latch;
    }

    /** Somebody else removes a container. */
    synchronized void remove(Box box) {
        boxes.values().remove(box);
    }

    synchronized List<Box> boxes() {
        return List.copyOf(boxes.values());
    }

    /** A container that somebody else created. */
    synchronized Box add(String name, String config) {
        try {
            ObjectNode body = (ObjectNode) JSON.readTree(config.replace('\'', '"'));
            Box box = new Box(String.format("%064x", ++count), name, body, count);
            boxes.put(box.id, box);
            return box;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(method + " " + path + (query.isEmpty() || path.endsWith("/json") ? "" : "?" + query));
            Optional<Failure> failure = fault.of(method, path);
            if (failure.isPresent()) {
                fail(exchange, failure.get().status(), failure.get().message());
                return;
            }
            if (path.endsWith("/stop")) {
                stops.await();
            }
            answer(exchange, method, path, query, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void answer(HttpExchange exchange, String method, String path, String query, byte[] body)
            throws IOException {
        String[] parts = path.split("/");
        if (path.equals("/containers/json")) {
            send(exchange, 200, list(query));
        } else if (path.equals("/containers/create")) {
            create(exchange, query.replaceFirst("name=", ""), (ObjectNode) JSON.readTree(body));
        } else if (!boxes.containsKey(parts[2])) {
            fail(exchange, 404, "No such container: " + parts[2]);
        } else if (method.equals("DELETE")) {
            boxes.remove(parts[2]);
            exchange.sendResponseHeaders(204, -1);
        } else {
            change(exchange, boxes.get(parts[2]), parts[3], query, body);
        }
    }

    private void create(HttpExchange exchange, String name, ObjectNode config) throws IOException {
        if (boxes.values().stream().anyMatch(box -> box.name.equals(name))) {
            fail(exchange, 409, "Conflict. The container name \"/" + name + "\" is already in use");
            return;
        }
        Box box = new Box(String.format("%064x", ++count), name, config, count);
        boxes.put(box.id, box);
        send(exchange, 201, JSON.createObjectNode().put("Id", box.id));
    }

    private void change(HttpExchange exchange, Box box, String what, String query, byte[] body) throws IOException {
        switch (what) {
            case "start" -> box.state = "running";
            case "stop" -> box.state = "exited";
            case "rename" -> box.name = query.replaceFirst("name=", "");
            case "update" -> box.config.withObject("/HostConfig").setAll((ObjectNode) JSON.readTree(body));
            default -> {
                send(exchange, 200, inspected(box));
                return;
            }
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private ArrayNode list(String query) throws IOException {
        List<String> labels = new ArrayList<>();
        JSON.readTree(query.replaceFirst(".*filters=", "")).path("label").forEach(label -> labels.add(label.asText()));
        ArrayNode list = JSON.createArrayNode();
        for (Box box : boxes.values()) {
            if (labels.stream().allMatch(label -> has(box, label))) {
                list.add(listed(box));
            }
        }
        return list;
    }

    private static boolean has(Box box, String label) {
        int equals = label.indexOf('=');
        return box.label(label.substring(0, equals)).equals(label.substring(equals + 1));
    }

    private static ObjectNode listed(Box box) {
        ObjectNode listed = JSON.createObjectNode()
                .put("Id", box.id)
                .put("State", box.state)
                .put("Status", "Up 3 minutes" + (box.health.isEmpty() ? "" : " (" + box.health + ")"))
                // whole seconds, as an engine tells: several containers of one
                .put("Created", box.created / 3);
        listed.putArray("Names").add("/" + box.name);
        listed.set("Labels", box.config.path("Labels").deepCopy());
        listed.withObject("/NetworkSettings/Networks/net").put("IPAddress", "172.18.0." + box.created);
        listed.putArray("Ports").addObject().put("PrivatePort", 8080);
        return listed;
    }

    private static ObjectNode inspected(Box box) {
        ObjectNode inspected = JSON.createObjectNode().put("Id", box.id).put("Name", "/" + box.name);
        inspected
                .withObject("/State")
                .put("Status", box.state)
                .put("ExitCode", box.exitCode)
                .put("OOMKilled", box.outOfMemory);
        ObjectNode config = box.config.deepCopy();
        inspected.set("HostConfig", config.withObject("/HostConfig"));
        inspected.set("NetworkSettings", config.withObject("/NetworkSettings"));
        config.remove("HostConfig");
        config.remove("NetworkSettings");
        inspected.set("Config", config);
        return inspected;
    }

    private static void fail(HttpExchange exchange, int status, String message) throws IOException {
        send(exchange, status, JSON.createObjectNode().put("message", message));
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
