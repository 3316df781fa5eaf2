package dev.sluice.simulator.llm.engine;

import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.Arrays;

/**
 * What became of each request of a trace. A time that has not come is NaN. Of a trace that is repeated the newest round is
 * kept.
 */
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
        this.begun = absent(requests.distinct());
        this.firstToken = absent(requests.distinct());
        this.finished = absent(requests.distinct());
        this.replica = new int[requests.distinct()];
        Arrays.fill(replica, NO_REPLICA);
    }

    private static double[] absent(int length) {
        double[] times = new double[length];
        Arrays.fill(times, Double.NaN);
        return times;
    }

    /** Forgets what the same request met in the round before. */
    void arrived(int request) {
        int place = requests.distinct(request);
        if (place < request) {
            begun[place] = Double.NaN;
            firstToken[place] = Double.NaN;
            finished[place] = Double.NaN;
            replica[place] = NO_REPLICA;
        }
    }

    void given(int request, int to) {
        replica[requests.distinct(request)] = to;
    }

    void begun(int request, double at) {
        begun[requests.distinct(request)] = at;
    }

    void firstToken(int request, double at) {
        firstToken[requests.distinct(request)] = at;
    }

    void finished(int request, double at) {
        finished[requests.distinct(request)] = at;
        done++;
    }

    /** Requests that have their whole answer. */
    public int done() {
        return done;
    }

    /** When the engine began with the prompt of request {@code i}, s. */
    public double begun(int i) {
        return begun[requests.distinct(i)];
    }

    /** From the arrival of request {@code i} to its first token, s. */
    public double timeToFirstToken(int i) {
        return firstToken[requests.distinct(i)] - requests.arrival(i);
    }

    /** When request {@code i} had its whole answer, s. */
    public double finished(int i) {
        return finished[requests.distinct(i)];
    }

    /** Mean time between the tokens of request {@code i}, s; 0 for an answer of one token. */
    public double interTokenTime(int i) {
        return decoding(i) / Math.max(1, requests.output(i) - 1);
    }

    /** From the first to the last token of request {@code i}, s. */
    double decoding(int i) {
        int place = requests.distinct(i);
        return finished[place] - firstToken[place];
    }

    /** The replica of request {@code i}, counted from 0 in order of ordering; {@link #NO_REPLICA} where none has it. */
    public int replica(int i) {
        return replica[requests.distinct(i)];
    }
}
