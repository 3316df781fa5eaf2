package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    private static final KafkaNames KAFKA = KafkaNames.with(StreamsConfig.configDef());
    private static final String MINIMUM = """
            bootstrap.servers=kafka-1:9092,kafka-2:9092
            schema.registry.url=http://registry:8081
            """;

    @TempDir
    Path directory;

    @Test
    void two_lines_are_enough() {
        Settings settings = read(MINIMUM, Map.of());

        assertThat(settings.loop().window()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.loop().grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.loop().validity()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.timeSource()).isEqualTo(TimeSource.WALL);
        assertThat(settings.actuator()).isEqualTo("log");
        assertThat(settings.streams())
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("application.id", "sluice");
    }

    @Test
    void a_handler_that_would_skip_good_records_with_a_bad_one_is_refused() {
        InvalidSettingsException refused = refusal(
                MINIMUM + "processing.exception.handler="
                        + "org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler\n",
                Map.of());

        assertThat(refused.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.toString())
                        .startsWith("processing.exception.handler=")
                        .contains("would skip up to 250 good records with a bad one"));
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() {
        InvalidSettingsException refused = refusal("""
                bootstrap.servers=kafka
                windov=10s
                grace=soon
                time.source=lunar
                num.stream.threads=0
                consumer.max.poll.records=many
                security.protocol=SMOKE
                sasl.jaas.confg=user secret42
                """, Map.of("SLUICE_COMMAND_VALIDITY", "-1s"));

        assertThat(refused.errors())
                .extracting(SettingError::toString)
                .satisfiesExactly(
                        e -> assertThat(e)
                                .isEqualTo("SLUICE_COMMAND_VALIDITY=-1s: is not a duration such as 250ms,"
                                        + " 10s, 5m, 1h or 7d"),
                        e -> assertThat(e)
                                .isEqualTo(
                                        "bootstrap.servers=kafka: is not a list of host:port, without a scheme or a path"),
                        e -> assertThat(e).startsWith("consumer.max.poll.records=many: Not a number"),
                        e -> assertThat(e).startsWith("grace=soon: is not a duration"),
                        e -> assertThat(e).isEqualTo("num.stream.threads=0: Value must be at least 1"),
                        e -> assertThat(e)
                                .isEqualTo(
                                        "sasl.jaas.confg=[hidden]: is not a known setting; did you mean sasl.jaas.config?"),
                        e -> assertThat(e).startsWith("schema.registry.url: is missing"),
                        e -> assertThat(e).startsWith("security.protocol=SMOKE: "),
                        e -> assertThat(e).isEqualTo("time.source=lunar: String must be one of: wall, event"),
                        e -> assertThat(e).isEqualTo("windov=[hidden]: is not a known setting; did you mean window?"));
        assertThat(refused).hasMessageNotContaining("secret42");
    }

    @Test
    void the_environment_comes_over_the_file_and_links_of_kubernetes_are_let_be() {
        Settings settings = read(
                MINIMUM + "window=30s\n",
                Map.of(
                        "SLUICE_WINDOW", "1m",
                        "SLUICE_SECURITY_PROTOCOL", "PLAINTEXT",
                        "SLUICE_PORT", "tcp://10.0.0.1:8080",
                        "SLUICE_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "HOME", "/root"));

        assertThat(settings.loop().window()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.admin()).containsEntry("security.protocol", "PLAINTEXT");
    }

    @Test
    void each_client_gets_what_it_knows_and_its_prefix_wins() {
        Settings settings = read(MINIMUM + """
                        request.timeout.ms=20s
                        producer.request.timeout.ms=5000
                        linger.ms=7
                        main.consumer.max.poll.records=50
                        """, Map.of());

        assertThat(settings.producer())
                .containsEntry("request.timeout.ms", "5000")
                .containsEntry("linger.ms", "7");
        assertThat(settings.consumer())
                .containsEntry("request.timeout.ms", "20000")
                .doesNotContainKey("linger.ms");
        assertThat(settings.streams())
                .containsEntry("main.consumer.max.poll.records", "50")
                .doesNotContainKeys("schema.registry.url", "window");
        assertThat(new StreamsConfig(settings.streams()).getMainConsumerConfigs("group", "client", 0))
                .containsEntry("max.poll.records", "50");
    }

    @Test
    void the_registry_is_reached_with_what_was_written_and_its_password_stays_hidden() {
        Settings settings = read(MINIMUM + """
                        basic.auth.credentials.source=USER_INFO
                        basic.auth.user.info=reader:opensesame
                        """, Map.of());

        assertThat(RegistrySettings.from(settings.registry()).addresses())
                .singleElement()
                .satisfies(address -> assertThat(address.authorization()).contains("Basic cmVhZGVyOm9wZW5zZXNhbWU="));
        assertThat(settings.toString())
                .contains("basic.auth.user.info=[hidden]")
                .doesNotContain("opensesame");
    }

    @Test
    void what_only_another_serde_knows_is_refused_without_it() {
        InvalidSettingsException refused = refusal(MINIMUM + "use.latest.version=true\n", Map.of());

        assertThat(refused.errors())
                .singleElement()
                .hasToString(
                        "use.latest.version=[hidden]: is known to Confluent's serde only, and value.serde names another");
    }

    @Test
    void a_key_that_stands_twice_with_different_values_is_an_error() {
        assertThat(refusal(MINIMUM + "window=10s\nwindow=20s\n", Map.of()).errors())
                .singleElement()
                .hasToString("window: stands twice, with different values");
    }

    @Test
    void a_missing_file_is_said() {
        Path missing = directory.resolve("nowhere.properties");

        assertThatThrownBy(() -> Settings.read(missing, Map.of(), KAFKA))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("there is no settings file " + missing);
    }

    @Test
    void two_installations_with_different_prefixes_share_no_group() {
        Settings plain = read(MINIMUM, Map.of());
        Settings blue = read(MINIMUM + "topic.prefix=blue.\n", Map.of());
        Settings green = read(MINIMUM + "topic.prefix=green.\n", Map.of());
        Settings named = read(MINIMUM + "topic.prefix=green.\napplication.id=scaler\n", Map.of());

        assertThat(plain.applicationId()).isEqualTo("sluice");
        assertThat(blue.applicationId()).isEqualTo("blue.sluice");
        assertThat(green.streams()).containsEntry("application.id", "green.sluice");
        assertThat(named.applicationId()).isEqualTo("scaler");
    }

    @Test
    void the_committed_reference_is_what_the_definitions_say() throws IOException {
        Path committed = Path.of("docs/settings.md");
        Path page = Files.exists(committed) ? committed : Path.of("..").resolve(committed);

        assertThat(page).hasContent(SettingsReference.markdown());
    }

    private Settings read(String lines, Map<String, String> environment) {
        return Settings.read(file(lines), environment, KAFKA);
    }

    private InvalidSettingsException refusal(String lines, Map<String, String> environment) {
        Path file = file(lines);
        return catchThrowableOfType(InvalidSettingsException.class, () -> Settings.read(file, environment, KAFKA));
    }

    private Path file(String lines) {
        try {
            return Files.writeString(directory.resolve("sluice.properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
