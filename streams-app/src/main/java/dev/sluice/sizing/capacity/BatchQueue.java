package dev.sluice.sizing.capacity;

/**
 * A replica that works on a batch whose requests slow each other down, with a bounded queue in front, as in serving
 * language models. It is a birth-death chain whose service rate depends on the number of requests inside.
 *
 * <p>Source: the queue analyzer of llm-d's workload variant autoscaler. With n requests in the batch, prefill takes
 * gamma + delta·input·n ms and each further token takes alpha + beta·n ms. A request thus needs T(n) = prefill(n) +
 * (output - 1)·decode(n), and n of them leave at the rate n / T(n). Arrivals are random and spread evenly over
 * replicas. The source knows means only. Here the tail adds two times: the wait of requests that find the batch full
 * (Erlang distributed), and the time of a request in the batch that it joins, taken as fixed.
 *
 * @param times how a batch slows down
 * @param size tokens of a request
 * @param maxBatch maximum number of requests worked on at a time
 * @param maxQueue maximum number of requests that wait
 */
public record BatchQueue(BatchTimes times, RequestSize size, int maxBatch, int maxQueue) implements QueueModel {
    public BatchQueue {
        if (maxBatch < 1 || maxQueue < 0) {
            throw new IllegalArgumentException(
                    "a batch of at least 1 and a queue of at least 0 are needed, not " + maxBatch + ", " + maxQueue);
        }
    }

    /**
     * Milliseconds: prefill is {@code gamma + delta · input tokens · batch}, a token after the first {@code alpha +
     * beta · batch}.
     */
    public record BatchTimes(double alpha, double beta, double gamma, double delta) {
        public double prefillMillis(int inputTokens, double batch) {
            return inputTokens == 0 ? 0 : gamma + delta * inputTokens * batch;
        }

        public double decodeMillis(double batch) {
            return alpha + beta * batch;
        }
    }

    /** Tokens that a request brings and tokens that it generates. */
    public record RequestSize(int input, int output) {
        public RequestSize {
            if (input < 0 || output < 1) {
                throw new IllegalArgumentException(
                        "a request has at least 0 input and 1 output tokens, not " + input + ", " + output);
            }
        }
    }

    /**
     * One replica in the steady state.
     *
     * @param rate requests per second that were admitted
     * @param blocked share of requests that found the queue full
     * @param inService mean requests in the batch
     * @param responseMillis mean time in the system
     * @param serviceMillis mean time in the batch
     * @param firstTokenMillis mean time to the first token
     * @param tokenMillis mean time of each further token
     */
    public record Steady(
            double rate,
            double blocked,
            double inService,
            double responseMillis,
            double serviceMillis,
            double firstTokenMillis,
            double tokenMillis) {
        public double waitMillis() {
            return Math.max(0, responseMillis - serviceMillis);
        }
    }

    /** Time of a request in a batch of {@code batch}, ms. */
    public double requestMillis(double batch) {
        return times.prefillMillis(size.input(), batch) + (size.output() - 1) * times.decodeMillis(batch);
    }

    /** Requests per millisecond that leave with {@code inside} requests in the system. */
    private double leaving(int inside) {
        int batch = Math.min(inside, maxBatch);
        return batch / requestMillis(batch);
    }

    @Override
    public double largestRate(int replicas) {
        return 1000 * replicas * leaving(maxBatch);
    }

    /** One replica at an arrival rate of {@code rate} requests per second. */
    public Steady steady(double rate) {
        double[] chance = chances(rate / 1000);
        int full = chance.length - 1;
        double inside = 0;
        double inService = 0;
        for (int i = 0; i <= full; i++) {
            inside += i * chance[i];
            inService += Math.min(i, maxBatch) * chance[i];
        }
        double throughput = rate / 1000 * (1 - chance[full]);
        double response = inside / throughput;
        double service = inService / throughput;
        double batch = effectiveBatch(service);
        double first = response - service + times.prefillMillis(size.input(), batch);
        return new Steady(
                1000 * throughput, chance[full], inService, response, service, first, times.decodeMillis(batch));
    }

    /** The batch size at which every request would take the mean service time. */
    private double effectiveBatch(double service) {
        double fixed = (size.input() == 0 ? 0 : times.gamma()) + times.alpha() * (size.output() - 1);
        double each = times.delta() * size.input() + times.beta() * (size.output() - 1);
        return each <= 0 ? maxBatch : Math.max(0, Math.min(maxBatch, (service - fixed) / each));
    }

    /** Probability of each number inside: p(i+1) = p(i) · arrivals / leaving(i+1), scaled to sum to one. */
    private double[] chances(double arrivals) {
        double[] chance = new double[maxBatch + maxQueue + 1];
        chance[0] = 1;
        double sum = 1;
        for (int i = 1; i < chance.length; i++) {
            chance[i] = chance[i - 1] * arrivals / leaving(i);
            sum += chance[i];
            if (sum > 1e200) {
                for (int j = 0; j <= i; j++) {
                    chance[j] /= sum;
                }
                sum = 1;
            }
        }
        for (int i = 0; i < chance.length; i++) {
            chance[i] /= sum;
        }
        return chance;
    }

    @Override
    public double latencyMillis(double quantile, double rate, int replicas) {
        double each = rate / replicas;
        if (each >= largestRate(1)) {
            return Double.POSITIVE_INFINITY;
        }
        double[] chance = chances(each / 1000);
        double letIn = 1 - chance[chance.length - 1];
        return QueueModel.firstReaching(quantile, requestMillis(maxBatch), t -> answered(t, chance) / letIn);
    }

    /** P(answered by t and admitted), summed over what a request finds inside. */
    private double answered(double t, double[] chance) {
        double sum = 0;
        for (int found = 0; found < Math.min(maxBatch, chance.length - 1); found++) {
            sum += requestMillis(found + 1) <= t ? chance[found] : 0;
        }
        double mean = (t - requestMillis(maxBatch)) * leaving(maxBatch);
        if (mean < 0) {
            return sum;
        }
        // P(Erlang(k) <= x) = P(Poisson(x) >= k), with k departures to wait for; terms as logarithms, x may be large
        double term = -mean;
        double below = 0;
        for (int k = 1; maxBatch + k - 1 < chance.length - 1; k++) {
            below += Math.exp(term);
            term += Math.log(mean / k);
            sum += chance[maxBatch + k - 1] * Math.max(0, 1 - below);
        }
        return sum;
    }
}
