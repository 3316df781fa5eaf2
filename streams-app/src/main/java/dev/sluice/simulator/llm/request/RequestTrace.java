package dev.sluice.simulator.llm.request;

import java.util.Arrays;

/** Requests in order of their arrival, which counts in seconds from the start of the trace. */
public final class RequestTrace {
    /** Tokens of a prompt or an answer at most. */
    public static final int MOST_TOKENS = 10_000_000;

    private static final double MINUTE = 60;

    private final double[] arrivals;
    private final int[] prompts;
    private final int[] outputs;
    private final int[] hits;
    private final double end;
    private final boolean endless;

    /**
     * One request.
     *
     * @param arrival seconds
     * @param prompt tokens of the prompt
     * @param output tokens of the answer
     * @param hit tokens of the prompt that a prefix cache has; the last one is always computed
     */
    public record Request(double arrival, int prompt, int output, int hit) {
        public Request {
            if (!(arrival >= 0) || !Double.isFinite(arrival)) {
                throw new IllegalArgumentException("a request must arrive at 0 s or later, not at " + arrival);
            }
            check("a prompt", prompt);
            check("an answer", output);
            if (hit < 0 || hit >= prompt) {
                throw new IllegalArgumentException(
                        "of a prompt of " + prompt + " tokens a cache has from 0 to all but the last, not " + hit);
            }
        }

        /** The same request at another time. */
        public Request at(double other) {
            return new Request(other, prompt, output, hit);
        }

        private static void check(String what, int tokens) {
            if (tokens < 1 || tokens > MOST_TOKENS) {
                throw new IllegalArgumentException(what + " has from 1 to " + MOST_TOKENS + " tokens, not " + tokens);
            }
        }
    }

    /** Collects requests in order of their arrival. */
    public static final class Builder {
        private double[] arrivals = new double[1024];
        private int[] prompts = new int[1024];
        private int[] outputs = new int[1024];
        private int[] hits = new int[1024];
        private int size;

        /** Adds one that arrives no earlier than those before. */
        public Builder add(Request request) {
            if (size > 0 && request.arrival() < arrivals[size - 1]) {
                throw new IllegalArgumentException(
                        "a request at " + request.arrival() + " s comes after one at " + arrivals[size - 1] + " s");
            }
            if (size == arrivals.length) {
                grow();
            }
            arrivals[size] = request.arrival();
            prompts[size] = request.prompt();
            outputs[size] = request.output();
            hits[size++] = request.hit();
            return this;
        }

        private void grow() {
            int larger = 2 * size;
            arrivals = Arrays.copyOf(arrivals, larger);
            prompts = Arrays.copyOf(prompts, larger);
            outputs = Arrays.copyOf(outputs, larger);
            hits = Arrays.copyOf(hits, larger);
        }

        public int size() {
            return size;
        }

        /** The trace; it ends with the minute of its last arrival. */
        public RequestTrace build() {
            return build(size == 0 ? 0 : Math.ceil((arrivals[size - 1] + 1e-9) / MINUTE) * MINUTE);
        }

        /** The trace, which ends at {@code end}. */
        RequestTrace build(double end) {
            if (size == 0) {
                throw new IllegalArgumentException("a trace needs a request");
            }
            return new RequestTrace(this, end);
        }
    }

    private RequestTrace(Builder from, double end) {
        this.arrivals = Arrays.copyOf(from.arrivals, from.size);
        this.prompts = Arrays.copyOf(from.prompts, from.size);
        this.outputs = Arrays.copyOf(from.outputs, from.size);
        this.hits = Arrays.copyOf(from.hits, from.size);
        this.end = end;
        this.endless = false;
    }

    private RequestTrace(RequestTrace round) {
        this.arrivals = round.arrivals;
        this.prompts = round.prompts;
        this.outputs = round.outputs;
        this.hits = round.hits;
        this.end = round.end;
        this.endless = true;
    }

    /** The same requests over and over: when the trace has ended it begins anew. */
    public RequestTrace repeated() {
        return new RequestTrace(this);
    }

    /** Number of requests. */
    public int length() {
        return endless ? Integer.MAX_VALUE : arrivals.length;
    }

    /** Number of requests until the trace begins anew. */
    public int distinct() {
        return arrivals.length;
    }

    /** Which of the distinct requests request {@code i} is. */
    public int distinct(int i) {
        return i < arrivals.length ? i : i % arrivals.length;
    }

    /** When the trace ends, s. */
    public double end() {
        return endless ? Double.POSITIVE_INFINITY : end;
    }

    /** When request {@code i} arrives, s. */
    public double arrival(int i) {
        return i < arrivals.length ? arrivals[i] : arrivals[distinct(i)] + Math.floorDiv(i, arrivals.length) * end;
    }

    /** Tokens of the prompt of request {@code i}. */
    public int prompt(int i) {
        return prompts[distinct(i)];
    }

    /** Tokens of the answer to request {@code i}. */
    public int output(int i) {
        return outputs[distinct(i)];
    }

    /** Tokens of the prompt of request {@code i} that a prefix cache has. */
    public int hit(int i) {
        return hits[distinct(i)];
    }

    /** Tokens of the prompt of request {@code i} that are computed. */
    public int computed(int i) {
        return prompt(i) - hit(i);
    }

    /** Tokens that request {@code i} needs in the KV cache at its end. */
    public int kvTokens(int i) {
        return prompt(i) + output(i);
    }

    public Request request(int i) {
        return new Request(arrival(i), prompt(i), output(i), hit(i));
    }
}
