package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance that is far behind what it reads is alive, but not ready, and does not change its mind with each window. */
final class ReadLagTest {
    private static final TopicPartition FIRST = new TopicPartition("request-rate-events", 0);
    private static final TopicPartition SECOND = new TopicPartition("request-rate-events", 1);
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Map<TopicPartition, Long> readUpTo = new HashMap<>();
    private Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private final ReadLag lag = new ReadLag(Duration.ofMinutes(1), () -> readUpTo, () -> now);

    @Test
    void after_a_start_it_is_ready_when_what_waited_is_read() {
        read(FIRST, UNKNOWN);
        assertThat(lag.tooFarBehind()).hasValueSatisfying(why -> assertThat(why).contains("from before its start"));
        pass(300);
        assertThat(lag.tooFarBehind()).isPresent();

        behind(FIRST, 45);
        assertThat(lag.tooFarBehind())
                .hasValueSatisfying(why -> assertThat(why).contains("45 s late, 60 s is allowed"));
        behind(FIRST, 30);
        assertThat(lag.tooFarBehind()).isEmpty();
    }

    @Test
    void between_the_limit_and_half_of_it_it_stays_what_it_was() {
        keepsUp();
        behind(FIRST, 60);
        assertThat(lag.tooFarBehind()).isEmpty();
        behind(FIRST, 61);
        assertThat(lag.tooFarBehind()).isPresent();
        behind(FIRST, 31);
        assertThat(lag.tooFarBehind()).isPresent();
        behind(FIRST, 30);
        assertThat(lag.tooFarBehind()).isEmpty();
    }

    @Test
    void the_partition_that_is_furthest_behind_counts_and_one_that_has_gone_does_not() {
        keepsUp();
        behind(SECOND, 200);
        assertThat(lag.tooFarBehind()).isPresent();
        readUpTo.remove(SECOND);
        assertThat(lag.tooFarBehind()).isEmpty();
        readUpTo.clear();
        assertThat(lag.tooFarBehind())
                .as("no partitions: it waits to take over")
                .isEmpty();
    }

    @Test
    void a_partition_that_moves_here_has_a_minute_to_be_read() {
        keepsUp();
        read(SECOND, UNKNOWN);
        assertThat(lag.tooFarBehind()).isEmpty();
        pass(60);
        behind(FIRST, 0);
        assertThat(lag.tooFarBehind()).isEmpty();
        pass(1);
        behind(FIRST, 0);
        assertThat(lag.tooFarBehind()).isPresent();
        behind(SECOND, 5);
        assertThat(lag.tooFarBehind()).isEmpty();
    }

    @Test
    void without_a_limit_it_is_ready_however_late() {
        ReadLag unlimited = new ReadLag(Duration.ZERO, () -> readUpTo, () -> now);
        behind(FIRST, 100_000);
        assertThat(unlimited.tooFarBehind()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void delays_that_move_by_less_than_half_the_limit_change_it_once_at_most(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double middle = random.nextDouble(0, 120);
        int changes = 0;
        boolean before = true;
        for (int i = 0; i < 500; i++) {
            pass(10);
            behind(FIRST, (long) Math.max(0, middle + random.nextDouble(-14, 14)));
            boolean late = lag.tooFarBehind().isPresent();
            changes += late == before ? 0 : 1;
            before = late;
        }
        assertThat(changes).isLessThanOrEqualTo(1);
    }

    private void keepsUp() {
        behind(FIRST, 0);
        assertThat(lag.tooFarBehind()).isEmpty();
    }

    private void behind(TopicPartition partition, long seconds) {
        read(partition, now.minusSeconds(seconds).toEpochMilli());
    }

    private void read(TopicPartition partition, long upTo) {
        readUpTo.put(partition, upTo);
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }
}
