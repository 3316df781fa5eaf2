package dev.sluice.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.embedded.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus played by a server that answers as its documentation says. */
final class PrometheusPastTest {
    private static final Instant FROM = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile Function<Map<String, String>, String> answer = query -> "";
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void pages_of_eleven_thousand_points_are_asked_one_after_the_other_and_join() {
        answer = query -> samples(query, at -> String.valueOf(at % 7));
        Instant to = FROM.plus(STEP.multipliedBy(25_000));

        Past past = past(to).read("it");

        // one sample more than there are steps: the first tells of the step before
        assertThat(past.demand().windows(LATEST)).hasSize(25_001);
        assertThat(asked).hasSize(3);
        for (Map<String, String> page : asked) {
            double points = (Double.parseDouble(page.get("end")) - Double.parseDouble(page.get("start"))) / 10 + 1;
            assertThat(points).isLessThanOrEqualTo(11_000);
        }
        assertThat(asked.get(0))
                .containsEntry("query", "sum(rate(x{a=\"b c\"}[1m]))")
                .containsEntry("path", "/base/api/v1/query_range");
        assertThat(asked.get(0)).containsEntry("authorization", "Bearer secret");
    }

    @Test
    void gaps_stay_gaps_and_what_is_no_number_is_one() {
        answer = query -> samples(query, at -> at % 100 == 0 ? "NaN" : at % 100 == 50 ? null : "5");

        Past past = past(FROM.plusSeconds(1000)).read("it");

        assertThat(past.demand().windows(LATEST)).hasSize(80).allMatch(window -> window.demand() == 5);
        assertThat(past.unknown()).containsExactly("11 samples are NaN or infinite: the demand then");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | no                                                               | --bearer-file FILE",
                "403 | no                                                               | --header 'NAME: VALUE'",
                "400 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"} | 400 bad_data: parse error. Mend --query",
                "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many samples\"} | 422 execution: too many samples",
                "503 | {\"status\":\"error\",\"errorType\":\"unavailable\",\"error\":\"starting\"} | 503 unavailable: starting",
                "200 | <html>Grafana</html>                                             | is not JSON",
                "404 | 404 page not found                                               | is not JSON",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}} | is a vector, not the matrix",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}} | no samples from",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1772438400,\"NaN\"]]}]}} | all 1 samples are NaN",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1772438400,\"-1\"]]}]}} | demand is at least 0",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1772438400,\"many\"]]}]}} | is no number",
                "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"pod\":\"a\"}},{}]}} | gives 2 series",
            })
    void each_failure_says_what_is_wrong(int code, String body, String said) {
        status = code;
        answer = query -> body.strip();

        assertThatThrownBy(() -> past(FROM.plusSeconds(100)).read("it")).hasMessageContaining(said);
    }

    @Test
    void a_server_that_is_not_there_is_told() {
        int free = FreePort.find();
        assertThatThrownBy(() -> asking("http://127.0.0.1:" + free))
                .hasMessageContaining("connection refused")
                .hasMessageContaining("" + free);
        assertThatThrownBy(() -> asking("prometheus:9090")).hasMessageContaining("no address");
    }

    @Test
    void a_server_that_does_not_speak_tls_is_told() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (Socket client = plain.accept()) {
                    // a socket that is closed with bytes unread resets the connection, and the answer may be lost
                    byte[] hello = new byte[8192];
                    int unused = client.getInputStream().read(hello);
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // the client has gone
                }
            });
            thread.start();
            assertThatThrownBy(() -> asking("https://127.0.0.1:" + plain.getLocalPort()))
                    .hasMessageContaining("TLS failed")
                    .hasMessageContaining("trustStore");
            thread.join();
        }
    }

    private static void asking(String address) {
        new PrometheusApi(address, Map.of()).range("up", FROM, FROM.plusSeconds(60), STEP);
    }

    private PrometheusPast past(Instant to) {
        String root = "http://127.0.0.1:" + server.getAddress().getPort() + "/base/";
        PrometheusApi api = new PrometheusApi(root, Map.of("Authorization", "Bearer secret"));
        PrometheusSeries series = new PrometheusSeries(api, FROM, to, STEP, progress -> {});
        return new PrometheusPast(series, "sum(rate(x{a=\"b c\"}[1m]))", STEP);
    }

    private static String samples(Map<String, String> query, Function<Long, String> value) {
        List<String> samples = new ArrayList<>();
        long end = Math.round(Double.parseDouble(query.get("end")));
        for (long at = Math.round(Double.parseDouble(query.get("start"))); at <= end; at += 10) {
            String is = value.apply(at);
            if (is != null) {
                samples.add("[" + at + ",\"" + is + "\"]");
            }
        }
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":["
                + String.join(",", samples) + "]}]}}";
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> query = new HashMap<>();
        Arrays.stream(exchange.getRequestURI().getRawQuery().split("&"))
                .map(part -> part.split("=", 2))
                .forEach(part -> query.put(part[0], URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
        query.put("path", exchange.getRequestURI().getPath());
        query.put("authorization", String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        asked.add(query);
        byte[] body = answer.apply(query).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
