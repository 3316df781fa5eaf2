package dev.sluice.executor.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.NginxUpstream;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services whose names are alike, or no names at all, never share a file or an upstream, nor write into another's. */
final class WeightNamesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PIECES = List.of(
            "team",
            "Team",
            "TEAM",
            "a",
            "A",
            "_",
            "__",
            "_2f",
            "%",
            "%2F",
            "/",
            "\\",
            " ",
            "\t",
            "\n",
            "\r",
            "\0",
            ".",
            "..",
            "-",
            ";",
            "{",
            "}",
            "#",
            "\"",
            "'",
            "$",
            "ä",
            "漢",
            "😀",
            "server 6.6.6.6:80;",
            "\u2028",
            "_h",
            "h");

    @TempDir
    private Path directory;

    private static Set<String> names() {
        Random random = new Random(20261129);
        Set<String> names =
                new LinkedHashSet<>(List.of("team/a", "team a", "team_a", "team__a", "team_2fa", "Team/a", "_"));
        for (int i = 0; i < 2_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int pieces = 1 + random.nextInt(random.nextInt(50) == 0 ? 200 : 5); pieces > 0; pieces--) {
                name.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            names.add(name.toString());
        }
        return names;
    }

    private static Weights weights(String service, String pool) {
        return Weights.of(
                service,
                1000,
                List.of(
                        new Backend(pool, Optional.empty(), Optional.of(new Address("10.0.0.1", 8080)), 1, 1),
                        new Backend(pool + "2", Optional.of(service), Optional.empty(), 1, 1)));
    }

    @Test
    void no_two_services_are_one_upstream_though_nginx_ignores_case() {
        Map<String, String> upstreams = new HashMap<>();
        for (String name : names()) {
            String word = NginxUpstream.word(name);
            assertThat(word).matches("[a-z0-9._-]{1,200}");
            assertThat(upstreams.put(word.toLowerCase(Locale.ROOT), name))
                    .as("%s as %s", name, word)
                    .isNull();
        }
        assertThat(NginxUpstream.word("")).isEqualTo("_");
    }

    @Test
    void what_is_usual_in_a_name_stays_readable() {
        assertThat(NginxUpstream.word("checkout-v2.eu")).isEqualTo("checkout-v2.eu");
        assertThat(NginxUpstream.word("team/a")).isEqualTo("team_2fa");
        assertThat(NginxUpstream.word("team a")).isEqualTo("team_20a");
        assertThat(NginxUpstream.word("team_a")).isEqualTo("team__a");
    }

    @Test
    void no_name_writes_a_line_of_its_own() {
        for (String name : names()) {
            List<String> lines =
                    NginxUpstream.render(weights(name, name)).lines().toList();
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).matches("upstream [a-z0-9._-]+ \\{");
            assertThat(lines.get(1)).isEqualTo("    server 10.0.0.1:8080 weight=500;");
            assertThat(lines.get(2)).matches("    # pool [a-z0-9._-]+ has no address: weight=500");
            assertThat(lines.get(3)).isEqualTo("}");
        }
    }

    @Test
    void every_name_is_the_same_name_in_json() throws IOException {
        for (String name : names()) {
            Weights weights = weights(name, name);
            JsonNode plain = JSON.readTree(WeightFormat.JSON.render(weights));
            assertThat(plain.path("service").asText()).isEqualTo(name);
            assertThat(plain.path("weights").path(1).path("instance").asText()).isEqualTo(name);
            JsonNode envoy = JSON.readTree(WeightFormat.ENVOY.render(weights))
                    .path("resources")
                    .path(0);
            assertThat(envoy.path("cluster_name").asText()).isEqualTo(name);
            assertThat(envoy.path("endpoints")
                            .path(0)
                            .path("locality")
                            .path("sub_zone")
                            .asText())
                    .isEqualTo(name);
        }
    }

    @Test
    void every_service_has_files_of_its_own_in_the_directory() throws IOException {
        Path within = directory.resolve("weights");
        WeightFiles files = new WeightFiles(within, List.of(WeightFormat.values()));
        Set<String> names = names();
        Set<String> fileNames = new LinkedHashSet<>();
        for (String name : names) {
            fileNames.add(WeightFiles.name(name));
        }
        assertThat(fileNames)
                .hasSameSizeAs(names)
                .allMatch(name -> name.matches("[A-Za-z0-9_%-][A-Za-z0-9._%-]{0,220}"));
        for (String name : names.stream().limit(200).toList()) {
            files.write(weights(name, name));
        }
        try (Stream<Path> written = Files.list(within)) {
            assertThat(written).hasSize(600);
        }
        try (Stream<Path> outside = Files.list(directory)) {
            assertThat(outside).containsExactly(within);
        }
    }

    @Test
    void weights_of_no_service_are_refused() {
        assertThatThrownBy(() -> weights("", "gpu")).isInstanceOf(IllegalArgumentException.class);
        assertThat(WeightFiles.name("")).isEqualTo("%");
    }
}
