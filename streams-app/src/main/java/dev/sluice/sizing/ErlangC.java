package dev.sluice.sizing;

/**
 * M/M/c: requests arrive at random, wait in one line, and take an exponential time at one of the slots of the replicas.
 *
 * <p>Source: A. K. Erlang (1917); the recursion for the chance to wait as in L. Kleinrock, Queueing Systems, vol. 1
 * (1975), ch. 3. One line for all replicas is what a good load balancer approaches; a bad one waits longer.
 *
 * @param serviceMillis mean time of a request that does not wait
 * @param slots requests that one replica works on at a time
 */
public record ErlangC(double serviceMillis, int slots) implements QueueModel {
    public ErlangC {
        if (!(serviceMillis > 0) || slots < 1) {
            throw new IllegalArgumentException(
                    "a service time above 0 and at least one slot are needed, not " + serviceMillis + ", " + slots);
        }
    }

    @Override
    public double largestRate(int replicas) {
        return 1000.0 * replicas * slots / serviceMillis;
    }

    /** Chance that a request has to wait; 1 where the replicas cannot keep up. */
    public double waitingChance(double rate, int replicas) {
        double offered = rate * serviceMillis / 1000;
        long servers = (long) replicas * slots;
        if (offered >= servers) {
            return 1;
        }
        // Erlang B by B(c) = a B(c-1) / (c + a B(c-1)), then C = B / (1 - rho (1 - B))
        double blocked = 1;
        for (long c = 1; c <= servers; c++) {
            blocked = offered * blocked / (c + offered * blocked);
        }
        return blocked / (1 - offered / servers * (1 - blocked));
    }

    /** Mean time in the system, ms; infinite where the replicas cannot keep up. */
    public double meanMillis(double rate, int replicas) {
        double spare = largestRate(replicas) - rate;
        return spare <= 0 ? Double.POSITIVE_INFINITY : serviceMillis + 1000 * waitingChance(rate, replicas) / spare;
    }

    @Override
    public double latencyMillis(double quantile, double rate, int replicas) {
        double drain = (largestRate(replicas) - rate) / 1000;
        if (drain <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double wait = waitingChance(rate, replicas);
        double service = 1 / serviceMillis;
        return QueueModel.firstReaching(quantile, serviceMillis, t -> 1 - tail(t, wait, service, drain));
    }

    /** P(wait + service > t): no wait with chance 1 - C, else a wait that is exponential with the rate of draining. */
    private static double tail(double t, double wait, double service, double drain) {
        double own = Math.exp(-service * t);
        if (Math.abs(drain - service) < 1e-9 * service) {
            return own * (1 + wait * service * t);
        }
        double both = (drain * own - service * Math.exp(-drain * t)) / (drain - service);
        return (1 - wait) * own + wait * both;
    }
}
