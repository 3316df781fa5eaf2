package dev.sluice.control.verdict;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica count as a function of time: it changes in steps, some of which may lie ahead.
 *
 * <p>Example: 5 replicas run, and 3 more become ready at 12:01. Over the minute from 12:00:30 the mean is 6.5.
 */
final class CountOverTime {
    /** More steps than this are merged: the count then rises later, never earlier. */
    private static final int MOST = 64;

    private final List<Step> steps = new ArrayList<>();

    private record Step(long from, int count) {}

    /** Returns a count that was always the same. */
    static CountOverTime always(int count) {
        CountOverTime constant = new CountOverTime();
        constant.steps.add(new Step(Long.MIN_VALUE, count));
        return constant;
    }

    /** Returns the count after the last step. */
    int last() {
        return steps.get(steps.size() - 1).count;
    }

    /** Adds a step at {@code from} (ms), or at the last step if that is later. */
    void then(long from, int count) {
        if (count != last()) {
            steps.add(new Step(Math.max(from, steps.get(steps.size() - 1).from), count));
        }
        while (steps.size() > MOST) {
            // what the first step ahead adds comes with the one after it
            steps.remove(1);
        }
    }

    /** Limits the count to {@code most} from {@code from} (ms) on. */
    void limit(long from, int most) {
        int before = at(from);
        List<Step> ahead = steps.stream().filter(step -> step.from > from).toList();
        steps.removeAll(ahead);
        then(from, Math.min(before, most));
        ahead.forEach(step -> then(step.from, Math.min(step.count, most)));
    }

    /** Returns the count at {@code time} (ms). */
    int at(long time) {
        int count = steps.get(0).count;
        for (Step step : steps) {
            count = step.from <= time ? step.count : count;
        }
        return count;
    }

    /** Returns the mean from {@code from} to {@code to} (ms). */
    double mean(long from, long to) {
        double sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            long start = Math.max(from, steps.get(i).from);
            long end = i + 1 < steps.size() ? Math.min(to, steps.get(i + 1).from) : to;
            sum += (double) Math.max(0, end - start) * steps.get(i).count;
        }
        return sum / (to - from);
    }

    /** Forgets what was before {@code time} (ms). */
    void forget(long time) {
        while (steps.size() > 1 && steps.get(1).from <= time) {
            steps.remove(0);
        }
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeCount(steps.size(), out);
        for (Step step : steps) {
            VarInts.writeSigned(step.from, out);
            VarInts.writeCount(step.count, out);
        }
    }

    static CountOverTime read(DataInput in) throws IOException {
        CountOverTime read = new CountOverTime();
        long size = VarInts.readCount(in);
        if (size < 1 || size > MOST) {
            throw new IOException("1 to " + MOST + " steps of a count are kept, not " + size);
        }
        for (long left = size; left > 0; left--) {
            long from = VarInts.readSigned(in);
            long count = VarInts.readCount(in);
            if (count < 0 || count > Integer.MAX_VALUE) {
                throw new IOException("a count of " + count + " replicas");
            }
            read.steps.add(new Step(from, (int) count));
        }
        return read;
    }
}
