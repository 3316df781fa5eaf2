package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.check.Limits;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class BoundedBytesTest {
    private static final int LONG = 900_000;

    private final BoundedBytes values = new BoundedBytes(2 * LONG);

    @Test
    @SuppressWarnings("NullAway") // Kafka's contract has null for tombstones
    void what_can_be_a_value_is_read_as_it_is_however_much_there_is() {
        for (int i = 0; i < 100; i++) {
            assertThat(length(Limits.VALUE_BYTES)).isEqualTo(Limits.VALUE_BYTES);
        }
        assertThat(length(0)).isZero();
        assertThat(values.deserialize("topic", new RecordHeaders(), (ByteBuffer) null))
                .isNull();
    }

    @Test
    void of_over_long_values_only_so_many_are_kept_whole_in_a_poll() {
        assertThat(length(LONG)).isEqualTo(LONG);
        assertThat(length(LONG)).isEqualTo(LONG);
        assertThat(length(LONG)).isEqualTo(BoundedBytes.BEGINNING);
        assertThat(length(300_000)).isEqualTo(300_000);
        values.nextPoll();
        assertThat(length(LONG)).isEqualTo(LONG);
    }

    private int length(int bytes) {
        return values.deserialize("topic", new RecordHeaders(), ByteBuffer.allocate(bytes)).length;
    }
}
