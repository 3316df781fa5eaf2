package dev.sluice.executor.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WeightFilesTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    private Path parent;

    private Path directory() {
        return parent.resolve("made/when/missing");
    }

    private WeightFiles files(WeightFormat... formats) {
        return new WeightFiles(directory(), List.of(formats));
    }

    @Test
    void each_format_has_its_file_and_nothing_else_is_left() throws IOException {
        files(WeightFormat.values()).write(chat(2));

        assertThat(names()).containsExactly("chat.envoy.json", "chat.nginx.conf", "chat.weights.json");
        assertThat(directory().resolve("chat.nginx.conf")).content().isEqualTo("""
                upstream chat {
                    server 10.0.0.1:80 weight=273;
                    server [fd00::3]:80 weight=727;
                }
                """);
    }

    @Test
    void only_other_content_replaces_a_file() throws IOException {
        WeightFiles files = files(WeightFormat.ENVOY);
        files.write(chat(2));
        Path file = directory().resolve("chat.envoy.json");
        String before = Files.readString(file);
        Files.setLastModifiedTime(file, LONG_AGO);

        files.write(chat(2));
        files(WeightFormat.ENVOY).write(chat(2));
        assertThat(Files.getLastModifiedTime(file)).as("also after a restart").isEqualTo(LONG_AGO);

        files.write(chat(1));
        assertThat(Files.readString(file)).isNotEqualTo(before);
        assertThat(version(Files.readString(file))).isNotEqualTo(version(before));
    }

    @Test
    void a_format_that_needs_addresses_is_left_alone_where_there_are_none() throws IOException {
        files(WeightFormat.values()).write(Weights.of("chat", 1000, List.of(Backend.ofPool("gpu", 2, 40))));

        assertThat(names()).containsExactly("chat.weights.json");
    }

    @ParameterizedTest
    @CsvSource({
        "checkout, checkout",
        "team-a_chat.v2, team-a_chat.v2",
        "../../etc/passwd, %2E.%2F..%2Fetc%2Fpasswd",
        ".hidden, %2Ehidden",
        "a/b, a%2Fb",
        "a%2Fb, a%252Fb",
        "'a b', a%20b",
        "käse, k%C3%A4se"
    })
    void a_service_s_name_is_one_file_in_the_directory(String service, String name) throws IOException {
        assertThat(WeightFiles.name(service)).isEqualTo(name);
        files(WeightFormat.JSON).write(Weights.of(service, 1000, List.of(Backend.ofPool("", 1, 1))));
        assertThat(names()).containsExactly(name + ".weights.json");
    }

    @Test
    void long_names_are_cut_and_stay_apart() throws IOException {
        String shared = "/".repeat(500);
        files(WeightFormat.JSON).write(Weights.of(shared + "a", 1000, List.of(Backend.ofPool("", 1, 1))));
        files(WeightFormat.JSON).write(Weights.of(shared + "b", 1000, List.of(Backend.ofPool("", 1, 1))));

        assertThat(names()).hasSize(2);
    }

    private static Weights chat(int gpus) {
        return Weights.of("chat", 1000, List.of(pool("cpu", "10.0.0.1", 10, 3), pool("gpu", "fd00::3", gpus, 40)));
    }

    private static Backend pool(String pool, String host, int ready, double perReplica) {
        return new Backend(pool, Optional.empty(), Optional.of(new Address(host, 80)), ready, perReplica);
    }

    private static String version(String envoy) {
        return envoy.replaceAll(".*\"version_info\":\"([0-9a-f]{16})\".*\\n", "$1");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(directory())) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
