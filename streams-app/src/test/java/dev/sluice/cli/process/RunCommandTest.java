package dev.sluice.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.KafkaNames;
import dev.sluice.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Materialized;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last line of a run that cannot go on says what to do. */
final class RunCommandTest {
    private static final Settings SETTINGS = Settings.of(
            Map.of("bootstrap.servers", "a:1", "schema.registry.url", "mock://a", "state.dir", "/data"),
            KafkaNames.clients());

    private static String said(Throwable error) {
        return String.valueOf(RunCommand.stopped(error, SETTINGS).getMessage());
    }

    @Test
    void a_topic_that_was_deleted_is_to_be_made_again() {
        assertThat(said(new MissingSourceTopicException("missing"))).endsWith("sluice topics create --config FILE");
    }

    /** A producer waits for a topic that it only writes, and tells of it behind other errors. */
    @Test
    void a_topic_that_is_only_written_too() {
        TimeoutException waited = new TimeoutException(
                "Topic scaling-decisions not present in metadata after 60000 ms.",
                new UnknownTopicOrPartitionException("This server does not host this topic-partition."));

        assertThat(said(new StreamsException("Error encountered trying to commit a transaction", waited)))
                .endsWith("sluice topics create --config FILE");
    }

    @Test
    void a_state_directory_that_cannot_be_used_is_named() {
        assertThat(said(new StreamsException(new ProcessorStateException("no space left"))))
                .contains("no space left")
                .contains("state.dir=/data");
    }

    @Test
    void a_second_run_in_a_state_directory_is_told_to_take_another(@TempDir Path directory) {
        Properties kafka = new Properties();
        kafka.put("application.id", "a");
        kafka.put("bootstrap.servers", "127.0.0.1:1");
        kafka.put("state.dir", directory.toString());
        StreamsBuilder builder = new StreamsBuilder();
        builder.table("in", Materialized.as("stored"));
        Topology topology = builder.build();
        try (KafkaStreams first = new KafkaStreams(topology, kafka)) {
            assertThat(first.state()).isEqualTo(KafkaStreams.State.CREATED);
            StreamsException refused =
                    catchThrowableOfType(StreamsException.class, () -> new KafkaStreams(topology, kafka).close());
            assertThat(said(refused))
                    .startsWith("stopped: another process works in state.dir=/data")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void other_errors_speak_for_themselves() {
        assertThat(said(new StreamsException("why"))).isEqualTo("stopped: " + new StreamsException("why"));
    }
}
