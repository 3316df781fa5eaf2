package dev.sluice.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.stream.BoundedMessages.TooLong;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundedMessagesTest {
    private final BoundedMessages messages = new BoundedMessages();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1029, BoundedMessages.MOST_BYTES})
    void what_is_not_too_long_is_read_as_it_is(int length) {
        byte[] value = new byte[length];
        byte[] read = read(value);
        assertThat(read).isEqualTo(value);
        assertThat(TooLong.of(read)).isEmpty();
    }

    @Test
    void of_what_decompression_made_too_long_the_beginning_is_kept_and_the_length_known() {
        byte[] value = new byte[BoundedMessages.MOST_BYTES + 1];
        value[0] = 10;
        TooLong cut = TooLong.of(read(value)).orElseThrow();
        assertThat(cut.bytes()).isEqualTo(value.length);
        assertThat(cut.beginning()).hasSize(1024).startsWith(10, 0);
    }

    private byte[] read(byte[] value) {
        return messages.deserialize("otlp_metrics", new RecordHeaders(), ByteBuffer.wrap(value));
    }
}
