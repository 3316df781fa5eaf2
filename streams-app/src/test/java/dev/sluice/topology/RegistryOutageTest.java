package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application while its registry is away: what it has read or written before goes on, and nobody waits for the rest. */
final class RegistryOutageTest {
    private EmbeddedRegistry registry;
    private Pipeline pipeline;

    @BeforeEach
    void start() throws IOException {
        registry = EmbeddedRegistry.start(0);
        Map<String, Object> settings = new HashMap<>();
        settings.put(RegistrySettings.URL, registry.url().toString());
        settings.put(RegistrySettings.MAX_RETRIES, 0);
        pipeline = new Pipeline(TimeSource.WALL, settings);
    }

    @AfterEach
    void stop() {
        pipeline.close();
        registry.close();
    }

    @Test
    void a_record_of_an_unknown_schema_is_put_aside_and_every_service_goes_on() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(2));
        assertThat(pipeline.decisions()).isNotEmpty();
        assertThat(pipeline.commands()).isNotEmpty();
        pipeline.deadLetters();

        registry.close();
        for (int i = 0; i < 500; i++) {
            pipeline.raw(Topic.REQUEST_RATE_EVENTS, "stranger".getBytes(StandardCharsets.UTF_8), bytesOf(10_000 + i));
        }
        assertThat(pipeline.deadLetters()).hasSize(500).containsOnly("REGISTRY_UNAVAILABLE");

        pipeline.reports("checkout", 1_500, Duration.ofMinutes(2));
        assertThat(pipeline.decisions()).isNotEmpty();
        assertThat(pipeline.commands()).isNotEmpty();
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void a_stored_policy_is_read_without_the_registry() {
        pipeline.policy("checkout", 7, 100, 10).reports("checkout", 10, Duration.ofMinutes(1));
        registry.close();
        pipeline.commands();
        // one service is kept in memory: the other's state is written and read again
        for (int i = 0; i < 20; i++) {
            pipeline.reports("search", 10, Duration.ofSeconds(10)).reports("checkout", 10, Duration.ofSeconds(10));
        }

        assertThat(pipeline.decisions())
                .filteredOn(decision -> decision.getService().equals("checkout"))
                .isNotEmpty()
                .allMatch(decision -> decision.getTarget() >= 7);
    }

    @Test
    void a_registry_that_is_away_replaces_the_thread_and_anything_else_stops_the_application() {
        assertThat(SluiceApp.response(new StreamsException(new RegistryUnavailableException("nobody answers", null))))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(SluiceApp.response(new StreamsException("no more room")))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    private static byte[] bytesOf(int schemaId) {
        return new byte[] {0, 0, 0, (byte) (schemaId >> 8), (byte) schemaId, 2, 2, 2};
    }
}
