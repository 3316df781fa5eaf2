package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.DrawnRequests;
import dev.sluice.simulator.llm.RequestMix;
import dev.sluice.simulator.llm.ServingRun;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.plant.FleetView;
import dev.sluice.simulator.llm.plant.ServingPlant;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;

/**
 * The load that one replica is rated for: 0.85 of the highest at which a fleet of 24 holds 99 % of what it holds almost
 * without load. Requests are drawn from the trace at random gaps for 20 minutes. That is done several times, since one draw may
 * be off by some percent, and the mean counts. Whoever needs a profile of a replica gets this one.
 *
 * @param work replica-seconds of work per second
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
        Rating rating = new Rating(scenario, DrawnRequests.of(scenario), mix.work());
        double rated = HEADROOM * rating.highest();
        return new RatedLoad(
                rated,
                rating.concurrency(rated),
                mix.perPromptToken(),
                scenario.unloaded().perOutputToken());
    }

    /** Tries loads on a fleet. */
    private record Rating(ServingScenario scenario, DrawnRequests requests, double work) {
        double highest() {
            double sum = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                sum += highest(draw);
            }
            return sum / DRAWS;
        }

        private double highest(int draw) {
            double enough = HOLDS * attained(draw(LOWEST, draw));
            double holds = LOWEST;
            double fails = HIGHEST;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (holds + fails) / 2;
                if (attained(draw(middle, draw)) >= enough) {
                    holds = middle;
                } else {
                    fails = middle;
                }
            }
            return holds;
        }

        private RequestTrace draw(double load, long seed) {
            double perSecond = load * REPLICAS / work;
            int count = (int) Math.max(FEWEST, Math.min(MOST, perSecond * DURATION));
            return requests.draw(count, perSecond, seed);
        }

        private double attained(RequestTrace drawn) {
            ServingRun run = scenario.withRequests(drawn).playConstant(REPLICAS);
            int scored = 0;
            int met = 0;
            for (int i = 0; i < drawn.length(); i++) {
                if (drawn.arrival(i) > WARM_UP) {
                    scored++;
                    met += run.firstTokenMet(i) && run.interTokenMet(i) ? 1 : 0;
                }
            }
            return scored == 0 ? 1 : (double) met / scored;
        }

        double concurrency(double load) {
            RequestTrace drawn = draw(load, 0);
            double last = drawn.arrival(drawn.length() - 1);
            ServingPlant plant = new ServingPlant(drawn, scenario.spec(), scenario.settings(), StartupTimes.fixed(0));
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
}
