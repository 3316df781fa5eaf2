package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Reporting.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportsAfterRestartTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void with_reporters_out_of_step_a_restart_changes_no_decision(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double ahead = random.nextBoolean() ? 0 : 120 * (random.nextDouble() - .5);
            double until = random.nextInt(3) == 0 ? 500 : 900;
            int interval = 1 + random.nextInt(30);
            instances.add(new Instance("i" + i, interval * random.nextDouble(), until, interval, ahead, 1 / 6.0));
        }
        ServiceHarness kept = ServiceHarness.inWallTime().under(requests(1, 100));
        ServiceHarness restarted = ServiceHarness.inWallTime().under(requests(1, 100));
        Reporting once = new Reporting().of(instances, t -> 60 + t / 20);
        Reporting again = new Reporting().of(instances, t -> 60 + t / 20);
        for (int second = 7; second < 1000; second += 7) {
            once.to(kept, second);
            again.to(restarted, second);
            restarted.restarted();
        }
        assertThat(kept.decisions()).hasSizeGreaterThan(20);
        assertThat(restarted.decisions()).isEqualTo(kept.decisions());
    }
}
