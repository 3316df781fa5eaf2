package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerLogsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void of_what_ended_workers_printed_the_last_fifty_files_stay_and_of_running_ones_all() throws IOException {
        WorkerLogs logs = new WorkerLogs(directory.resolve("logs"));
        Set<String> running = Set.of("web-3", "web-70");
        for (int i = 0; i < 80; i++) {
            Files.writeString(logs.file("web-" + i), "hello");
            Files.setLastModifiedTime(logs.file("web-" + i), FileTime.fromMillis(1_700_000_000_000L + 1000L * i));
        }
        Files.writeString(directory.resolve("logs/notes.txt"), "of somebody");

        logs.prune(running);
        logs.prune(running);

        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            if (Files.exists(logs.file("web-" + i))) {
                left.add(i);
            }
        }
        assertThat(left).hasSize(52).contains(3, 70, 79, 29).doesNotContain(28, 0);
        assertThat(directory.resolve("logs/notes.txt")).exists();
    }
}
