package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A real registry; runs where a Docker engine answers, and says so where none does. */
final class ApicurioRegistryTest extends RegistryContract {
    private static final GenericContainer<?> APICURIO = new GenericContainer<>(
                    DockerImageName.parse("apicurio/apicurio-registry:3.3.3"))
            .withExposedPorts(8080)
            // it lives for seconds: compiling its code well costs more than it saves
            .withEnv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").withStartupTimeout(Duration.ofMinutes(3)));

    @BeforeAll
    static void start() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine answers: not run against a real registry")
                .isTrue();
        APICURIO.start();
    }

    @AfterAll
    static void stop() {
        APICURIO.stop();
    }

    private static String url() {
        return "http://" + APICURIO.getHost() + ":" + APICURIO.getMappedPort(8080) + "/apis/ccompat/v7";
    }

    @Override
    Map<String, Object> settings() {
        return Map.of(RegistrySettings.URL, url());
    }

    @Override
    void rule(String subject, String rule, Schema first) {
        SchemaRegistry.at(settings()).register(subject, first);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/config/" + subject))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"" + rule + "\"}"))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
