package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetView;
import dev.sluice.simulator.llm.RequestMix;
import dev.sluice.simulator.llm.RequestTrace;
import dev.sluice.simulator.llm.ServingPlant;
import dev.sluice.simulator.llm.ServingRun;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.StartupTimes;

/**
 * The load that one replica is rated for: 0.85 of the highest at which a fleet of 24 holds 99 % of what it holds almost
 * without load. Requests are drawn from the trace at random gaps for 20 minutes. That is done five times, since one draw is
 * off by up to a tenth, and the mean counts. Whoever needs a profile of a replica gets this one.
 *
 * @param work replica-seconds of work a second
 * @param concurrency requests that run or wait at a replica
 * @param perPromptToken replica-seconds of a prompt token that is computed
 * @param perOutputToken replica-seconds of a token of an answer
 */
public record RatedLoad(double work, double concurrency, double perPromptToken, double perOutputToken) {
    private static final double HEADROOM = .85;
    private static final double HOLDS = .99;
    private static final int REPLICAS = 24;
    private static final double DURATION = 1200;
    private static final double WARM_UP = 60;
    private static final int FEWEST = 400;
    private static final int MOST = 20_000;
    private static final double LOWEST = .02;
    private static final double HIGHEST = 1.5;
    private static final int HALVINGS = 9;
    private static final double LOOK = 5;
    private static final int DRAWS = 5;

    public static RatedLoad of(ServingScenario scenario) {
        RequestMix mix = RequestMix.of(scenario);
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            sum += highest(scenario, mix, draw);
        }
        double rated = HEADROOM * sum / DRAWS;
        return new RatedLoad(
                rated,
                concurrency(scenario, mix, rated),
                mix.perPromptToken(),
                scenario.unloaded().perOutputToken());
    }

    private static double highest(ServingScenario scenario, RequestMix mix, int draw) {
        double enough = HOLDS * attained(scenario, drawn(scenario, mix, LOWEST, draw));
        double holds = LOWEST;
        double fails = HIGHEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (holds + fails) / 2;
            if (attained(scenario, drawn(scenario, mix, middle, draw)) >= enough) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        return holds;
    }

    private static RequestTrace drawn(ServingScenario scenario, RequestMix mix, double load, long seed) {
        double perSecond = load * REPLICAS / mix.work();
        int count = (int) Math.max(FEWEST, Math.min(MOST, perSecond * DURATION));
        return RequestMix.drawn(scenario.requests(), count, perSecond, seed);
    }

    private static double attained(ServingScenario scenario, RequestTrace requests) {
        ServingRun run = scenario.withRequests(requests).playConstant(REPLICAS);
        int scored = 0;
        int met = 0;
        for (int i = 0; i < requests.length(); i++) {
            if (requests.arrival(i) > WARM_UP) {
                scored++;
                met += run.firstTokenMet(i) && run.interTokenMet(i) ? 1 : 0;
            }
        }
        return scored == 0 ? 1 : (double) met / scored;
    }

    private static double concurrency(ServingScenario scenario, RequestMix mix, double load) {
        RequestTrace requests = drawn(scenario, mix, load, 0);
        double last = requests.arrival(requests.length() - 1);
        ServingPlant plant = new ServingPlant(requests, scenario.spec(), scenario.settings(), StartupTimes.fixed(0));
        plant.addReady(REPLICAS);
        double sum = 0;
        int looks = 0;
        for (double now = WARM_UP; now < last; now += LOOK) {
            plant.advance(now);
            FleetView fleet = plant.look();
            sum += (double) (fleet.running() + fleet.waiting()) / REPLICAS;
            looks++;
        }
        return looks == 0 ? 1 : sum / looks;
    }
}
