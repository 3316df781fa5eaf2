package dev.sluice.simulator.llm.engine;

import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.Arrays;

/** Sequences that decode, one token each a step: when each ends, and the KV tokens that they hold together. */
final class DecodingBatch {
    // the step at which a sequence ends above, its request below; the next to end comes last
    private long[] ends = new long[32];
    private int size;
    private long step;
    private long kvTokens;

    int size() {
        return size;
    }

    long kvTokens() {
        return kvTokens;
    }

    /**
     * Adds a sequence.
     *
     * @param kv tokens that it holds now
     * @param left tokens that it will generate, at least 1
     */
    void add(int request, int kv, int left) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        long end = (step + left) << Integer.SIZE | request;
        int at = size++;
        while (at > 0 && ends[at - 1] < end) {
            ends[at] = ends[at - 1];
            at--;
        }
        ends[at] = end;
        kvTokens += kv;
    }

    /** Steps until the next sequence ends. */
    int stepsToNextEnd() {
        return (int) ((ends[size - 1] >> Integer.SIZE) - step);
    }

    /** Lets all generate this many tokens, no more than to the next end. */
    void advance(int steps) {
        step += steps;
        kvTokens += (long) steps * size;
    }

    /** Whether a sequence has ended that was not removed. */
    boolean hasEnded() {
        return size > 0 && stepsToNextEnd() == 0;
    }

    /** Takes out a sequence that has ended, with the KV tokens that it holds. */
    int removeEnded(RequestTrace requests) {
        int request = (int) ends[--size];
        kvTokens -= requests.kvTokens(request);
        return request;
    }
}
