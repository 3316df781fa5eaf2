package dev.sluice.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.schemas.RegistrySettings.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to a registry over HTTP. Only what a registry itself says is an answer: a page of a proxy, whatever its status,
 * and a redirect are failures of that address, and the next one is asked.
 */
final class RegistryClient {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int OK = 200;

    /** One client for all registries of a process: each has a thread of its own. */
    private static final Map<Duration, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private final RegistrySettings settings;
    private final HttpClient client;
    private final AtomicInteger preferred = new AtomicInteger();

    /** What the registry said: its status, its own error code (0 where there is none), and the body. */
    record Answer(int status, int errorCode, JsonNode body) {
        boolean isError() {
            return status != OK;
        }

        String message() {
            return body.path("message").asText("no message");
        }
    }

    /** Why an address gave no answer. */
    private static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    RegistryClient(RegistrySettings settings) {
        this.settings = settings;
        this.client = CLIENTS.computeIfAbsent(settings.connectTimeout(), RegistryClient::client);
    }

    private static HttpClient client(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // a redirect would take the credentials along, to whatever host it names
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /**
     * Asks until there is an answer, moving on to the next address after each failure, within the settings' bound.
     *
     * @param expected whether the body of a good answer is one to this question
     * @throws RegistryRefusedException where the credentials are refused
     * @throws RegistryUnavailableException where nobody gives an answer
     */
    Answer ask(String method, String path, String body, Predicate<JsonNode> expected) {
        for (int retry = 0; ; retry++) {
            int at = preferred.get();
            Address address = settings.addresses()
                    .get(Math.floorMod(at, settings.addresses().size()));
            try {
                return answer(address, method, path, body, expected);
            } catch (NoAnswerException e) {
                preferred.compareAndSet(at, at + 1);
                waitBefore(retry, address.uri(), e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private Answer answer(Address address, String method, String path, String body, Predicate<JsonNode> expected)
            throws NoAnswerException, InterruptedException {
        HttpResponse<String> response = send(request(address, method, path, body));
        int status = response.statusCode();
        JsonNode said = parsed(response.body());
        if (status == OK && expected.test(said)) {
            return new Answer(status, 0, said);
        }
        if (status == 401 || status == 403) {
            throw new RegistryRefusedException(
                    status,
                    "the schema registry at " + address.uri() + " refuses the credentials with " + status
                            + message(said));
        }
        int code = said.path("error_code").asInt(0);
        // an error of the registry's own repeats its status in the code, as 40403 does; a proxy's has none
        boolean own = code == status || code / 100 == status;
        if (own && status >= 400 && status < 500 && status != 429) {
            return new Answer(status, code, said);
        }
        throw new NoAnswerException(unexpected(response), null);
    }

    private static String message(JsonNode said) {
        return said.hasNonNull("message") ? ": " + said.path("message").asText() : "";
    }

    private static String unexpected(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 3) {
            return "status " + status + ", a redirect, which is not followed: " + RegistrySettings.URL
                    + " must name the registry itself";
        }
        return status == OK ? "status 200, but not with the answer of a registry" : "status " + status;
    }

    /** Sends a request and waits for the whole of the response, each at most for the time of the settings. */
    private HttpResponse<String> send(HttpRequest request) throws NoAnswerException, InterruptedException {
        CompletableFuture<HttpResponse<String>> sent =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            long within = settings.connectTimeout().plus(settings.readTimeout()).toMillis();
            return sent.get(within, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException io ? io : e;
            throw new NoAnswerException(IoFault.describe(cause), cause);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new NoAnswerException("no whole answer within " + settings.readTimeout(), e);
        } catch (InterruptedException e) {
            sent.cancel(true);
            throw e;
        }
    }

    private HttpRequest request(Address address, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.uri() + path))
                .timeout(settings.readTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        address.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private void waitBefore(int retry, URI address, NoAnswerException why) {
        Backoff backoff = settings.backoff();
        if (retry >= backoff.retries()) {
            throw new RegistryUnavailableException(
                    "schema registry " + address + " unavailable after " + (retry + 1) + " attempts: "
                            + why.getMessage() + "; check " + RegistrySettings.URL
                            + ", that the registry runs and is reached from here",
                    why);
        }
        Duration wait = backoff.before(retry, ThreadLocalRandom.current().nextDouble());
        LOG.warn(
                "Schema registry {} unavailable ({}); retry {} of {} in {} ms",
                address,
                why.getMessage(),
                retry + 1,
                backoff.retries(),
                wait.toMillis());
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RegistryUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryUnavailableException("interrupted while waiting for the schema registry", e);
    }

    /** The body as JSON; nothing where it is something else. */
    private static JsonNode parsed(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
