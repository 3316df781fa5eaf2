package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link ExecutorKills}. */
final class ExecutorKillsTest {
    @TempDir
    private Path directory;

    @Test
    void what_is_killed_between_command_and_acknowledgement_loses_and_leaves_nothing() throws Exception {
        assumeTrue(
                Files.isReadable(Path.of("/proc/self/environ")), "no /proc here to look at the processes from outside");
        try (KillScenario scenario = new KillScenario(directory, 7)) {
            KillScenario.Result result = scenario.run(5);

            assertThat(result.isClean()).as(result.describe()).isTrue();
        }
    }
}
