package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.schemas.Contract;
import dev.sluice.schemas.RegistryRefusedException;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.SchemaRegistry;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.UnknownSchemaException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EmbeddedRegistryTest {
    private static final Schema ONE =
            SchemaBuilder.record("Cup").fields().requiredInt("size").endRecord();
    private static final Schema WIDER = SchemaBuilder.record("Cup")
            .fields()
            .requiredInt("size")
            .optionalString("colour")
            .endRecord();
    private static final Schema OTHER =
            SchemaBuilder.record("Cup").fields().requiredString("size").endRecord();

    private EmbeddedRegistry server;
    private SchemaRegistry client;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRegistry.start(0);
        client = SchemaRegistry.at(Map.of(RegistrySettings.URL, server.url().toString()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_whole_contract_registers_and_reads_back() {
        new Contract(client, Topics.plain()).register();

        long withValues = Arrays.stream(Topic.values())
                .filter(topic -> topic.valueType().isPresent())
                .count();
        assertThat(client.subjects()).hasSize((int) withValues).contains("scaling-commands-value");
        for (Topic topic : Topic.values()) {
            topic.schema().ifPresent(schema -> {
                int id = client.idOf(Topics.plain().subject(topic), schema).orElseThrow();
                assertThat(client.schema(id)).isEqualTo(schema);
            });
        }
    }

    @Test
    void a_schema_that_cannot_read_what_was_written_is_refused_and_said_why() {
        client.register("cups-value", ONE);

        assertThat(client.incompatibilities("cups-value", WIDER)).isEmpty();
        assertThat(client.incompatibilities("cups-value", OTHER))
                .singleElement()
                .asString()
                .contains("TYPE_MISMATCH");
        assertThatThrownBy(() -> client.register("cups-value", OTHER))
                .isInstanceOfSatisfying(
                        RegistryRefusedException.class,
                        e -> assertThat(e.incompatible()).isTrue());
    }

    @Test
    void an_unknown_id_is_unknown() {
        assertThatThrownBy(() -> client.schema(99)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void its_paths_answer_as_clients_of_other_languages_ask() throws Exception {
        client.register("cups-value", ONE);
        client.register("cups-value", WIDER);

        assertThat(get("/subjects").toString()).isEqualTo("[\"cups-value\"]");
        assertThat(get("/subjects/cups-value/versions").toString()).isEqualTo("[1,2]");
        assertThat(get("/subjects/cups-value/versions/latest").path("id").asInt())
                .isEqualTo(2);
        assertThat(get("/subjects/cups-value/versions/1/schema").path("name").asText())
                .isEqualTo("Cup");
        assertThat(get("/schemas/types").toString()).isEqualTo("[\"AVRO\"]");
        assertThat(get("/schemas/ids/2").path("schema").asText()).contains("colour");
        assertThat(get("/config").path("compatibilityLevel").asText()).isEqualTo("BACKWARD");
        assertThat(get("/subjects/mugs-value/versions").path("error_code").asInt())
                .isEqualTo(40401);
        assertThat(get("/subjects/cups-value/versions/3").path("error_code").asInt())
                .isEqualTo(40402);
        assertThat(get("/schemas/ids/9").path("error_code").asInt()).isEqualTo(40403);
        assertThat(get("/elsewhere").path("error_code").asInt()).isEqualTo(404);
    }

    @Test
    void a_subject_may_have_a_rule_of_its_own() throws Exception {
        client.register("cups-value", ONE);

        send("PUT", "/config/cups-value", "{\"compatibility\":\"NONE\"}");

        assertThat(client.incompatibilities("cups-value", OTHER)).isEmpty();
        assertThat(send("PUT", "/config", "{\"compatibility\":\"SOMETIMES\"}")
                        .path("error_code")
                        .asInt())
                .isEqualTo(42203);
    }

    @Test
    void what_is_no_schema_is_refused() throws Exception {
        assertThat(send("POST", "/subjects/cups-value/versions", "{\"schema\":\"{\"}")
                        .path("error_code")
                        .asInt())
                .isEqualTo(42201);
        assertThat(send("POST", "/subjects/cups-value/versions", "no json")
                        .path("error_code")
                        .asInt())
                .isEqualTo(42201);
    }

    @Test
    void a_port_in_use_is_said_at_once() {
        assertThatThrownBy(() -> EmbeddedRegistry.start(server.url().getPort())).isInstanceOf(BindException.class);
    }

    private JsonNode get(String path) throws Exception {
        return send("GET", path, "");
    }

    private JsonNode send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body());
    }
}
