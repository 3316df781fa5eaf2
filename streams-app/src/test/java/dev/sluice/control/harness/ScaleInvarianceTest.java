package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sluice decides the same in bits a second as in megabits: no unit is too small or too large for it. */
final class ScaleInvarianceTest {
    @ParameterizedTest(name = "seed {0}, units of {1}")
    @CsvSource({
        "1,1e-9", "1,1e-6", "1,1e-3", "1,7", "1,1e3", "1,1e6", "1,1e9", "1,1e12", "1,1e18", "1,1e27", "2,1e-9", "2,1e6",
        "2,1e10", "2,1e28", "3,1e-7", "3,1e6", "3,1e20", "4,1e-8", "4,1e9", "4,1e25", "5,3e-5", "5,1e6", "5,1e15"
    })
    void the_same_demand_in_another_unit_is_decided_the_same(long seed, double unit) {
        List<Integer> plain = sizes(seed, 1);
        List<Integer> other = sizes(seed, unit);
        int different = 0;
        for (int i = 0; i < plain.size(); i++) {
            different += plain.get(i).equals(other.get(i)) ? 0 : 1;
            assertThat(Math.abs(plain.get(i) - other.get(i)))
                    .as("window " + i)
                    .isLessThanOrEqualTo(1 + plain.get(i) / 20);
        }
        assertThat(different).as("of " + plain.size()).isLessThanOrEqualTo(plain.size() / 100);
    }

    private static List<Integer> sizes(long seed, double unit) {
        ScalingPolicy policy = Policies.of(1, 500, Policies.demand(Signal.UNITS, 10 * unit), List.of());
        SplittableRandom random = new SplittableRandom(seed);
        ServiceHarness course = ServiceHarness.inEventTime().under(policy);
        double level = 200;
        for (int window = 0; window < 600; window++) {
            level = window % 150 == 149 ? 50 + 500 * random.nextDouble() : level;
            double units = 10 * level * (.9 + .2 * random.nextDouble()) * (1 + .5 * Math.sin(window / 30.0));
            course.report(ServiceHarness.withUnits(10 * window, 10 * window + 10, 100, unit * units));
        }
        List<Integer> sizes = new ArrayList<>();
        course.decisions().forEach(decision -> sizes.add(decision.target()));
        return sizes;
    }
}
