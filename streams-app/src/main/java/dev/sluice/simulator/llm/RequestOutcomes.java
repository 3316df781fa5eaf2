package dev.sluice.simulator.llm;

import java.util.Arrays;

/** What became of each request of a trace. A time that has not come is NaN. */
public final class RequestOutcomes {
    /** The replica of a request that none has. */
    public static final int NO_REPLICA = -1;

    private final RequestTrace requests;
    private final double[] begun;
    private final double[] firstToken;
    private final double[] finished;
    private final int[] replica;
    private int done;

    RequestOutcomes(RequestTrace requests) {
        this.requests = requests;
        this.begun = absent(requests.length());
        this.firstToken = absent(requests.length());
        this.finished = absent(requests.length());
        this.replica = new int[requests.length()];
        Arrays.fill(replica, NO_REPLICA);
    }

    private static double[] absent(int length) {
        double[] times = new double[length];
        Arrays.fill(times, Double.NaN);
        return times;
    }

    void given(int request, int to) {
        replica[request] = to;
    }

    void begun(int request, double at) {
        begun[request] = at;
    }

    void firstToken(int request, double at) {
        firstToken[request] = at;
    }

    void finished(int request, double at) {
        finished[request] = at;
        done++;
    }

    /** Requests that have their whole answer. */
    public int done() {
        return done;
    }

    /** When the engine began with the prompt of request {@code i}, s. */
    public double begun(int i) {
        return begun[i];
    }

    /** From the arrival of request {@code i} to its first token, s. */
    public double timeToFirstToken(int i) {
        return firstToken[i] - requests.arrival(i);
    }

    /** When request {@code i} had its whole answer, s. */
    public double finished(int i) {
        return finished[i];
    }

    /** Mean time between the tokens of request {@code i}, s; 0 for an answer of one token. */
    public double interTokenTime(int i) {
        return decoding(i) / Math.max(1, requests.output(i) - 1);
    }

    /** From the first to the last token of request {@code i}, s. */
    double decoding(int i) {
        return finished[i] - firstToken[i];
    }

    /** The replica of request {@code i}, counted from 0 in order of ordering; {@link #NO_REPLICA} where none has it. */
    public int replica(int i) {
        return replica[i];
    }
}
