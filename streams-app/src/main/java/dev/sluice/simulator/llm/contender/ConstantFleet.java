package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.RequestMix;
import dev.sluice.simulator.llm.ServingScenario;
import java.util.Arrays;

/** Fleets that never change. */
final class ConstantFleet {
    private static final int MOST = 900;
    private static final double HOLDS = .99;
    private static final double LIGHT = .3;

    private ConstantFleet() {}

    /** The smallest that meets 99 % of what is attainable, found by trying. */
    static int cheapest(ServingScenario scenario) {
        double goal = HOLDS * scenario.attainable();
        double busiest = Arrays.stream(RequestMix.workByMinute(scenario)).max().orElse(0);
        int enough = (int) Math.max(1, Math.ceil(busiest / LIGHT));
        while (enough < MOST && attained(scenario, enough) < goal) {
            enough = enough * 3 / 2 + 1;
        }
        int few = 0;
        while (enough - few > 1) {
            int middle = (few + enough) / 2;
            if (attained(scenario, middle) >= goal) {
                enough = middle;
            } else {
                few = middle;
            }
        }
        return enough;
    }

    private static double attained(ServingScenario scenario, int replicas) {
        return scenario.playConstant(replicas).score().both();
    }

    /** What carries the work of all but 1 % of the minutes at the rated load. */
    static int forBusyMinutes(ServingScenario scenario, RatedLoad rated) {
        double[] work = RequestMix.workByMinute(scenario);
        Arrays.sort(work);
        double rank = HOLDS * (work.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, work.length - 1);
        double busy = work[below] + (rank - below) * (work[above] - work[below]);
        return (int) Math.max(1, Math.ceil(busy / rated.work()));
    }
}
