package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What changed and no commit writes is noticed, however the clock of the machine is set. */
final class CommitWatchTest {
    private static final MetricName OVERDUE = new MetricName("overdue", "test", "", Map.of());

    private final Metrics metrics = new Metrics();
    private final Sensor sensor = sensor();
    private long nanos = 5;
    private int asked;
    private int written;
    private final CommitWatch watch =
            new CommitWatch(Duration.ofSeconds(1), () -> nanos, () -> asked++, () -> written++, sensor);

    private Sensor sensor() {
        Sensor made = metrics.sensor("overdue");
        made.add(OVERDUE, new CumulativeCount());
        return made;
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void changes_that_are_written_with_each_commit_are_nothing_to_tell() {
        for (int second = 0; second < 600; second++) {
            watch.look(second % 2);
            pass(Duration.ofSeconds(1));
        }
        assertThat(asked).isZero();
        assertThat(written).isZero();
    }

    @Test
    void a_commit_that_is_late_is_asked_for() {
        watch.look(3);
        pass(Duration.ofMillis(3500));
        watch.look(3);
        assertThat(asked).isEqualTo(1);
        assertThat(written).isZero();
    }

    /** As if a new Kafka Streams no longer called the hook. */
    @Test
    void changes_that_no_commit_writes_are_counted_and_written_every_half_minute() {
        for (int tenth = 0; tenth < 650; tenth++) {
            watch.look(7);
            pass(Duration.ofMillis(100));
        }
        assertThat(written).isEqualTo(2);
        assertThat((double) metrics.metric(OVERDUE).metricValue()).isEqualTo(2);
    }

    @Test
    void nothing_is_overdue_while_the_thread_gets_no_turn() {
        for (int turn = 0; turn < 20; turn++) {
            watch.look(7);
            pass(Duration.ofSeconds(40));
        }
        assertThat(written).isZero();
        assertThat(asked).isEqualTo(19);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
