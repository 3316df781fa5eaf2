package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.processes.setting.HealthCheck;
import dev.sluice.executor.processes.setting.ProcessSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProcessSettingsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "command, run {prot}, {prot}",
        "command, run 'x, not closed",
        "ports, 20-10, 20-10",
        "ports, 1-70000, 65535",
        "ports, some, no range",
        "health, ping, none of",
        "environment, NAME, NAME=value",
        "max.workers, 0, max.workers",
        "drain.ms, -1, drain.ms",
        "upstreams.weights, gpu=0, at least 1",
        "reload, nginx {port}, {port}",
    })
    void a_wrong_value_is_named(String name, String value, String says) {
        Map<String, String> given = new HashMap<>(Map.of("command", "run"));
        given.put(name, value);
        assertThatThrownBy(() -> Machine.settings(given))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(says);
    }

    @Test
    void something_must_say_how_a_worker_starts() {
        assertThatThrownBy(() -> Machine.settings(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("executor.processes.command is missing");
    }

    @Test
    void a_service_may_differ() throws IOException {
        Files.writeString(directory.resolve("search.properties"), "command=search --port {port}\ndrain.ms=60000\n");
        ProcessSettings settings =
                Machine.settings(Map.of("command", "web", "health", "http:/up", "services.dir", directory.toString()));

        assertThat(settings.of("search").command().words()).containsExactly("search", "--port", "{port}");
        assertThat(settings.of("search").drain()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.of("search").health())
                .as("what it does not say is as for all")
                .isEqualTo(new HealthCheck.Http("/up"));
        assertThat(settings.of("web").drain()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_wrong_file_is_named() throws IOException {
        Files.writeString(directory.resolve("search.properties"), "comand=search\n");
        Map<String, String> given = Map.of("command", "web", "services.dir", directory.toString());
        assertThatThrownBy(() -> Machine.settings(given))
                .hasMessageContainingAll("search.properties", "comand is unknown");

        Files.writeString(directory.resolve("search.properties"), "health=ping\n");
        assertThatThrownBy(() -> Machine.settings(given)).hasMessageContainingAll("search.properties", "health");

        Map<String, String> nowhere = Map.of("command", "web", "services.dir", directory + "/none");
        assertThatThrownBy(() -> Machine.settings(nowhere)).hasMessageContaining("services.dir");
    }
}
