package dev.sluice.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose files were damaged while nobody looked. */
final class RestorableStoreTest {
    private static final TaskId TASK = new TaskId(2, 4);
    private static final Bytes KEY = Bytes.wrap("checkout".getBytes(StandardCharsets.UTF_8));

    private static final byte[] RANDOM = new byte[8192];

    static {
        new Random(1).nextBytes(RANDOM);
    }

    @TempDir
    Path directory;

    private KeyValueStore<Bytes, byte[]> store =
            RestorableStore.named("ledgers").get();
    private StateStoreContext task;

    @BeforeEach
    void assign() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        task = new MockProcessorContext<Bytes, byte[]>(settings, TASK, directory.toFile()).getStateStoreContext();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void open() {
        store.init(task, store);
    }

    /** A process that wrote something and ended. */
    private void written() {
        open();
        store.put(KEY, RANDOM);
        store.close();
        store = RestorableStore.named("ledgers").get();
    }

    private List<Path> files(String beginning, String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .filter(file -> file.toString().endsWith(end))
                    .toList();
        }
    }

    @Test
    void what_is_whole_is_read_again() {
        written();
        open();
        assertThat(store.get(KEY)).isEqualTo(RANDOM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST"})
    void files_that_cannot_be_opened_are_restored(String damaged) throws IOException {
        written();
        for (Path file : files(damaged, "")) {
            Files.writeString(file, "xx");
        }
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        TaskCorruptedException.class,
                        e -> assertThat(e.corruptedTasks()).containsExactly(TASK));
        open();
        assertThat(store.get(KEY)).isNull();
    }

    @Test
    void files_whose_damage_is_found_by_reading_are_restored() throws IOException {
        written();
        Path largest = Collections.max(
                files("", ".sst"),
                Comparator.comparingLong(file -> file.toFile().length()));
        byte[] bytes = Files.readAllBytes(largest);
        bytes[10] ^= 0x55;
        Files.write(largest, bytes);
        open();
        assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(TaskCorruptedException.class);
        store.close();
        open();
        assertThat(store.get(KEY)).isNull();
    }

    @Test
    void other_troubles_stay_what_they_are() throws IOException {
        Files.writeString(directory.resolve("rocksdb"), "no directory");
        assertThatThrownBy(this::open).isInstanceOf(ProcessorStateException.class);
        assertThat(directory.resolve("rocksdb")).exists();
    }
}
