package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PartitionReadTest {
    private final PartitionRead read = new PartitionRead();

    @Test
    void before_the_broker_has_told_how_much_it_has_nothing_is_known() {
        read.polled(-1, OptionalLong.empty(), 1000);
        assertThat(read.readUpTo()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void a_partition_to_which_nothing_comes_is_read_up_to_the_last_poll() {
        read.polled(-1, OptionalLong.of(0), 1000);
        assertThat(read.readUpTo()).isEqualTo(1000);
        read.polled(-1, OptionalLong.of(0), 1100);
        assertThat(read.readUpTo()).isEqualTo(1100);
    }

    @Test
    void what_was_handed_over_has_to_be_handled_first() {
        read.polled(-1, OptionalLong.of(0), 1000);
        read.polled(41, OptionalLong.of(0), 2000);
        assertThat(read.readUpTo()).isEqualTo(1000);
        read.handled(20);
        assertThat(read.readUpTo()).isEqualTo(1000);
        read.handled(41);
        assertThat(read.readUpTo()).isEqualTo(2000);
    }

    @Test
    void after_a_stop_it_stays_where_it_was_until_the_end_is_reached() {
        read.forget();
        for (int i = 1; i <= 9; i++) {
            read.polled(100L * i, OptionalLong.of(900 - 100L * i), 1000L * i);
            read.handled(100L * i);
            assertThat(read.readUpTo()).isEqualTo(i < 9 ? Long.MIN_VALUE : 9000);
        }
    }

    @Test
    void a_stream_that_never_pauses_is_read_up_to_a_moment_ago() {
        for (int i = 1; i <= 100; i++) {
            // there are always as many more by the time of the next poll
            read.polled(100L * i, OptionalLong.of(100), 1000L * i);
            read.handled(100L * i);
        }
        assertThat(read.readUpTo()).isBetween(97_000L, 100_000L);
    }

    @Test
    void records_that_come_while_others_wait_do_not_push_the_time_on_for_ever() {
        for (int i = 1; i <= 100; i++) {
            read.polled(100L * i, OptionalLong.of(0), 1000L * i);
            read.handled(100 * i - 50);
        }
        assertThat(read.readUpTo()).isBetween(98_000L, 99_000L);
    }
}
