package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A busy thread that polls seldom must not take what it has not heard of for what does not exist. */
class LagTimesTest {
    private static final TopicPartition REPORTS = new TopicPartition("request-rate-events", 0);
    private static final TopicPartition USAGE = new TopicPartition("usage-events", 0);
    private static final int MOST = 1000;

    private final LagTimes times = new LagTimes(MOST);
    private double answered;

    @Test
    void an_idle_thread_knows_the_end_as_of_two_polls_ago() {
        for (int i = 0; i < 10; i++) {
            polled(0, 1000 + 100L * i);
        }
        assertThat(times.trueAt(REPORTS)).hasValue(1700);
    }

    @Test
    void a_thread_that_is_busy_for_seconds_between_polls_knows_no_more_than_it_asked_for() {
        polled(3, 0);
        polled(0, 8_000);
        assertThat(times.trueAt(REPORTS)).isEmpty();
        polled(0, 16_000);
        assertThat(times.trueAt(REPORTS)).hasValue(0);
    }

    @Test
    void while_other_topics_fill_every_poll_nothing_is_known_of_this_one() {
        polled(0, 100);
        polled(0, 200);
        polled(0, 300);
        for (int i = 0; i < 20; i++) {
            polled(MOST, 1_000 + 1_000L * i);
            assertThat(times.trueAt(REPORTS)).isEmpty();
        }
        polled(999, 21_000);
        assertThat(times.trueAt(REPORTS)).hasValue(200);
    }

    @Test
    void while_no_broker_answers_nothing_more_is_known() {
        for (int i = 0; i < 4; i++) {
            polled(0, 100L * i);
        }
        for (int i = 0; i < 600; i++) {
            times.polled(0, answered - 1, List.of(REPORTS), Set.of(), 400 + 100L * i);
            assertThat(times.trueAt(REPORTS)).isEmpty();
        }
        polled(12, 60_400);
        assertThat(times.trueAt(REPORTS)).hasValue(60_200);
    }

    @Test
    void of_a_paused_partition_nothing_is_known_until_it_was_fetched_again() {
        for (int i = 0; i < 4; i++) {
            polled(0, 100L * i);
        }
        times.polled(0, answered++, List.of(REPORTS, USAGE), Set.of(REPORTS), 10_000);
        assertThat(times.trueAt(REPORTS)).isEmpty();
        assertThat(times.trueAt(USAGE)).hasValue(200);
        polled(0, 10_100);
        polled(0, 10_200);
        assertThat(times.trueAt(REPORTS)).isEmpty();
        polled(0, 10_300);
        assertThat(times.trueAt(REPORTS)).hasValue(10_100);
    }

    @Test
    void a_partition_that_went_and_came_back_starts_anew() {
        for (int i = 0; i < 4; i++) {
            polled(0, 100L * i);
        }
        times.polled(MOST, answered++, List.of(USAGE), Set.of(), 500);
        polled(0, 600);
        assertThat(times.trueAt(REPORTS)).isEmpty();
    }

    private void polled(int records, long now) {
        times.polled(records, answered++, List.of(REPORTS, USAGE), Set.of(), now);
    }
}
