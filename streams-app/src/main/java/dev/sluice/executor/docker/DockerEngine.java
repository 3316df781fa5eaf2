package dev.sluice.executor.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests to a Docker engine that scaling needs. Each throws {@link EngineException} for an error of the engine, and
 * {@link UncheckedIOException} if the engine does not answer.
 */
final class DockerEngine implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    private final URI host;
    private final DockerHttpClient client;

    /**
     * @param host {@code unix:///path} or {@code tcp://host:port}
     * @param answerWithin longest time until an answer begins
     */
    DockerEngine(URI host, Duration answerWithin) {
        this.host = host;
        this.client = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .connectionTimeout(CONNECT_WITHIN)
                .responseTimeout(answerWithin)
                .build();
    }

    /** The containers, in whatever state, that have all these labels. */
    List<JsonNode> containers(String... labels) {
        String filters =
                JSON.createObjectNode().set("label", JSON.valueToTree(labels)).toString();
        List<JsonNode> found = new ArrayList<>();
        ask("GET", "/containers/json?all=true&filters=" + encoded(filters)).forEach(found::add);
        return found;
    }

    /** Everything that the engine knows about a container. */
    JsonNode inspect(String id) {
        return ask("GET", "/containers/" + encoded(id) + "/json");
    }

    /** Creates a container and returns its id. */
    String create(String name, JsonNode container) {
        return ask("POST", "/containers/create?name=" + encoded(name), container)
                .path("Id")
                .asText();
    }

    void start(String id) {
        ask("POST", "/containers/" + encoded(id) + "/start");
    }

    /** Asks a container to end, and ends it after this time. Returns when it has ended. */
    void stop(String id, Duration grace) {
        ask("POST", "/containers/" + encoded(id) + "/stop?t=" + grace.toSeconds());
    }

    void rename(String id, String name) {
        ask("POST", "/containers/" + encoded(id) + "/rename?name=" + encoded(name));
    }

    /** Changes the limits of a container, running or not. */
    void update(String id, JsonNode limits) {
        ask("POST", "/containers/" + encoded(id) + "/update", limits);
    }

    /** Removes a container with its anonymous volumes. */
    void remove(String id) {
        ask("DELETE", "/containers/" + encoded(id) + "?force=true&v=true");
    }

    private JsonNode ask(String method, String path) {
        return ask(method, path, MissingNode.getInstance());
    }

    private JsonNode ask(String method, String path, JsonNode body) {
        Request.Builder request = Request.builder();
        request.method(method).path(path);
        if (!body.isMissingNode()) {
            request.putHeader("Content-Type", "application/json")
                    .bodyBytes(body.toString().getBytes(StandardCharsets.UTF_8));
        }
        try (Response response = client.execute(request.build())) {
            JsonNode said = parsed(response.getBody().readAllBytes());
            // 304: the container is in that state already
            if (response.getStatusCode() >= 400) {
                throw new EngineException(
                        response.getStatusCode(), said.path("message").asText("status " + response.getStatusCode()));
            }
            return said;
        } catch (IOException e) {
            throw away(e);
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            // the client wraps what it gets from its connection
            throw e.getCause() instanceof IOException io ? away(io) : e;
        }
    }

    private UncheckedIOException away(IOException why) {
        return new UncheckedIOException(
                "the Docker engine at " + host + " does not answer: " + IoFault.describe(why), why);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
