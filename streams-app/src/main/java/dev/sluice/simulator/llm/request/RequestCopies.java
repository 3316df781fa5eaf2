package dev.sluice.simulator.llm.request;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * More requests of the same kind: copies of each, all of one copy moved by the same time. What is moved beyond the end comes
 * at the start. Of a part of a copy, requests are chosen at random.
 *
 * <p>Recorded requests are so repeated within a minute: a trace that is made larger in this way is burstier than a service
 * of that size.
 *
 * @param scale copies of each request, more than 0; the first is not moved
 * @param spread seconds that copies are moved at most
 * @param seed of the moves and choices
 */
public record RequestCopies(double scale, double spread, long seed) {
    /** Requests that a trace may be made to. */
    public static final int MOST_REQUESTS = 20_000_000;

    public RequestCopies {
        if (!(scale > 0) || !Double.isFinite(scale) || !(spread >= 0)) {
            throw new IllegalArgumentException("copies must be more than 0, not " + scale);
        }
    }

    public RequestTrace of(RequestTrace trace) {
        if (scale == 1) {
            return trace;
        }
        if (scale * trace.length() > MOST_REQUESTS) {
            throw new IllegalArgumentException(scale + " times " + trace.length() + " requests are more than the "
                    + MOST_REQUESTS + " that can be simulated");
        }
        return new Copying(trace).copied();
    }

    private final class Copying {
        private final RequestTrace trace;
        private final SplittableRandom random = new SplittableRandom(seed);
        private final int[] from;
        private final double[] at;
        private int size;

        Copying(RequestTrace trace) {
            this.trace = trace;
            int most = (int) Math.ceil(scale) * trace.length();
            this.from = new int[most];
            this.at = new double[most];
        }

        RequestTrace copied() {
            int whole = (int) Math.floor(scale);
            for (int copy = 0; copy < whole; copy++) {
                copy(copy == 0 ? 0 : spread * random.nextDouble(), 1);
            }
            if (scale > whole) {
                copy(whole == 0 ? 0 : spread * random.nextDouble(), scale - whole);
            }
            return sorted();
        }

        private void copy(double moved, double share) {
            for (int i = 0; i < trace.length(); i++) {
                if (share == 1 || random.nextDouble() < share) {
                    from[size] = i;
                    at[size++] = (trace.arrival(i) + moved) % trace.end();
                }
            }
        }

        private RequestTrace sorted() {
            RequestTrace.Builder builder = new RequestTrace.Builder();
            IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> at[i]))
                    .forEach(i -> builder.add(trace.request(from[i]).at(at[i])));
            return builder.build(trace.end());
        }
    }
}
