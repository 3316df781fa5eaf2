package dev.sluice.cli.learn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.schemas.IoFault;
import dev.sluice.schemas.ShortText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * Asks a server that speaks Prometheus' HTTP API: Prometheus, Thanos, Mimir, VictoriaMetrics. Each failure names the
 * address, what happened and what to do. TLS follows the JDK's trust store.
 *
 * <p>Source: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 */
final class PrometheusApi {
    private static final Duration TO_CONNECT = Duration.ofSeconds(10);
    private static final Duration TO_ANSWER = Duration.ofMinutes(2);
    private static final int SHOWN = 300;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String root;
    private final Map<String, String> headers;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TO_CONNECT).build();

    /**
     * A server.
     *
     * @param root its address up to {@code /api/v1}
     * @param headers to send with each request
     */
    PrometheusApi(String root, Map<String, String> headers) {
        this.root = root.replaceAll("/+$", "");
        this.headers = Map.copyOf(headers);
    }

    /** Returns the result of a range query, both ends included: an array of series. */
    JsonNode range(String query, Instant from, Instant to, Duration step) {
        String asked = root + "/api/v1/query_range?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)
                + "&start=" + seconds(from.toEpochMilli()) + "&end=" + seconds(to.toEpochMilli()) + "&step="
                + seconds(step.toMillis());
        HttpResponse<String> answer = send(request(asked));
        JsonNode json = json(answer);
        if (answer.statusCode() != 200 || !json.path("status").asText().equals("success")) {
            throw failed(refusal(answer.statusCode(), json));
        }
        JsonNode data = json.path("data");
        if (!data.path("resultType").asText().equals("matrix")) {
            throw failed("the answer is a " + data.path("resultType").asText("nothing") + ", not the matrix of a range"
                    + " query");
        }
        return data.path("result");
    }

    private static String seconds(long millis) {
        return String.valueOf(millis / 1000.0);
    }

    private HttpRequest request(String asked) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(asked)).timeout(TO_ANSWER);
            headers.forEach(request::header);
            return request.GET().build();
        } catch (IllegalArgumentException e) {
            throw failed("that is no address of a server, such as http://prometheus:9090, or a header is wrong: "
                    + e.getMessage());
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (IOException e) {
            throw failed(why(e));
        }
    }

    private static String why(IOException e) {
        if (e instanceof SSLException) {
            return IoFault.describe(e) + ". The JDK's trust store is used; name another with"
                    + " JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE";
        }
        if (e instanceof HttpConnectTimeoutException) {
            return "no connection within " + TO_CONNECT.toSeconds() + " s";
        }
        if (e instanceof HttpTimeoutException) {
            return "no answer within " + TO_ANSWER.toSeconds() + " s: ask for less with --range, or for longer steps"
                    + " with --step";
        }
        if (e instanceof ConnectException) {
            boolean unknown = e.getCause() instanceof UnresolvedAddressException
                    || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException);
            return unknown ? "no such host" : "connection refused: is it running, and is that its port?";
        }
        return IoFault.describe(e);
    }

    private JsonNode json(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status == 401 || status == 403) {
            throw failed(
                    status + ": it wants another proof of who asks: --bearer-file FILE, or --header 'NAME: VALUE'");
        }
        if (status >= 300 && status < 400) {
            throw failed(status + ": moved to "
                    + answer.headers().firstValue("Location").orElse("elsewhere") + ": name that address");
        }
        try {
            JsonNode json = MAPPER.readTree(answer.body());
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw failed(status + ", and the answer is not JSON: is that the address up to /api/v1 of Prometheus? It"
                + " begins with: " + shown(answer.body()));
    }

    private static String shown(String body) {
        return ShortText.of(body.strip().replaceAll("\\s+", " "), SHOWN);
    }

    private static String refusal(int status, JsonNode json) {
        String said = json.path("error").asText();
        String kind = json.path("errorType").asText();
        return status
                + (kind.isEmpty() ? "" : " " + kind)
                + (said.isEmpty() ? "" : ": " + said)
                + (kind.equals("bad_data") ? ". Mend --query" : "");
    }

    private CommandFailedException failed(String why) {
        return new CommandFailedException(root + ": " + why);
    }
}
