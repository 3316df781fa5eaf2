package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the HTTP server listens and who may write, as a settings file says it. */
final class HttpSettingsTest {
    @TempDir
    private Path folder = Path.of("");

    private static Settings settings(String... more) {
        Map<String, String> all = new HashMap<>(
                Map.of("bootstrap.servers", "localhost:9092", "schema.registry.url", "http://localhost:8081"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return Settings.of(all, KafkaNames.clients());
    }

    @Test
    void a_default_port_gives_way_and_a_port_that_was_asked_for_does_not() {
        HttpSettings usual = settings().http().orElseThrow();
        assertThat(usual.port()).isEqualTo(8080);
        assertThat(usual.host()).isEqualTo("0.0.0.0");
        assertThat(usual.spares()).isPositive();
        assertThat(usual.token()).isEmpty();
        HttpSettings stated =
                settings("http.port", "8080", "http.host", "127.0.0.1").http().orElseThrow();
        assertThat(stated.spares()).isZero();
        assertThat(stated.host()).isEqualTo("127.0.0.1");
        assertThat(settings("http.port", "0").http()).isEmpty();
        assertThat(settings("http.history", "90m").httpHistory()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void a_variable_sets_the_port_and_a_link_of_kubernetes_does_not() throws IOException {
        Path file = folder.resolve("sluice.properties");
        Files.writeString(file, "bootstrap.servers=localhost:9092\nschema.registry.url=http://localhost:8081\n");
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_PORT", "tcp://10.0.0.1:80", "SLUICE_SERVICE_PORT", "80", "SLUICE_RUN_SERVICE_PORT", "8080"));
        environment.put("SLUICE_HTTP_PORT", "8085");
        assertThat(Settings.read(file, environment, KafkaNames.clients())
                        .http()
                        .orElseThrow()
                        .port())
                .isEqualTo(8085);
        environment.put("SLUICE_HTTP_PORT", "tcp://10.0.0.1:80");
        assertThat(Settings.read(file, environment, KafkaNames.clients())
                        .http()
                        .orElseThrow()
                        .port())
                .isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource({"http.port, 65536", "http.port, http", "http.history, 5s", "http.token.file, /no/such/file"})
    void what_cannot_be_is_refused_with_its_name(String name, String value) {
        assertThatThrownBy(() -> settings(name, value))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(name);
    }

    @Test
    void a_token_is_read_from_a_file_and_never_printed() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, "correct-horse\n");
        HttpSettings read = settings("http.token.file", file.toString()).http().orElseThrow();
        assertThat(read.token()).contains("correct-horse");
        assertThat(read.toString()).doesNotContain("correct-horse");
        Settings stated = settings("http.token", "battery-staple");
        assertThat(stated.http().orElseThrow().token()).contains("battery-staple");
        assertThat(stated.toString()).doesNotContain("battery-staple");
        assertThatThrownBy(() -> settings("http.token", "battery-staple", "http.token.file", file.toString()))
                .hasMessageContaining("set one of them")
                .hasMessageNotContaining("battery-staple");
        Files.writeString(file, "two words");
        assertThatThrownBy(() -> settings("http.token.file", file.toString())).hasMessageContaining("one token");
        Files.writeString(file, "");
        assertThatThrownBy(() -> settings("http.token.file", file.toString())).hasMessageContaining("one token");
    }
}
