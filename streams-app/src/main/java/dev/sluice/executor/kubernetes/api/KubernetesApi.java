package dev.sluice.executor.kubernetes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.text.DurationText;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Single requests to the API server, paced, each with its answer as it came. */
public final class KubernetesApi {
    public static final String MERGE = "application/merge-patch+json";
    public static final String JSON_PATCH = "application/json-patch+json";

    private static final String JSON_BODY = "application/json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CONFLICTS = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final RequestPacer pacer;
    private final Duration timeout;

    public KubernetesApi(KubernetesClient client, RequestPacer pacer, Duration timeout) {
        this.client = client;
        this.pacer = pacer;
        this.timeout = timeout;
    }

    /** The object at a path. */
    public Reply get(String path) {
        return send(client.getHttpClient().newHttpRequestBuilder(), path);
    }

    /** Changes an object; a change that crosses another one is sent again at once. */
    public Reply patch(String path, String type, Object body) {
        String text = body.toString();
        for (int attempt = 1; ; attempt++) {
            Reply reply = send(client.getHttpClient().newHttpRequestBuilder().patch(type, text), path);
            if (reply.code() != 409 || attempt == MOST_CONFLICTS) {
                return reply;
            }
        }
    }

    /** Creates an object. */
    public Reply post(String path, Object body) {
        return send(client.getHttpClient().newHttpRequestBuilder().post(JSON_BODY, body.toString()), path);
    }

    private Reply send(HttpRequest.Builder request, String path) {
        CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
        try {
            pacer.await();
            String server = client.getMasterUrl().toString();
            answer = client.getHttpClient()
                    .sendAsync(
                            request.uri(server.replaceAll("/+$", "") + path)
                                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                                    .build(),
                            String.class);
            return paced(reply(answer.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before " + client.getMasterUrl() + " answered", e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return Reply.none(new IOException("no answer within " + DurationText.of(timeout.multipliedBy(2))));
        } catch (ExecutionException e) {
            return Reply.none(e.getCause() == null ? e : e.getCause());
        }
    }

    private Reply paced(Reply reply) {
        if (reply.code() == 429) {
            pacer.pause(reply.retryAfter());
        }
        return reply;
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.code(), json(response.body()), retryAfter(response.header("Retry-After")));
    }

    private static JsonNode json(@Nullable String body) {
        try {
            JsonNode node = body == null ? null : JSON.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            // priority and fairness refuses in plain text
            return JSON.createObjectNode().put("message", body);
        }
    }

    /** Seconds; another form, which API servers do not send, counts as one second. */
    private static Duration retryAfter(@Nullable String header) {
        if (header == null) {
            return Duration.ZERO;
        }
        boolean whole = header.strip().matches("\\d{1,6}");
        Duration said = Duration.ofSeconds(whole ? Long.parseLong(header.strip()) : 1);
        return said.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : said;
    }

    /** Where the requests go. */
    public String server() {
        return client.getMasterUrl().toString();
    }
}
