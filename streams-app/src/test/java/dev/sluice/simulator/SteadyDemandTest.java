package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Output;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.plant.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("On demand that only noise moves")
final class SteadyDemandTest {
    private static final int REPORT = 5;
    private static final double CAPACITY = 10;
    private static final int HOURS = 4;
    private static final int STEPS_PER_HOUR = 3600 / REPORT;

    /** A change of size: when, in ms, and to what. */
    private record Change(long at, int replicas) {}

    /** Demand of a constant mean whose variance is so many times that of Poisson arrivals, in reports of 5 s. */
    private static Trace steady(double need, double dispersion, long seed) {
        Random random = new Random(seed);
        double[] values = new double[HOURS * STEPS_PER_HOUR];
        double mean = need * CAPACITY * REPORT;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, Math.rint(mean + Math.sqrt(dispersion * mean) * random.nextGaussian()));
        }
        return new Trace(ServiceHarness.START.getEpochSecond(), REPORT, values);
    }

    private static ScalingPolicy policy(int lead, int window) {
        Demand demand =
                new Demand(Signal.REQUESTS, OptionalDouble.of(CAPACITY), Optional.of(Duration.ofSeconds(window)));
        return Policies.of(1, 100_000, demand, List.of()).withLeadTime(Duration.ofSeconds(lead));
    }

    private static Scenario scenario(Trace trace, int lead) {
        return Scenario.of("steady", trace, ServiceModel.of(CAPACITY, lead * 1000L))
                .withSkip(3600);
    }

    private static Run simulated(Scenario scenario, ScalingPolicy policy, int window) {
        return Simulation.run(scenario, SluiceScaler.of(scenario, policy, Duration.ofSeconds(window)));
    }

    private static List<Change> changes(Timeline decisions) {
        List<Change> changes = new ArrayList<>();
        for (int i = 1; i < decisions.length(); i++) {
            changes.add(new Change(decisions.at(i), decisions.replicas(i)));
        }
        return changes;
    }

    /** The loop of a running system, to which a reporter reports every five seconds. */
    private static List<Change> live(Scenario scenario, ScalingPolicy policy) {
        ServiceHarness service = ServiceHarness.inEventTime().under(policy);
        double[] values = scenario.trace().values();
        List<Change> changes = new ArrayList<>();
        int size = scenario.need(0);
        for (int i = 0; i < values.length; i++) {
            service.report(i * REPORT, (i + 1) * REPORT, values[i]);
            for (Output.Command command : service.commands()) {
                if (command.replicas() != size) {
                    size = command.replicas();
                    changes.add(new Change(scenario.millis(i + 1), size));
                }
            }
            service.fromHere();
        }
        return changes;
    }

    /** The smallest constant size that would have kept the promise of 1 %, by windows of 10 s. */
    private static int promised(Trace trace) {
        double[] windows = trace.aggregated(2).values();
        double all = 0;
        for (double window : windows) {
            all += window;
        }
        for (int size = 1; ; size++) {
            double missed = 0;
            for (double window : windows) {
                missed += Math.max(0, window - size * CAPACITY * 2 * REPORT);
            }
            if (missed <= .01 * all) {
                return size;
            }
        }
    }

    /** Share of demand after the first hour that found no capacity, by windows of so many reports. */
    private static double unserved(Trace trace, Run run, int reports) {
        double missed = 0;
        double all = 0;
        for (int i = STEPS_PER_HOUR; i < trace.length(); i += reports) {
            double arrived = 0;
            double served = 0;
            for (int j = i; j < i + reports; j++) {
                arrived += trace.values()[j];
                served += run.replicas()[j] * CAPACITY * REPORT;
            }
            missed += Math.max(0, arrived - served);
            all += arrived;
        }
        return missed / all;
    }

    @ParameterizedTest(name = "a need of {0}, variance x{1}, lead time {2} s, windows of {3} s")
    @CsvSource({
        "3, 1, 60, 10", "5, 1, 60, 10", "10, 1, 60, 10", "17, 1, 60, 10", "30, 1, 60, 10", "100, 1, 60, 10",
        "300, 1, 60, 10", "1000, 1, 60, 10", "3, 2, 60, 10", "10, 2, 60, 10", "100, 2, 60, 10", "10, 1, 300, 10",
        "100, 1, 300, 10", "10, 1, 20, 10", "3, 1, 60, 60", "30, 1, 60, 60", "100, 2, 300, 60"
    })
    @DisplayName("at most two commands per hour, the promise kept, and little more than it needs")
    void next_to_no_commands(double need, double dispersion, int lead, int window) {
        Scenario scenario = scenario(steady(need, dispersion, Math.round(need) + 31L * lead), lead);
        ScalingPolicy policy = policy(lead, window);

        long afterFirstHour = live(scenario, policy).stream()
                .filter(change -> change.at() > scenario.millis(STEPS_PER_HOUR))
                .count();
        Run run = simulated(scenario, policy, window);

        assertThat(afterFirstHour).isLessThanOrEqualTo(2 * (HOURS - 1));
        assertThat(unserved(scenario.trace(), run, window / REPORT)).isLessThanOrEqualTo(.01);
        double mean = Scorecard.of(scenario, run).replicaHours() / (HOURS - 1);
        assertThat(mean).isLessThanOrEqualTo(promised(scenario.trace()) * (need <= 5 ? 1.15 : 1.06));
    }

    @ParameterizedTest(name = "a need of {0}, windows of {1} s")
    @CsvSource({"3, 10", "30, 10", "300, 10", "30, 60"})
    @DisplayName("the simulator shows what the live loop does: the same commands at the same times")
    void simulator_shows_it(double need, int window) {
        Scenario scenario = scenario(steady(need, 1, 3), 60);
        ScalingPolicy policy = policy(60, window);
        assertThat(changes(simulated(scenario, policy, window).decisions())).isEqualTo(live(scenario, policy));
    }

    @Test
    @DisplayName("also where demand doubles in the middle of a window: both act before it closes")
    void simulator_shows_running_windows() {
        Trace calm = steady(20, 1, 5);
        double[] values = calm.values().clone();
        int step = STEPS_PER_HOUR + 1;
        for (int i = step; i < values.length; i++) {
            values[i] *= 3;
        }
        Scenario scenario = scenario(new Trace(calm.start(), REPORT, values), 60);
        ScalingPolicy policy = policy(60, 60);
        List<Change> live = live(scenario, policy);
        assertThat(live).anySatisfy(change -> {
            assertThat(change.at()).isBetween(scenario.millis(step), scenario.millis(step + 6));
            assertThat(change.replicas()).isGreaterThan(30);
        });
        assertThat(changes(simulated(scenario, policy, 60).decisions())).isEqualTo(live);
    }
}
