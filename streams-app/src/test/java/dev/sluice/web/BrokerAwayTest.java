package dev.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Routes;
import dev.sluice.schemas.Topics;
import dev.sluice.web.model.Source;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The API while its broker is away: it answers, says that it is stale, and comes back by itself. */
final class BrokerAwayTest {
    @Test
    void it_says_that_it_is_stale_and_comes_back() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start();
        String address = broker.bootstrapServers();
        Map<String, Object> kafka = Map.of("bootstrap.servers", address);
        Map<String, Object> registry = Map.of("schema.registry.url", "mock://broker-away-test");
        Source source = new Source(Topics.plain(), kafka, registry, Duration.ofHours(1));
        About about = new About("sluice", "test", "run", true, "");
        Metrics metrics = new Metrics();
        try (WebApi api = new WebApi(source, new WebApi.Clients(kafka, kafka), about, false);
                HttpServer server = HttpServer.start(
                        HttpSettings.onLoopback(0).withToken("t"), api.addTo(new Routes()), new Health(), metrics)) {
            api.start();
            awaitStale(server, false);
            broker.close();
            JsonNode away = awaitStale(server, true);
            assertThat(away.path("why").asText()).isEqualTo("Kafka does not answer");
            broker = EmbeddedBroker.start(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
            assertThat(awaitStale(server, false).path("why").asText()).isEmpty();
        } finally {
            broker.close();
            metrics.close();
        }
    }

    private static JsonNode awaitStale(HttpServer server, boolean stale) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/status"))
                .build();
        JsonNode status = new ObjectMapper().createObjectNode();
        for (int i = 0; i < 600 && (status.isEmpty() || status.path("stale").asBoolean() != stale); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            status = new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body());
        }
        assertThat(status.path("stale").asBoolean()).as("%s", status).isEqualTo(stale);
        return status;
    }
}
