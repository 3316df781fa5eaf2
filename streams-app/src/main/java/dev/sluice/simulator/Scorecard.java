package dev.sluice.simulator;

import dev.sluice.simulator.plant.Timeline;

/**
 * How well one run served and what it cost, over the scored part of the trace.
 *
 * @param unservedPercent demand above the mean capacity of its step, percent of all demand
 * @param timeShortPercent steps with less capacity than needed, percent
 * @param costVsOracle replica-time over that of an oracle that has exactly what each step needs, at least one
 * @param overPercent mean surplus over what was needed, percent of it
 * @param changesPerHour changes of the count of ready replicas
 * @param replicaHours replica-time
 * @param failedPercent demand that was refused although some could wait, percent of all demand
 * @param starts replicas that were started
 * @param coldStarts steps in which demand met no ready replica
 * @param elasticity SPEC's measures
 */
public record Scorecard(
        double unservedPercent,
        double timeShortPercent,
        double costVsOracle,
        double overPercent,
        double changesPerHour,
        double replicaHours,
        double failedPercent,
        int starts,
        int coldStarts,
        Elasticity elasticity) {

    /** Whether the share unserved is within {@code objective}. */
    public boolean keeps(double objective) {
        return unservedPercent <= 100 * objective;
    }

    /** Scores a run on its scenario. */
    public static Scorecard of(Scenario scenario, Run run) {
        int from = scenario.firstScored();
        double step = scenario.trace().step();
        double[] values = scenario.trace().values();
        double[] replicas = run.replicas();
        double cap = scenario.perReplicaStep();
        double demand = 0;
        double unserved = 0;
        double failed = 0;
        double used = 0;
        double needed = 0;
        for (int i = from; i < replicas.length; i++) {
            demand += values[i];
            unserved += Math.max(0, values[i] - replicas[i] * cap);
            failed += run.failed()[i];
            used += replicas[i];
            needed += scenario.need(i);
        }
        double hours = (replicas.length - from) * step / 3600;
        Moves moves = Moves.after(scenario.millis(from), run.readiness());
        Elasticity elasticity = Elasticity.of(scenario, replicas, moves.changes() / hours);
        double all = Math.max(demand, 1e-9);
        return new Scorecard(
                100 * unserved / all,
                elasticity.timeshareUnder(),
                used / needed,
                elasticity.accuracyOver(),
                moves.changes() / hours,
                used * step / 3600,
                100 * failed / all,
                moves.starts(),
                run.cold().get(from, replicas.length).cardinality(),
                elasticity);
    }

    private record Moves(int changes, int starts) {
        static Moves after(long from, Timeline readiness) {
            int changes = 0;
            int starts = 0;
            for (int i = 1; i < readiness.length(); i++) {
                if (readiness.at(i) > from) {
                    changes++;
                    starts += Math.max(0, readiness.replicas(i) - readiness.replicas(i - 1));
                }
            }
            return new Moves(changes, starts);
        }
    }
}
