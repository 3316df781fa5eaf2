package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.Arrays;

/**
 * How a fleet served, and what it cost, after the part that is not scored.
 *
 * @param requests that arrived then
 * @param both share of them that met both limits; a request that is never served misses both
 * @param firstToken share that met the limit of the first token
 * @param interToken share that met the limit between tokens
 * @param firstTokenTimes of those that got their first token
 * @param replicaHours paid: from the order until the replica is gone
 * @param mostReplicas that were paid at a time
 * @param events changes of the wanted size
 * @param backlog share of the time in which some request waited longer than the limit without being begun
 * @param unserved requests of the whole trace that never had their answer
 */
public record ServingScore(
        int requests,
        double both,
        double firstToken,
        double interToken,
        Quantiles firstTokenTimes,
        double replicaHours,
        int mostReplicas,
        int events,
        double backlog,
        int unserved) {
    private static final double HOUR = 3600;

    /** Seconds that half, 90 % and 99 % do not exceed; NaN where there are none. */
    public record Quantiles(double p50, double p90, double p99) {
        static Quantiles of(double[] values) {
            Arrays.sort(values);
            return new Quantiles(at(values, .5), at(values, .9), at(values, .99));
        }

        private static double at(double[] sorted, double quantile) {
            if (sorted.length == 0) {
                return Double.NaN;
            }
            double rank = quantile * (sorted.length - 1);
            int below = (int) rank;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
        }
    }

    static ServingScore of(ServingRun run) {
        ServingScenario scenario = run.scenario();
        double from = scenario.skip();
        double to = scenario.requests().end();
        Counts counts = Counts.of(run);
        return new ServingScore(
                counts.requests,
                counts.share(counts.both),
                counts.share(counts.firstToken),
                counts.share(counts.interToken),
                Quantiles.of(Arrays.copyOf(counts.times, counts.served)),
                run.history().paidSeconds(from, to) / HOUR,
                run.history().mostPaid(from, to),
                run.history().changes(from, to),
                backlog(run) / (to - from),
                scenario.requests().length() - run.outcomes().done());
    }

    /** GPU-hours paid. */
    public double gpuHours(ReplicaSpec spec) {
        return replicaHours * spec.gpus();
    }

    private static final class Counts {
        final double[] times;
        int requests;
        int both;
        int firstToken;
        int interToken;
        int served;

        private Counts(int most) {
            times = new double[most];
        }

        static Counts of(ServingRun run) {
            RequestTrace requests = run.scenario().requests();
            Counts counts = new Counts(requests.length());
            for (int i = 0; i < requests.length(); i++) {
                if (requests.arrival(i) >= run.scenario().skip()) {
                    counts.add(run, i);
                }
            }
            return counts;
        }

        private void add(ServingRun run, int i) {
            boolean first = run.firstTokenMet(i);
            boolean inter = run.interTokenMet(i);
            requests++;
            firstToken += first ? 1 : 0;
            interToken += inter ? 1 : 0;
            both += first && inter ? 1 : 0;
            double time = run.outcomes().timeToFirstToken(i);
            if (!Double.isNaN(time)) {
                times[served++] = time;
            }
        }

        double share(int met) {
            return requests == 0 ? 1 : (double) met / requests;
        }
    }

    /** Seconds in which some request had waited longer than the limit without being begun. */
    private static double backlog(ServingRun run) {
        RequestTrace requests = run.scenario().requests();
        double patience = run.scenario().limits().firstToken();
        double seconds = 0;
        double until = run.scenario().skip();
        for (int i = 0; i < requests.length(); i++) {
            double begun = run.outcomes().begun(i);
            double late = Math.max(requests.arrival(i) + patience, until);
            double end = Math.min(Double.isNaN(begun) ? Double.POSITIVE_INFINITY : begun, requests.end());
            seconds += Math.max(0, end - late);
            until = Math.max(until, end);
        }
        return seconds;
    }
}
