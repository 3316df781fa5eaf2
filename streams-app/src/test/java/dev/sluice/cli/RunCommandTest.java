package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.KafkaNames;
import dev.sluice.config.Settings;
import java.util.Map;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

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

    @Test
    void a_state_directory_that_cannot_be_used_is_named() {
        assertThat(said(new StreamsException(new ProcessorStateException("no space left"))))
                .contains("no space left")
                .contains("state.dir=/data");
    }

    @Test
    void other_errors_speak_for_themselves() {
        assertThat(said(new StreamsException("why"))).isEqualTo("stopped: " + new StreamsException("why"));
    }
}
