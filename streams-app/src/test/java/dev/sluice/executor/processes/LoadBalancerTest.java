package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A load balancer's files name the workers that are wanted, and a worker waits until its load balancer knows. */
final class LoadBalancerTest {
    @TempDir
    private Path directory = Path.of("");

    private LoadBalancer balancer(String... more) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("command", "run"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return new LoadBalancer(Machine.settings(all), Map.of("PATH", "/usr/bin:/bin"));
    }

    private LoadBalancer withFiles(String... more) throws IOException {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "upstreams.dir";
        all[more.length + 1] = directory.toString();
        return balancer(all);
    }

    @ParameterizedTest
    @CsvSource({"web, web", "my.web-2, my.web-2", "My_web, _4dy__web"})
    void the_block_of_a_service_without_a_worker_is_one_that_nginx_takes(String service, String word) {
        assertThat(LoadBalancer.block(service, List.of()))
                .isEqualTo("upstream " + word + " {\n    server 127.0.0.1:9 down; # no worker is ready\n}\n");
        assertThat(LoadBalancer.block(service, List.of("127.0.0.1:1 weight=2", "127.0.0.1:2 weight=1")))
                .isEqualTo("upstream " + word
                        + " {\n    server 127.0.0.1:1 weight=2;\n    server 127.0.0.1:2 weight=1;\n}\n");
    }

    @Test
    void without_files_no_worker_waits_for_a_load_balancer() throws IOException {
        try (LoadBalancer none = balancer()) {
            none.start();
            assertThat(none.has(none.want(Map.of("web", List.of("a"))))).isTrue();
        }
    }

    @Test
    void the_same_servers_are_the_same_wish_and_others_a_newer_one_that_waits_its_turn() throws IOException {
        try (LoadBalancer balancer = withFiles()) {
            long first = balancer.want(Map.of("web", List.of("a")));

            assertThat(balancer.want(Map.of("web", List.of("a")))).isEqualTo(first);
            long second = balancer.want(Map.of("web", List.of()));
            assertThat(second).isGreaterThan(first);
            assertThat(balancer.has(first)).as("nothing was written yet").isFalse();
            balancer.start();
            Machine.until("the newest is written", () -> balancer.has(second));

            assertThat(balancer.has(first)).isTrue();
            assertThat(directory.resolve("web.nginx.conf")).hasContent(LoadBalancer.block("web", List.of()));
        }
    }

    @Test
    void a_file_that_says_the_same_is_not_touched_and_a_service_that_is_gone_keeps_its_file() throws IOException {
        Path web = directory.resolve("web.nginx.conf");
        Files.writeString(web, LoadBalancer.block("web", List.of("a")));
        FileTime before = FileTime.fromMillis(1_700_000_000_000L);
        Files.setLastModifiedTime(web, before);
        try (LoadBalancer balancer = withFiles()) {
            balancer.start();
            long wish = balancer.want(Map.of("web", List.of("a"), "search", List.of("b")));
            Machine.until("both are written", () -> balancer.has(wish));
            long less = balancer.want(Map.of("search", List.of("c")));
            Machine.until("one is written", () -> balancer.has(less));
        }
        assertThat(Files.getLastModifiedTime(web)).isEqualTo(before);
        assertThat(directory.resolve("search.nginx.conf")).hasContent(LoadBalancer.block("search", List.of("c")));
        assertThat(directory).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
    }

    @Test
    void a_reload_runs_after_a_change_and_once_at_the_start_for_what_an_earlier_executor_wrote() throws IOException {
        Path reloads = directory.resolve("reloads");
        Files.writeString(directory.resolve("web.nginx.conf"), LoadBalancer.block("web", List.of("a")));
        try (LoadBalancer balancer = withFiles("reload", "sh -c 'echo reload >> " + reloads + "'")) {
            balancer.start();
            long same = balancer.want(Map.of("web", List.of("a")));
            Machine.until("it was reloaded", () -> balancer.has(same));
            assertThat(reloads).hasContent("reload");
            long other = balancer.want(Map.of("web", List.of("b")));
            Machine.until("it was reloaded again", () -> balancer.has(other));
        }
        assertThat(Files.readAllLines(reloads)).hasSize(2);
    }
}
