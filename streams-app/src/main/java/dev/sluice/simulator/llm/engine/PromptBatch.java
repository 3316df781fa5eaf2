package dev.sluice.simulator.llm.engine;

import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.Arrays;

/** Prompts that are being computed, in order of arrival, and what each gets in the step under way. */
final class PromptBatch {
    private int[] requests = new int[8];
    private int[] done = new int[8];
    private int[] share = new int[8];
    private int size;
    private int shared;

    int size() {
        return size;
    }

    /** Tokens of all shares of the step under way. */
    int shared() {
        return shared;
    }

    int request(int i) {
        return requests[i];
    }

    /** Tokens of prompt {@code i} before the step under way, with those from the cache. */
    int done(int i) {
        return done[i];
    }

    void add(int request, int cached) {
        if (size == requests.length) {
            requests = Arrays.copyOf(requests, 2 * size);
            done = Arrays.copyOf(done, 2 * size);
            share = Arrays.copyOf(share, 2 * size);
        }
        requests[size] = request;
        done[size] = cached;
        share[size++] = 0;
    }

    /** Gives prompt {@code i} tokens of the step that is being composed. */
    void give(int i, int tokens) {
        share[i] = tokens;
        shared += tokens;
    }

    /** Ends the step: shares are done. */
    void advance() {
        for (int i = 0; i < size; i++) {
            done[i] += share[i];
            share[i] = 0;
        }
        shared = 0;
    }

    /** Takes out the prompts that are computed. The others keep their order. */
    void removeComputed(RequestTrace trace) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (done[i] < trace.prompt(requests[i])) {
                requests[kept] = requests[i];
                done[kept++] = done[i];
            }
        }
        size = kept;
    }
}
