package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.events.RequestRateEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client does when the registry fails, against a server that answers as scripted. */
final class HttpRegistryTest {
    private static final String SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";

    private final Deque<Integer> failures = new ArrayDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int lastStatus = 200;
    private String body = SCHEMA;

    @BeforeEach
    void start() throws IOException {
        server = serve(0);
    }

    private HttpServer serve(int port) throws IOException {
        HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        created.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Integer failure = failures.poll();
            byte[] bytes = (failure == null ? body : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(failure == null ? lastStatus : failure, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        created.start();
        return created;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** From now on the registry says that it does not know the schema. */
    private void unknown() {
        lastStatus = 404;
        body = "{\"error_code\":40403,\"message\":\"Schema not found\"}";
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static Map<String, Object> quick(String url) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(RegistrySettings.URL, url);
        settings.put(RegistrySettings.MAX_RETRIES, 3);
        settings.put(RegistrySettings.RETRY_WAIT_MS, 1);
        settings.put(RegistrySettings.RETRY_MAX_WAIT_MS, 4);
        return settings;
    }

    @Test
    void errors_of_the_server_and_too_many_requests_are_asked_again() {
        failures.addAll(List.of(500, 503, 429));

        assertThat(SchemaRegistry.at(quick(url())).schema(7).getType().getName())
                .isEqualTo("string");
        assertThat(asked).hasSize(4).containsOnly("GET /schemas/ids/7");
    }

    @Test
    void asking_again_ends_and_is_no_fault_of_the_record() {
        failures.addAll(List.of(500, 500, 500, 500, 500));

        assertThatThrownBy(() -> SchemaRegistry.at(quick(url())).schema(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .isNotInstanceOf(SerializationException.class)
                .hasMessageContaining("after 4 attempts: status 500");
        assertThat(asked).hasSize(4);
    }

    @Test
    void a_registry_that_is_not_there_yet_is_waited_for() throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);
        Map<String, Object> settings = quick("http://127.0.0.1:" + port);
        AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, settings);
        assertThatThrownBy(() -> serde.deserializer().deserialize("t", new byte[] {0, 0, 0, 0, 7, 2}))
                .isInstanceOf(RegistryUnavailableException.class)
                .satisfies(e -> assertThat(RegistryUnavailableException.isBehind(new IllegalStateException(e)))
                        .isTrue());

        unknown();
        server = serve(port);
        RuntimeException said = new RuntimeException();
        for (int i = 0; i < 600 && !(said instanceof UnknownSchemaException); i++) {
            said = catchThrowableOfType(
                    RuntimeException.class, () -> serde.deserializer().deserialize("t", new byte[] {0, 0, 0, 0, 7, 2}));
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(said).as("the same bytes, asked again once it answers").isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void a_registry_that_never_answers_is_unavailable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, Object> settings = quick("http://127.0.0.1:" + silent.getLocalPort());
            settings.put(RegistrySettings.READ_TIMEOUT_MS, 50);

            assertThatThrownBy(() -> SchemaRegistry.at(settings).subjects())
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("check schema.registry.url");
        }
    }

    @Test
    void of_several_addresses_the_next_is_asked_when_one_fails() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        SchemaRegistry registry = SchemaRegistry.at(quick("http://127.0.0.1:" + nobody + ", " + url() + "/"));

        assertThat(registry.schema(7).getType().getName()).isEqualTo("string");
        assertThat(registry.schema(8).getType().getName()).isEqualTo("string");
        assertThat(asked).containsExactly("GET /schemas/ids/7", "GET /schemas/ids/8");
    }

    @Test
    void a_refusal_is_not_asked_again() {
        lastStatus = 401;
        body = "{\"error_code\":40101,\"message\":\"who are you\"}";

        assertThatThrownBy(() -> SchemaRegistry.at(quick(url())).subjects())
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("401: who are you");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_flood_of_records_of_an_unknown_id_is_one_question() {
        unknown();
        AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, quick(url()));

        for (int i = 0; i < 1000; i++) {
            assertThatThrownBy(() -> serde.deserializer().deserialize("t", new byte[] {0, 0, 0, 0, 7, 2}))
                    .isInstanceOf(UnknownSchemaException.class);
        }
        assertThat(asked).hasSizeLessThan(10);
    }

    @Test
    void the_path_of_the_address_stays_in_front() {
        body = "[]";
        SchemaRegistry registry = SchemaRegistry.at(quick(url() + "/apis/ccompat/v7"));

        assertThat(registry.subjects()).isEmpty();
        assertThat(asked).containsExactly("GET /apis/ccompat/v7/subjects");
    }

    @Test
    void credentials_come_from_the_settings_or_the_address() {
        body = "[]";
        Map<String, Object> settings = quick(url());
        settings.put(RegistrySettings.CREDENTIALS_SOURCE, "USER_INFO");
        settings.put(RegistrySettings.USER_INFO, "anna:secret");
        assertThat(SchemaRegistry.at(settings).subjects()).isEmpty();
        assertThat(SchemaRegistry.at(quick(url().replace("//", "//otto:word@"))).subjects())
                .isEmpty();

        assertThat(authorizations).containsExactly("Basic " + base64("anna:secret"), "Basic " + base64("otto:word"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wrong_settings_are_said_with_key_and_value() {
        assertThatThrownBy(() -> SchemaRegistry.at(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> SchemaRegistry.at(Map.of(RegistrySettings.URL, "ftp://somewhere")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ftp://somewhere");
        Map<String, Object> settings = quick(url());
        settings.put(RegistrySettings.MAX_RETRIES, "often");
        assertThatThrownBy(() -> SchemaRegistry.at(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("max.retries")
                .hasMessageContaining("often");
    }

    @Test
    void waits_double_up_to_the_longest_and_are_shortened_by_chance() {
        Backoff backoff = new Backoff(9, Duration.ofMillis(100), Duration.ofSeconds(1));

        assertThat(backoff.before(0, 0)).hasMillis(100);
        assertThat(backoff.before(2, 0)).hasMillis(400);
        assertThat(backoff.before(8, 0)).hasMillis(1000);
        assertThat(backoff.before(2, 0.5)).hasMillis(300);
    }
}
