package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessUsageTest {
    @TempDir
    private Path group;

    private ProcessUsage usage() throws IOException {
        Path status = Files.writeString(group.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\n");
        return new ProcessUsage(group, status);
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(group.resolve(name), text);
    }

    @Test
    void of_a_container_with_limits() throws IOException {
        file("memory.current", "1000000\n");
        file("memory.stat", "anon 600000\nfile 400000\ninactive_file 300000\n");
        file("memory.max", "2000000\n");
        file("cpu.stat", "usage_usec 2500000\nuser_usec 2000000\n");
        file("cpu.max", "150000 100000\n");

        assertThat(usage().memory()).hasValue(700_000);
        assertThat(usage().memoryLimit()).hasValue(2_000_000);
        assertThat(usage().cpuSeconds()).hasValue(2.5);
        assertThat(usage().cpuLimit()).hasValue(1.5);
    }

    @Test
    void of_a_container_without_limits() throws IOException {
        file("memory.current", "1000000\n");
        file("memory.max", "max\n");
        file("cpu.max", "max 100000\n");

        assertThat(usage().memory()).hasValue(1_000_000);
        assertThat(usage().memoryLimit()).isEmpty();
        assertThat(usage().cpuLimit()).isEmpty();
        assertThat(usage().cpuSeconds()).as("the file is missing").isEmpty();
    }

    @Test
    void of_a_process_on_a_machine_whose_group_tells_of_everybody() throws IOException {
        file("cpu.stat", "usage_usec 999999999999\n");

        assertThat(usage().memory()).hasValue(2048 * 1024);
        assertThat(usage().memoryLimit()).isEmpty();
        assertThat(usage().cpuSeconds().orElseThrow()).isBetween(0.0, 1e6);
    }

    @Test
    void files_that_say_nonsense_are_unknown_amounts() throws IOException {
        for (String nonsense : new String[] {"", "-", "1e99", "a b c d", "99999999999999999999999 1", "5 0"}) {
            for (String name : new String[] {"memory.current", "memory.stat", "memory.max", "cpu.stat", "cpu.max"}) {
                file(name, nonsense);
            }
            assertThat(usage().memory()).as(nonsense).isEmpty();
            assertThat(usage().memoryLimit()).as(nonsense).isEmpty();
            assertThat(usage().cpuSeconds()).as(nonsense).isEmpty();
            assertThat(usage().cpuLimit()).as(nonsense).isEmpty();
        }
    }

    @Test
    void of_this_process() {
        ProcessUsage mine = new ProcessUsage();
        assertThat(mine.cpuSeconds()).isPresent();
        assertThat(mine.memory().orElse(1)).isPositive();
    }
}
