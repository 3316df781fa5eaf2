package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.limits.HttpLimits;
import dev.sluice.http.message.EventStream;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Access;
import dev.sluice.http.routing.Routes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server as its clients see it: what it answers, and what it bears. */
final class HttpServerTest {
    private static final String TOKEN = "correct-horse";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpLimits SMALL =
            new HttpLimits(100, 8, Duration.ofSeconds(20), Duration.ofMillis(300), 3, 64 * 1024, 4 << 20);

    private static final HttpLimits LITTLE_MEMORY =
            new HttpLimits(100, 8, Duration.ofSeconds(20), Duration.ofSeconds(20), 3, 64 * 1024, 2 << 20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Health health = new Health();
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private HttpServer server =
            start(HttpSettings.onLoopback(0).withToken(TOKEN).withLimits(SMALL));

    @AfterEach
    void close() {
        server.close();
    }

    private HttpServer start(HttpSettings settings) {
        Routes routes = new Routes()
                .get(
                        "/api/v1/services/{service}",
                        request -> HttpResponse.json(Map.of(
                                "service",
                                request.parameter("service"),
                                "filter",
                                request.query("filter").orElse(""))))
                .get("/api/v1/long", request -> HttpResponse.json(Map.of("text", "forecast ".repeat(1000))))
                .get("/api/v1/broken", request -> {
                    throw new IllegalStateException("a password is 1234");
                })
                .get("/api/v1/stream", request -> new HttpResponse.Events(streams::add))
                .put(
                        "/api/v1/policies",
                        Access.TOKEN,
                        request -> HttpResponse.json(Map.of("bytes", request.body().length)))
                .post("/api/v1/events", Access.TOKEN_OR_LOCAL, request -> HttpResponse.empty(202));
        return HttpServer.start(settings, routes, health, new Metrics());
    }

    @Test
    void a_value_is_answered_as_json_and_head_has_its_headers_only() throws Exception {
        var got = send("GET", "/api/v1/services/checkout?filter=a%20b");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(header(got, "Content-Type")).isEqualTo("application/json");
        assertThat(json(got).get("service").asText()).isEqualTo("checkout");
        assertThat(json(got).get("filter").asText()).isEqualTo("a b");

        var head = send("HEAD", "/api/v1/services/checkout?filter=a%20b");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(got.body().length));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void a_name_may_hold_any_character() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            String name = random.ints(1 + random.nextInt(8), 0x21, 0x2000)
                    .filter(Character::isDefined)
                    .filter(c -> !Character.isSurrogate((char) c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .append(i % 3 == 0 ? "/" : "%")
                    .toString();
            String encoded =
                    java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            var got = send("GET", "/api/v1/services/" + encoded);
            assertThat(got.statusCode()).as(name).isEqualTo(200);
            assertThat(json(got).get("service").asText()).isEqualTo(name);
        }
    }

    @Test
    void what_is_not_there_or_not_possible_is_a_problem() throws Exception {
        var missing = send("GET", "/api/v1/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(header(missing, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(json(missing).get("detail").asText()).isEqualTo("there is nothing at /api/v1/nothing");
        assertThat(json(missing).get("title").asText()).isEqualTo("Not Found");

        var wrong = send("DELETE", "/api/v1/services/checkout");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(header(wrong, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
        var options = send("OPTIONS", "/api/v1/services/checkout");
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(header(options, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void a_fault_is_told_to_the_log_only() throws Exception {
        var broken = send("GET", "/api/v1/broken");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(text(broken))
                .doesNotContain("1234")
                .doesNotContain("Exception")
                .contains("its log says why");
    }

    @Test
    void raw_garbage_is_refused_without_a_trace_and_the_next_request_is_answered() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 40; i++) {
            byte[] garbage = new byte[1 + random.nextInt(400)];
            random.nextBytes(garbage);
            assertThat(raw(garbage)).doesNotContain("Exception").doesNotContain("jetty");
        }
        assertThat(answer("GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(answer("GET /" + "y".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414")
                .contains("\"title\":\"URI Too Long\"");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void writing_needs_the_token() throws Exception {
        assertThat(send("PUT", "/api/v1/policies", BodyPublishers.ofString("x")).statusCode())
                .isEqualTo(401);
        var wrong = send("PUT", "/api/v1/policies", BodyPublishers.ofString("x"), "Authorization", "Bearer correct");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(header(wrong, "WWW-Authenticate")).startsWith("Bearer");
        var right = send("PUT", "/api/v1/policies", BodyPublishers.ofString("xyz"), "Authorization", "bearer " + TOKEN);
        assertThat(json(right).get("bytes").asInt()).isEqualTo(3);
        assertThat(send("POST", "/api/v1/events", BodyPublishers.ofString("x")).statusCode())
                .isEqualTo(401);

        server.close();
        server = start(HttpSettings.onLoopback(0));
        var readOnly =
                send("PUT", "/api/v1/policies", BodyPublishers.ofString("x"), "Authorization", "Bearer " + TOKEN);
        assertThat(readOnly.statusCode()).isEqualTo(403);
        assertThat(json(readOnly).get("detail").asText()).contains("http.token");
        assertThat(send("POST", "/api/v1/events", BodyPublishers.ofString("x")).statusCode())
                .isEqualTo(202);
        var passedOn = send("POST", "/api/v1/events", BodyPublishers.ofString("x"), "X-Forwarded-For", "203.0.113.7");
        assertThat(passedOn.statusCode()).isEqualTo(403);
        assertThat(json(passedOn).get("detail").asText()).contains("ingest.anonymous=true");
    }

    @Test
    void a_body_is_bounded_in_length_and_time() throws Exception {
        // a little too long: what is still on its way when the server closes could reset the connection
        byte[] tooLong = new byte[Routes.USUAL_BODY + 100];
        String[] token = {"Authorization", "Bearer " + TOKEN};
        assertThat(send("PUT", "/api/v1/policies", BodyPublishers.ofByteArray(tooLong), token)
                        .statusCode())
                .isEqualTo(413);
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong));
        assertThat(send("PUT", "/api/v1/policies", chunked, token).statusCode()).isEqualTo(413);
        String slow = "PUT /api/v1/policies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKEN
                + "\r\nContent-Length: 10\r\n\r\nabc";
        assertThat(answer(slow)).startsWith("HTTP/1.1 408");
    }

    @Test
    void a_client_that_sends_all_of_a_long_body_before_it_listens_sees_why_it_is_refused() throws Exception {
        server.close();
        server = start(HttpSettings.onLoopback(0).withToken(TOKEN));
        int length = 16 << 20;
        String declared = "Host: a\r\nContent-Length: " + length + "\r\n";
        String proof = "Authorization: Bearer " + TOKEN + "\r\n";
        byte[] plain = new byte[length];
        assertThat(raw("PUT /api/v1/policies HTTP/1.1\r\n" + proof + declared, plain))
                .startsWith("HTTP/1.1 413");
        assertThat(raw("PUT /api/v1/policies HTTP/1.1\r\n" + declared, plain)).startsWith("HTTP/1.1 401");
        assertThat(raw("PUT /api/v1/nothing HTTP/1.1\r\n" + declared, plain)).startsWith("HTTP/1.1 404");
        assertThat(raw("PUT /api/v1/long HTTP/1.1\r\n" + declared, plain)).startsWith("HTTP/1.1 405");
        String chunked = Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n0\r\n\r\n";
        assertThat(raw(
                        "PUT /api/v1/policies HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + proof,
                        chunked.getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 413");
        assertThat(raw("PUT /api/v1/policies HTTP/1.1\r\nExpect: 100-continue\r\n" + declared, new byte[0]))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void bodies_that_come_slowly_leave_memory_for_others() throws Exception {
        server.close();
        server = start(HttpSettings.onLoopback(0).withToken(TOKEN).withLimits(LITTLE_MEMORY));
        String[] token = {"Authorization", "Bearer " + TOKEN};
        BodyPublisher large = BodyPublishers.ofByteArray(new byte[700_000]);
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            slow.getOutputStream()
                    .write(("PUT /api/v1/policies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKEN
                                    + "\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(900_000))
                            .getBytes(StandardCharsets.US_ASCII));
            // as long as not all of the slow one has come there is room
            java.net.http.HttpResponse<byte[]> refused = send("PUT", "/api/v1/policies", large, token);
            for (long end = end(); refused.statusCode() == 200 && System.nanoTime() - end < 0; ) {
                refused = send("PUT", "/api/v1/policies", large, token);
            }
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(header(refused, "Retry-After")).isEqualTo("1");
            BodyPublisher small = BodyPublishers.ofByteArray(new byte[10_000]);
            assertThat(send("PUT", "/api/v1/policies", small, token).statusCode())
                    .isEqualTo(200);
        }
        java.net.http.HttpResponse<byte[]> next = send("PUT", "/api/v1/policies", large, token);
        for (long end = end(); next.statusCode() == 503 && System.nanoTime() - end < 0; ) {
            next = send("PUT", "/api/v1/policies", large, token);
        }
        assertThat(next.statusCode()).isEqualTo(200);
    }

    @Test
    void a_body_without_end_is_not_read_for_ever() throws Exception {
        server.close();
        server = start(HttpSettings.onLoopback(0).withToken(TOKEN));
        int beyond = 4 * IncomingBody.MOST_DROPPED;
        String head = "PUT /api/v1/policies HTTP/1.1\r\nHost: a\r\nContent-Length: " + beyond + "\r\n";
        assertThat(raw(head, new byte[beyond / 2])).doesNotStartWith("HTTP/1.1 2");
        assertThat(send("GET", "/api/v1/long").statusCode()).isEqualTo(200);
    }

    @Test
    void long_answers_are_compressed_for_who_takes_it() throws Exception {
        var plain = send("GET", "/api/v1/long");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        var zipped = send("GET", "/api/v1/long", BodyPublishers.noBody(), "Accept-Encoding", "br;q=1.0, gzip;q=0.8");
        assertThat(header(zipped, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(zipped, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(zipped.body().length).isLessThan(plain.body().length / 10);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
                .isEqualTo(plain.body());
        var refused = send("GET", "/api/v1/long", BodyPublishers.noBody(), "Accept-Encoding", "gzip;q=0");
        assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void a_browser_is_told_to_trust_nothing_from_elsewhere() throws Exception {
        for (String path : List.of("/api/v1/long", "/nothing", "/health/live")) {
            var answer = send("GET", path);
            assertThat(header(answer, "Content-Security-Policy")).contains("default-src 'self'");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void files_of_the_jar_are_served_once_until_they_change() throws Exception {
        StaticFiles files = new StaticFiles("web-test");
        assertThat(files.find("/").orElseThrow().contentType()).startsWith("text/html");
        assertThat(files.find("/sub/x.js").orElseThrow().headers().get("ETag")).startsWith("W/\"");
        for (String out : List.of(
                "/../simplelogger.properties",
                "/sub/../../x",
                "//etc/passwd",
                "/.hidden.txt",
                "/sub",
                "/a\\b.js",
                "/x.class")) {
            assertThat(files.find(out)).as(out).isEmpty();
        }
    }

    @Test
    void health_tells_why() throws Exception {
        List<String> why = new CopyOnWriteArrayList<>();
        health.ready(() -> List.copyOf(why));
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);
        why.add("Kafka does not answer");
        var down = send("GET", "/health/ready");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(text(down)).isEqualTo("{\"status\":\"DOWN\",\"why\":[\"Kafka does not answer\"]}");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
        health.live(() -> List.of("the loop has ended"));
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(503);
        assertThat(json(send("GET", "/health/ready")).get("why")).hasSize(2);
    }

    @Test
    void a_reader_that_does_not_read_is_dropped_and_others_get_every_event() throws Exception {
        try (Socket slow = open("/api/v1/stream")) {
            awaitStreams(1);
            Socket quick = open("/api/v1/stream");
            awaitStreams(2);
            Thread reading = new Thread(() -> readAll(quick));
            reading.start();
            String data = "x".repeat(10_000);
            for (int i = 1; i <= 3000 && streams.stream().allMatch(EventStream::isOpen); i++) {
                for (EventStream stream : streams) {
                    stream.send("summary", data);
                }
                awaitReceived(i * (long) data.length());
            }
            assertThat(streams.get(0).isOpen()).isFalse();
            assertThat(streams.get(1).isOpen()).isTrue();
            streams.get(1).send("last", "1");
            streams.get(1).close();
            for (long end = end(); !hasReceived("event: last\ndata: 1\n\n") && System.nanoTime() - end < 0; ) {
                Thread.sleep(10);
            }
            quick.close();
            assertThat(hasReceived("event: last\ndata: 1\n\n")).isTrue();
        }
    }

    @Test
    void a_reader_that_goes_is_noticed_and_makes_room() throws Exception {
        List<Socket> all = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            all.add(open("/api/v1/stream"));
            awaitStreams(i);
        }
        assertThat(send("GET", "/api/v1/stream").statusCode()).isEqualTo(503);
        all.get(0).close();
        EventStream gone = streams.get(0);
        // told after its place is free, which is a moment after it is closed
        CountDownLatch noticed = new CountDownLatch(1);
        gone.onClose(noticed::countDown);
        for (long end = end(); noticed.getCount() > 0 && System.nanoTime() - end < 0; ) {
            gone.send("summary", "x".repeat(1000));
            Thread.sleep(2);
        }
        assertThat(gone.isOpen()).isFalse();
        all.set(0, open("/api/v1/stream"));
        awaitStreams(4);
        for (Socket socket : all) {
            socket.close();
        }
    }

    @Test
    void closing_ends_the_streams_and_frees_the_port() throws Exception {
        try (Socket reader = open("/api/v1/stream")) {
            awaitStreams(1);
            int port = server.port();
            server.close();
            assertThat(streams.get(0).isOpen()).isFalse();
            readAll(reader);
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_port_that_is_taken_is_told_or_passed_over() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpSettings settings = HttpSettings.onLoopback(taken.getLocalPort());
            assertThatThrownBy(() -> start(settings)).isInstanceOf(UncheckedIOException.class);
            HttpSettings any = new HttpSettings(
                    "127.0.0.1", Math.min(65_500, taken.getLocalPort()), 30, java.util.Optional.empty(), SMALL);
            try (HttpServer next = start(any)) {
                assertThat(next.port()).isNotEqualTo(taken.getLocalPort());
            }
        }
    }

    @Test
    void requests_are_counted_by_route_not_by_path() throws Exception {
        for (int i = 0; i < 30; i++) {
            send("GET", "/api/v1/services/s" + i);
            send("GET", "/nowhere/" + i);
        }
        String metrics = text(send("GET", "/metrics"));
        assertThat(metrics)
                .contains(
                        "http_server_requests_seconds_count{method=\"GET\",route=\"/api/v1/services/{service}\",status=\"200\"} 30")
                .contains("route=\"other\",status=\"404\"} 30")
                .contains("jvm_memory_used_bytes");
    }

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicLong receivedBytes = new AtomicLong();

    private void readAll(Socket socket) {
        try {
            byte[] buffer = new byte[65_536];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                received.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
                receivedBytes.addAndGet(n);
            }
        } catch (IOException e) {
            received.add("[" + e + "]");
        }
    }

    private void awaitStreams(int count) throws InterruptedException {
        for (long end = end(); streams.size() < count && System.nanoTime() - end < 0; ) {
            Thread.sleep(10);
        }
        assertThat(streams).hasSize(count);
    }

    private boolean hasReceived(String text) {
        return String.join("", received).contains(text);
    }

    private void awaitReceived(long bytes) throws InterruptedException {
        for (long end = end(); receivedBytes.get() < bytes && System.nanoTime() - end < 0; ) {
            Thread.sleep(1);
        }
        assertThat(receivedBytes.get()).isGreaterThanOrEqualTo(bytes);
    }

    /** When nothing is waited for any more. */
    private static long end() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    private Socket open(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** A client with patience: it sends all, and then waits for the answer. */
    private String raw(String head, byte[] body) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(body);
        return raw(whole.toByteArray(), (int) PATIENCE.toMillis());
    }

    /** What comes of a request that is answered, however long that takes. */
    private String answer(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.US_ASCII), (int) PATIENCE.toMillis());
    }

    /** What comes within a moment, if anything. */
    private String raw(byte[] bytes) throws IOException {
        return raw(bytes, 700);
    }

    private String raw(byte[] bytes, int patienceMs) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(patienceMs);
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            byte[] answer = new byte[8192];
            int n = socket.getInputStream().read(answer);
            return n < 0 ? "" : new String(answer, 0, n, StandardCharsets.UTF_8);
        } catch (java.net.SocketTimeoutException | java.net.SocketException e) {
            return "";
        }
    }

    private java.net.http.HttpResponse<byte[]> send(String method, String path) throws Exception {
        return send(method, path, BodyPublishers.noBody());
    }

    private java.net.http.HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers)
            throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(java.net.http.HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(java.net.http.HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(java.net.http.HttpResponse<byte[]> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
