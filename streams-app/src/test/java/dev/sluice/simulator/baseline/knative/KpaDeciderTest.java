package dev.sluice.simulator.baseline.knative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.baseline.knative.KpaDecider.Rates;
import dev.sluice.simulator.baseline.knative.KpaDecider.Result;
import dev.sluice.simulator.baseline.knative.KpaDecider.Target;
import org.junit.jupiter.api.Test;

/** Figures of knative/serving, pkg/autoscaler/scaling/autoscaler_test.go. */
final class KpaDeciderTest {
    private static final long T = 1_000_000_000;
    private static final Rates TENFOLD = new Rates(2, 10, 10, 60_000, 0, 1);

    @Test
    void the_stable_average_decides_while_the_short_one_is_calm() {
        KpaDecider decider = decider(10, 101, TENFOLD);
        assertThat(decider.decide(T, 50, 10, 1)).isEqualTo(new Result(5, -98, false));
        assertThat(decider.decide(T, 100, 10, 1)).isEqualTo(new Result(10, -98, false));
    }

    @Test
    void panic_follows_bursts_and_never_shrinks_until_a_calm_stable_window() {
        KpaDecider decider = decider(10, 93, TENFOLD);
        assertThat(decider.decide(T, 100, 100, 1)).isEqualTo(new Result(10, -180, true));
        assertThat(decider.decide(T, 100, 1000, 10)).isEqualTo(new Result(100, -960, true));
        assertThat(decider.decide(T + 30_000, 1, 1, 10)).isEqualTo(new Result(100, 39, true));
        assertThat(decider.decide(T + 61_000, 1, 1, 10)).isEqualTo(new Result(1, 39, false));
    }

    @Test
    void a_slow_increase_ends_the_panic() {
        KpaDecider decider = decider(1, 98, TENFOLD);
        assertThat(decider.decide(T, 11, 25, 10)).isEqualTo(new Result(25, -110, true));
        assertThat(decider.decide(T + 30_000, 30, 41, 40)).isEqualTo(new Result(41, -86, true));
        assertThat(decider.decide(T + 62_000, 50, 56, 55)).isEqualTo(new Result(50, -81, false));
    }

    @Test
    void one_step_is_limited_both_ways() {
        KpaDecider decider = decider(10, 61, TENFOLD);
        assertThat(decider.decide(T, 1000, 1001, 1).desired()).isEqualTo(10);
        KpaDecider shrinking = decider(10, 61, TENFOLD);
        assertThat(shrinking.decide(T, 1, 1, 100)).isEqualTo(new Result(10, 1271, false));
    }

    @Test
    void the_highest_proposal_of_the_delay_holds() {
        KpaDecider decider = decider(10, 0, new Rates(100, 10, 10, 0, 300_000, 1));
        assertThat(decider.decide(2_000, 40, 40, 0).desired()).isEqualTo(4);
        assertThat(decider.decide(300_000, 0, 0, 0).desired()).isEqualTo(4);
        assertThat(decider.decide(302_000, 0, 0, 0).desired()).isZero();
    }

    @Test
    void a_restart_with_replicas_begins_in_panic() {
        KpaDecider restarted = new KpaDecider(new Target(10, 13, 0), Rates.DEFAULT, 6, T);
        assertThat(restarted.decide(T, 10, 10, 6).desired()).isEqualTo(6);
        assertThat(restarted.decide(T + 61_000, 10, 10, 6).desired()).isEqualTo(3);
    }

    @Test
    void the_average_counts_gaps_as_nothing_and_drops_what_is_outdated() {
        BucketAverage average = new BucketAverage(5_000, 1_000);
        for (int second = 0; second < 5; second++) {
            average.record(second * 1_000L, second + 1);
        }
        assertThat(average.average(4_000)).isEqualTo(3);
        assertThat(average.average(6_000)).isEqualTo(4);
        assertThat(average.average(10_000)).isZero();
        average.record(6_000, 91);
        assertThat(average.average(6_000)).isEqualTo(20.6);
    }

    private static KpaDecider decider(double target, double burst, Rates rates) {
        return new KpaDecider(new Target(target, target * 4 / 3, burst), rates, 1, T);
    }
}
