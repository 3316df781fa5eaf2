package dev.sluice.topology;

import dev.sluice.text.DurationText;
import dev.sluice.topology.store.CommitHook;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches that what changed is written: that rests on {@link CommitHook}, and so on an internal of Kafka Streams that may
 * change without a word. Where commits are late it asks for one; where what changed stays unwritten for much longer than the
 * commit interval, it says so loudly, and has it written.
 *
 * <p>It goes by time that passes, not by the clock, which may be set back. A thread that got no turn could not commit
 * either: so it counts its own turns too.
 */
final class CommitWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CommitWatch.class);
    private static final int INTERVALS_UNTIL_ASKED = 3;
    private static final int INTERVALS_UNTIL_OVERDUE = 10;
    private static final Duration SOONEST_OVERDUE = Duration.ofSeconds(30);
    /** Turns of the thread in each of which Kafka Streams could have committed. */
    private static final int TURNS_UNTIL_OVERDUE = 20;

    private static final long NOTHING = Long.MIN_VALUE;

    private final long interval;
    private final LongSupplier nanos;
    private final Runnable ask;
    private final Runnable write;
    private final Sensor sensor;
    private long since = NOTHING;
    private int turns;
    private boolean told;

    /**
     * A watch over one task.
     *
     * @param interval of commits
     * @param nanos time that passes
     * @param ask asks for a commit
     * @param write writes what changed
     * @param sensor counts how often nobody else did
     */
    CommitWatch(Duration interval, LongSupplier nanos, Runnable ask, Runnable write, Sensor sensor) {
        this.interval = interval.toNanos();
        this.nanos = nanos;
        this.ask = ask;
        this.write = write;
        this.sensor = sensor;
    }

    /** For a task; the metric is {@code overdue-state-total}. */
    static CommitWatch of(ProcessorContext<?, ?> context, Runnable write) {
        Object interval = context.appConfigs().get(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        return new CommitWatch(
                Duration.ofMillis(interval == null ? 1000 : Long.parseLong(interval.toString())),
                System::nanoTime,
                context::commit,
                write,
                context.metrics()
                        .addRateTotalSensor(
                                "sluice", context.taskId().toString(), "overdue-state", Sensor.RecordingLevel.INFO));
    }

    /** What changed was written. */
    void written() {
        since = NOTHING;
    }

    /** To be called in each turn of the thread with the number of services that changed and are not written. */
    void look(int changed) {
        if (changed == 0) {
            since = NOTHING;
        } else if (since == NOTHING) {
            since = nanos.getAsLong();
            turns = 0;
        } else {
            turns++;
            late(nanos.getAsLong() - since, changed);
        }
    }

    private void late(long waited, int changed) {
        boolean overdue = waited > Math.max(SOONEST_OVERDUE.toNanos(), INTERVALS_UNTIL_OVERDUE * interval);
        if (overdue && turns >= TURNS_UNTIL_OVERDUE) {
            overdue(waited, changed);
        } else if (waited > INTERVALS_UNTIL_ASKED * interval) {
            ask.run();
        }
    }

    private void overdue(long waited, int changed) {
        sensor.record();
        if (!told) {
            told = true;
            LOG.error(
                    "The state of {} services waited for {} and no commit wrote it, although its thread had {} turns. It is"
                            + " written now, and counted in overdue-state-total. Either commits take that long, or this"
                            + " version of Kafka Streams no longer calls the commit hook",
                    changed,
                    DurationText.of(Duration.ofNanos(waited)),
                    turns);
        }
        write.run();
        since = NOTHING;
    }
}
