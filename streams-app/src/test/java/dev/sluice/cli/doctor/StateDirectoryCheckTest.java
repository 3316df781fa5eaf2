package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of the directory for state. */
final class StateDirectoryCheckTest {
    @TempDir
    private Path directory;

    @Test
    void a_directory_that_is_not_there_yet_is_judged_by_where_it_would_be_made() {
        Path state = directory.resolve("not/there/yet");
        assertThat(StateDirectoryCheck.look(state).text()).contains(state.toString(), "MB free");
        assertThat(state).doesNotExist();
    }

    @Test
    void a_file_in_its_place_is_broken() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(StateDirectoryCheck.look(file.resolve("state")).state()).isEqualTo(Finding.State.BROKEN);
    }

    @Test
    void a_disk_that_takes_nothing_is_broken_and_one_that_is_nearly_full_is_told() {
        assertThat(StateDirectoryCheck.space("/proc/nothing, ", 0, false).state())
                .isEqualTo(Finding.State.BROKEN);
        assertThat(StateDirectoryCheck.space("/cdrom, ", 9_000, true).text()).contains("read-only");
        assertThat(StateDirectoryCheck.space("/var, ", 511, false).state()).isEqualTo(Finding.State.WARNING);
        assertThat(StateDirectoryCheck.space("/var, ", 512, false).state()).isEqualTo(Finding.State.OK);
    }
}
