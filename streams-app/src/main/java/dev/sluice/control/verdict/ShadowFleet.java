package dev.sluice.control.verdict;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The fleet that advice would have run. Replicas that are added become ready one lead time after the order, those that
 * are removed stop at once, and a smaller order cancels starts that are still under way.
 */
final class ShadowFleet {
    private final CountOverTime ordered;
    private final CountOverTime ready;

    private ShadowFleet(CountOverTime ordered, CountOverTime ready) {
        this.ordered = ordered;
        this.ready = ready;
    }

    /** Starts with what runs. */
    static ShadowFleet of(int running) {
        return new ShadowFleet(CountOverTime.always(running), CountOverTime.always(running));
    }

    /** Returns the replicas ordered last. */
    int ordered() {
        return ordered.last();
    }

    /** Orders {@code replicas} at {@code now} (ms). */
    void order(int replicas, long now, long leadMs) {
        ordered.then(now, replicas);
        ready.limit(now, replicas);
        ready.then(now + leadMs, replicas);
    }

    /** Returns the mean ready replicas of a span of time, ms. */
    double ready(long from, long to) {
        return ready.mean(from, to);
    }

    /** Returns the mean ordered replicas of a span of time, ms. They are paid for from the order on. */
    double ordered(long from, long to) {
        return ordered.mean(from, to);
    }

    /** Forgets what was before {@code time} (ms). */
    void forget(long time) {
        ordered.forget(time);
        ready.forget(time);
    }

    void write(DataOutput out) throws IOException {
        ordered.write(out);
        ready.write(out);
    }

    static ShadowFleet read(DataInput in) throws IOException {
        return new ShadowFleet(CountOverTime.read(in), CountOverTime.read(in));
    }
}
