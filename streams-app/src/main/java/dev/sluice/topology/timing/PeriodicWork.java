package dev.sluice.topology.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What a processor does every so often, from its start to its end. Kafka Streams keeps the time of the next round: a
 * clock that is set back an hour would stop the work for an hour, so it is then scheduled again. And it keeps rounds when a
 * processor is closed and started again, so closing cancels them.
 */
public final class PeriodicWork implements AutoCloseable {
    private static final long SET_BACK_MS = 1000;

    private final ProcessorContext<?, ?> context;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Cancellable> scheduled = new ArrayList<>();
    private long newest = Long.MIN_VALUE;

    private record Round(Duration every, Punctuator work) {}

    public PeriodicWork(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    /** Does {@code work} from now on. */
    public PeriodicWork every(Duration interval, Punctuator work) {
        Round round = new Round(interval, work);
        rounds.add(round);
        schedule(round);
        return this;
    }

    private void schedule(Round round) {
        scheduled.add(context.schedule(round.every, PunctuationType.WALL_CLOCK_TIME, round.work));
    }

    /** Notes what time it is: to be called with every record. */
    public void seen(long wall) {
        if (wall < newest - SET_BACK_MS) {
            close();
            rounds.forEach(this::schedule);
            newest = wall;
        }
        newest = Math.max(newest, wall);
    }

    @Override
    public void close() {
        scheduled.forEach(Cancellable::cancel);
        scheduled.clear();
    }
}
