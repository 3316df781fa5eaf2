package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.simulator.plant.ServiceModel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class SimulationTest {
    @Test
    void nothing_is_known_before_its_step_has_ended() {
        Scenario s = scenario(60, 60, 120, 60, 240);
        Recorder recorder = new Recorder(15_000);

        Simulation.run(s, recorder);

        // 4 steps of 60 s, looked at every 15 s; the last step seen at each look
        assertThat(recorder.seenAtDecision).containsExactly(0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4);
        assertThat(recorder.rates).containsExactly(1.0, 2.0, 1.0, 4.0);
    }

    @Test
    void a_scaler_without_a_sync_decides_when_a_window_closes() {
        Recorder recorder = new Recorder(0);
        Simulation.run(scenario(10, 1, 1, 1), recorder);
        assertThat(recorder.seenAtDecision).containsExactly(1, 2, 3);
    }

    /** One replica serves 60 a step of 60 s, the lead is 90 s; the numbers follow by hand. */
    @Test
    void a_scorecard_by_hand() {
        Scenario s = new Scenario(
                "by hand",
                new Trace(0, 60, new double[] {60, 60, 240, 240, 30, 0}),
                ServiceModel.of(1, 90_000),
                .01,
                60);
        // 4 from the end of step 1 on, ready in the middle of step 3 (210 s); 1 at the end of step 4 (300 s)
        Run run = Simulation.run(s, new Plan(0, 4, 4, 4, 1, 1));

        assertThat(run.replicas()).containsExactly(1, 1, 1, 2.5, 4, 1);
        Scorecard card = Scorecard.of(s, run);
        // steps 1 to 5: served short 180 in step 2 and 90 in step 3, of 570
        assertThat(card.unservedPercent()).isCloseTo(100 * 270 / 570.0, within(1e-9));
        // short in 2 of 5 steps
        assertThat(card.timeShortPercent()).isCloseTo(40, within(1e-9));
        // 1 + 1 + 2.5 + 4 + 1 over 1 + 4 + 4 + 1 + 1
        assertThat(card.costVsOracle()).isCloseTo(9.5 / 11, within(1e-9));
        // 3 too many of 1 in step 4, over five steps
        assertThat(card.overPercent()).isCloseTo(60, within(1e-9));
        // up at 210 s, down at 300 s, in 5 minutes
        assertThat(card.changesPerHour()).isCloseTo(24, within(1e-9));
        assertThat(card.replicaHours()).isCloseTo(9.5 / 60, within(1e-9));
        assertThat(card.starts()).isEqualTo(3);
        assertThat(card.coldStarts()).isZero();

        Elasticity e = card.elasticity();
        // 3/4 of need missing in step 2, 1.5/4 in step 3
        assertThat(e.accuracyUnder()).isCloseTo(100 * (.75 + .375) / 5, within(1e-9));
        assertThat(e.accuracyOver()).isCloseTo(60, within(1e-9));
        assertThat(e.timeshareUnder()).isCloseTo(40, within(1e-9));
        assertThat(e.timeshareOver()).isCloseTo(20, within(1e-9));
        // need moves in steps 2 and 4, supply in 3, 4 (up while need falls) and 5: apart in 2, 3, 4 and 5
        assertThat(e.instability()).isCloseTo(80, within(1e-9));
        // as many changes of supply as of need
        assertThat(e.jitter()).isCloseTo(0, within(1e-9));
    }

    @Test
    void orders_near_the_end_still_count_as_changes() {
        Scenario s = new Scenario("end", new Trace(0, 60, new double[] {60, 60}), ServiceModel.of(1, 90_000), .01, 0);
        Run run = Simulation.run(s, new Plan(5, 5));
        assertThat(run.replicas()).containsExactly(1, 1);
        assertThat(Scorecard.of(s, run).starts()).isEqualTo(4);
    }

    @Test
    void what_is_skipped_is_thirty_percent_and_at_most_two_days() {
        assertThat(Scenario.defaultSkip(new Trace(0, 60, new double[100]))).isEqualTo(1800);
        assertThat(Scenario.defaultSkip(new Trace(0, 3600, new double[1000]))).isEqualTo(172_800);
        assertThat(Scenario.of("x", new Trace(0, 60, new double[100]), ServiceModel.of(1, 0))
                        .firstScored())
                .isEqualTo(30);
    }

    private static Scenario scenario(double step, double... values) {
        return Scenario.of("timeline", new Trace(0, step, values), ServiceModel.of(1, 60_000));
    }

    /** Says a size after each window. */
    private static final class Plan implements Scaler {
        private final int[] sizes;
        private int next;

        Plan(int... sizes) {
            this.sizes = sizes;
        }

        @Override
        public void observe(Observation window) {}

        @Override
        public OptionalInt decide(long now, Fleet fleet) {
            int size = sizes[next++];
            return size == 0 ? OptionalInt.empty() : OptionalInt.of(size);
        }
    }

    /** Notes what it knows whenever it is asked. */
    private static final class Recorder implements Scaler {
        private final long sync;
        private final List<Integer> seenAtDecision = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();

        Recorder(long sync) {
            this.sync = sync;
        }

        @Override
        public long syncMillis() {
            return sync;
        }

        @Override
        public void observe(Observation window) {
            rates.add(window.rate());
        }

        @Override
        public OptionalInt decide(long now, Fleet fleet) {
            seenAtDecision.add(rates.size());
            return OptionalInt.empty();
        }
    }
}
