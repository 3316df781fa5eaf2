package dev.sluice.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A registry over HTTP, by Confluent's REST API. */
public final class HttpRegistry implements SchemaRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    /** One client for all registries of a process: each has a thread of its own. */
    private static final Map<Duration, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private final RegistrySettings settings;
    private final HttpClient client;
    private final AtomicInteger preferred = new AtomicInteger();

    /** An answer that is not one of the transient kinds. */
    private record Answer(int status, JsonNode body) {
        String message() {
            return body.path("message").asText(body.toString());
        }
    }

    public HttpRegistry(RegistrySettings settings) {
        this.settings = settings;
        this.client = CLIENTS.computeIfAbsent(settings.connectTimeout(), HttpRegistry::client);
    }

    private static HttpClient client(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(connectTimeout)
                .build();
    }

    @Override
    public int register(String subject, Schema schema) {
        return accepted(ask("POST", "/subjects/" + encoded(subject) + "/versions", body(schema)), subject)
                .path("id")
                .asInt();
    }

    @Override
    public OptionalInt idOf(String subject, Schema schema) {
        Answer answer = ask("POST", "/subjects/" + encoded(subject), body(schema));
        return answer.status() == NOT_FOUND
                ? OptionalInt.empty()
                : OptionalInt.of(accepted(answer, subject).path("id").asInt());
    }

    @Override
    public Schema schema(int id) {
        Answer answer = ask("GET", "/schemas/ids/" + id, "");
        if (answer.status() == NOT_FOUND) {
            throw new UnknownSchemaException(id);
        }
        JsonNode body = accepted(answer, "schema id " + id);
        try {
            return new Schema.Parser().parse(body.path("schema").asText());
        } catch (AvroRuntimeException e) {
            throw new UnreadableRecordException("schema id " + id + " is no Avro schema: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true";
        Answer answer = ask("POST", path, body(schema));
        if (answer.status() == NOT_FOUND) {
            return List.of();
        }
        JsonNode body = accepted(answer, subject);
        if (body.path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> messages = texts(body.path("messages"));
        return messages.isEmpty() ? differences(subject, schema) : messages;
    }

    /** What keeps a schema and the latest version apart, for registries that only say that something does. */
    private List<String> differences(String subject, Schema schema) {
        JsonNode latest = accepted(ask("GET", "/subjects/" + encoded(subject) + "/versions/latest", ""), subject);
        Schema before = new Schema.Parser().parse(latest.path("schema").asText());
        List<String> found = Compatibility.FULL.violations(schema, List.of(before));
        return found.isEmpty() ? List.of("the registry calls it incompatible and does not say why") : found;
    }

    @Override
    public List<String> subjects() {
        return texts(accepted(ask("GET", "/subjects", ""), "the list of subjects")).stream()
                .sorted()
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static JsonNode accepted(Answer answer, String what) {
        if (answer.status() != OK) {
            throw new RegistryRefusedException(
                    answer.status(), what + ": the registry says " + answer.status() + ": " + answer.message());
        }
        return answer.body();
    }

    /** Asks until there is an answer, moving on to the next address after each failure, within the settings' bound. */
    private Answer ask(String method, String path, String body) {
        for (int retry = 0; ; retry++) {
            int address = preferred.get();
            URI base =
                    settings.urls().get(Math.floorMod(address, settings.urls().size()));
            String failure;
            IOException cause = null;
            try {
                HttpResponse<String> response = client.send(request(base, method, path, body), utf8());
                if (response.statusCode() < 500 && response.statusCode() != TOO_MANY_REQUESTS) {
                    return new Answer(response.statusCode(), parsed(response.body()));
                }
                failure = "status " + response.statusCode();
            } catch (IOException e) {
                failure = e.toString();
                cause = e;
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            preferred.compareAndSet(address, address + 1);
            waitBefore(retry, withoutUserInfo(base), failure, cause);
        }
    }

    private void waitBefore(int retry, String address, String failure, @Nullable IOException cause) {
        Backoff backoff = settings.backoff();
        if (retry >= backoff.retries()) {
            throw new RegistryUnavailableException(
                    "schema registry " + address + " unavailable after " + (retry + 1) + " attempts: " + failure,
                    cause);
        }
        Duration wait = backoff.before(retry, ThreadLocalRandom.current().nextDouble());
        LOG.warn(
                "Schema registry {} unavailable ({}); retry {} of {} in {} ms",
                address,
                failure,
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

    private HttpRequest request(URI base, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(withoutUserInfo(base) + path))
                .timeout(settings.readTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        settings.authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static HttpResponse.BodyHandler<String> utf8() {
        return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
    }

    private static String withoutUserInfo(URI base) {
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        return base.getScheme() + "://" + base.getHost() + port + base.getRawPath();
    }

    private static JsonNode parsed(String body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode().put("message", body.length() > 200 ? body.substring(0, 200) : body);
        }
    }

    private static String body(Schema schema) {
        return JSON.createObjectNode().put("schema", schema.toString()).toString();
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
