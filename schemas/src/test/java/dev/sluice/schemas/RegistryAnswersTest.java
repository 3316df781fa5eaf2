package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.RequestRateEvent;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry, or whatever stands in its place, may answer, and what each answer says of a record or a schema. */
final class RegistryAnswersTest {
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final String PAGE = "<html><body>Sign in to the wireless network</body></html>";

    private ScriptedRegistry server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedRegistry();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SchemaRegistry registry() {
        return SchemaRegistry.at(server.settings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "404 | " + PAGE,
                "404 | {\"error\":\"not found\"}",
                "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}",
                "404 | {\"error_code\":40401,\"message\":\"Subject not found.\"}",
                "404 | {\"error_code\":\"no number\"}",
                "404 | []",
                "200 | " + PAGE,
                "200 | {}",
                "200 | []",
                "200 | 7",
                "200 | {\"schema\":7}",
                "200 | {\"schema\":null}",
                "200 | {\"schema\":",
                "204 | x",
                "400 | " + PAGE,
                "401 | {\"error_code\":40101,\"message\":\"Unauthorized\"}",
                "401 | " + PAGE,
                "403 | " + PAGE,
                "407 | " + PAGE,
                "408 | x",
                "429 | {\"error_code\":42901,\"message\":\"slow down\"}",
                "500 | {\"error_code\":50001,\"message\":\"Error in the backend data store\"}",
                "502 | " + PAGE,
                "503 | x"
            })
    void only_the_registry_s_own_word_makes_a_schema_unknown(int status, String body) {
        server.answers(status, status == 204 ? "" : body);

        assertThatThrownBy(() -> registry().schema(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .isNotInstanceOf(SerializationException.class);
    }

    @Test
    void a_schema_that_the_registry_says_it_does_not_know_is_unknown() {
        server.answers(404, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");

        assertThatThrownBy(() -> registry().schema(7)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void a_schema_that_is_no_avro_is_a_fault_of_the_record() {
        server.answers(200, "{\"schema\":\"message Cup {}\",\"schemaType\":\"PROTOBUF\"}");

        assertThatThrownBy(() -> registry().schema(7)).isInstanceOf(UnreadableRecordException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PAGE,
                "",
                "{}",
                "[]",
                "7",
                "{\"id\":0}",
                "{\"id\":-3}",
                "{\"id\":\"7\"}",
                "{\"id\":1.5}",
                "{\"id\":99999999999}",
                "{\"id\":null}",
                "{\"id\":[7]}"
            })
    void what_is_no_id_never_becomes_one(String body) {
        server.answers(200, body);

        assertThatThrownBy(() -> registry().register("cups-value", TEXT))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry().idOf("cups-value", TEXT)).isInstanceOf(RegistryUnavailableException.class);
        AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, server.settings());
        assertThatThrownBy(() -> serde.serializer().serialize("cups", Samples.demand(1)))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({"40401, true", "40402, false", "40403, true", "404, false", "0, false"})
    void a_subject_without_the_schema_has_no_id(int code, boolean known) {
        server.answers(404, "{\"error_code\":" + code + ",\"message\":\"not found\"}");

        if (known) {
            assertThat(registry().idOf("cups-value", TEXT)).isEmpty();
        } else {
            assertThatThrownBy(() -> registry().idOf("cups-value", TEXT)).isNotInstanceOf(SerializationException.class);
        }
    }

    @Test
    void a_page_is_no_permission_to_register_an_incompatible_schema() {
        server.answers(404, PAGE);

        assertThatThrownBy(() -> registry().incompatibilities("cups-value", TEXT))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void refused_credentials_are_said_at_once_and_without_them() {
        server.answers(401, PAGE);
        Map<String, Object> settings = server.settings();
        settings.put(RegistrySettings.URL, server.url().replace("//", "//anna:s3cr%2Fet@"));

        assertThatThrownBy(() -> new Contract(SchemaRegistry.at(settings), Topics.plain()).register())
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("refuses the credentials with 401")
                .hasMessageContaining(server.url())
                .hasMessageNotContaining("s3cr");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void no_redirect_is_followed_with_or_without_credentials() throws IOException {
        try (ScriptedRegistry other = new ScriptedRegistry()) {
            server.redirectsTo(other.url() + "/schemas/ids/7");
            Map<String, Object> settings = server.settings();
            settings.put(RegistrySettings.CREDENTIALS_SOURCE, "USER_INFO");
            settings.put(RegistrySettings.USER_INFO, "anna:secret");

            assertThatThrownBy(() -> SchemaRegistry.at(settings).subjects())
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("302")
                    .hasMessageContaining("not followed");
            assertThat(other.asked).isEmpty();
        }
    }

    @Test
    void each_address_gets_the_credentials_that_it_holds_and_no_other_s() throws IOException {
        server.answers(503, "");
        try (ScriptedRegistry second = new ScriptedRegistry();
                ScriptedRegistry third = new ScriptedRegistry()) {
            second.answers(503, "");
            String urls = String.join(
                    ",",
                    server.url().replace("//", "//anna:one@"),
                    second.url(),
                    third.url().replace("//", "//otto:two@"));
            Map<String, Object> settings = ScriptedRegistry.settings(urls);
            settings.put(RegistrySettings.MAX_RETRIES, 5);

            assertThat(SchemaRegistry.at(settings).subjects()).isEmpty();
            assertThat(server.authorizations).containsOnly("Basic YW5uYTpvbmU=");
            assertThat(second.authorizations).containsOnly("null");
            assertThat(third.authorizations).containsOnly("Basic b3R0bzp0d28=");
        }
    }

    @Test
    void one_user_for_all_addresses_is_refused_where_one_of_them_is_unencrypted() {
        Map<String, Object> settings = ScriptedRegistry.settings("https://a.example,http://b.example");
        settings.put(RegistrySettings.CREDENTIALS_SOURCE, "USER_INFO");
        settings.put(RegistrySettings.USER_INFO, "anna:s3cret");

        assertThatThrownBy(() -> SchemaRegistry.at(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unencrypted")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void what_was_registered_stays_readable_when_the_registry_is_away() {
        Schema own = Topic.REQUEST_RATE_EVENTS.schema().orElseThrow();
        server.answers(200, "{\"id\":12}");
        assertThat(registry().register("request-rate-events-value", own)).isEqualTo(12);
        AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, server.settings());

        server.answers(502, PAGE);
        byte[] bytes = serde.serializer().serialize("request-rate-events", Samples.demand(42));
        assertThat(WireFormat.schemaId(bytes)).isEqualTo(12);
        assertThat(serde.deserializer().deserialize("request-rate-events", bytes))
                .isEqualTo(Samples.demand(42));
    }

    @Test
    void a_registry_that_lost_its_content_and_gave_an_id_to_another_schema_is_asked_again() {
        server.answers(200, "{\"id\":3}");
        registry().register("scaling-acks-value", Topic.SCALING_ACKS.schema().orElseThrow());
        Schema reports = Topic.REQUEST_RATE_EVENTS.schema().orElseThrow();
        byte[] bytes = AvroSerde.of(RequestRateEvent.class, Samples.mock("answers"))
                .serializer()
                .serialize("request-rate-events", Samples.demand(42));
        bytes[4] = 3;

        server.answers(200, "{\"schema\":" + quoted(reports.toString()) + "}");
        AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, server.settings());
        assertThat(serde.deserializer().deserialize("request-rate-events", bytes))
                .isEqualTo(Samples.demand(42));
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
