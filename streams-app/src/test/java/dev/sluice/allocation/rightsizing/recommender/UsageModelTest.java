package dev.sluice.allocation.rightsizing.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UsageModelTest {
    private static final long START = 1_700_000_000;
    private static final double GIB = 1L << 30;

    @Test
    void a_week_of_use_sizes_cpu_by_its_percentile_and_memory_by_its_peaks() {
        UsageModel model = new UsageModel();
        Random random = new Random(1);
        for (int minute = 0; minute < 7 * 1440; minute++) {
            double peak = minute % 1440 == 700 ? 3 : 2;
            model.observe(usage(random.nextDouble(), peak * GIB, 0), START + minute * 60L);
        }

        SizeAdvice advice = model.advise(SizeRules.DEFAULT, START + 7 * 86_400);

        // 0.9 of an even spread from 0 to 1 core, and the daily 3 GiB: each a bucket's end, and 15 % on top
        assertThat(advice.target().cpuCores()).isCloseTo(.9 * 1.15, within(.06));
        assertThat(advice.target().memoryBytes() / GIB).isBetween(3 * 1.15, 3 * 1.15 * 1.05);
        assertThat(advice.confidence()).isGreaterThan(6.9);
        assertThat(advice.holds(advice.target())).isTrue();
        assertThat(advice.holds(new Resources(
                        .3, (long) (4 * GIB), 0, 0, advice.target().storageBytes())))
                .isFalse();
    }

    @Test
    void a_kill_raises_memory_above_what_was_allowed() {
        UsageModel model = new UsageModel();
        model.observe(usage(.5, 2 * GIB, 0), START);
        long before = model.advise(SizeRules.DEFAULT, START).target().memoryBytes();
        model.observe(usage(.5, 2 * GIB, 1), START + 60);
        long after = model.advise(SizeRules.DEFAULT, START + 60).target().memoryBytes();

        assertThat(before / GIB).isBetween(2 * 1.15, 2 * 1.15 * 1.05);
        // the limit was 4 GiB
        assertThat(after / GIB).isBetween(4.8 * 1.15, 4.8 * 1.15 * 1.05);
    }

    @Test
    void what_was_never_measured_gets_the_least() {
        SizeAdvice advice = new UsageModel().advise(SizeRules.DEFAULT, START);

        assertThat(advice.target()).isEqualTo(new Resources(.025, 250L << 20, 0, 0, 0));
        assertThat(advice.holds(new Resources(100, 1L << 40, 8, 0, 0))).isTrue();
    }

    @Test
    void bounds_close_in_as_more_is_known() {
        UsageModel model = new UsageModel();
        double wide = 0;
        for (int minute = 0; minute < 3 * 1440; minute++) {
            model.observe(usage(1, GIB, 0), START + minute * 60L);
            if (minute == 60) {
                wide = model.advise(SizeRules.DEFAULT, START).cpu().upper();
            }
        }

        SizeAdvice advice = model.advise(SizeRules.DEFAULT, START);
        assertThat(wide).isGreaterThan(10 * advice.cpu().upper());
        assertThat(advice.cpu().upper()).isCloseTo(advice.cpu().target() * (1 + 1 / 3.0), within(.01));
    }

    @Test
    void storage_is_sized_to_last_and_its_end_is_foretold() {
        UsageModel model = new UsageModel();
        for (int hour = 0; hour <= 72; hour++) {
            model.observe(storage((10 + .1 * hour) * GIB), START + hour * 3600L);
        }
        SizeRules rules =
                new SizeRules(0, Resources.NONE, GpuSlice.WHOLE, Duration.ofDays(10), OptionalDouble.of(20 * GIB));

        SizeAdvice advice = model.advise(rules, START + 72 * 3600L);

        assertThat(advice.storageFullIn().orElseThrow().toHours()).isBetween(27L, 28L);
        assertThat(advice.target().storageBytes() / GIB).isCloseTo(17.2 + 24, within(.01));
        assertThat(advice.describe()).contains("storage full in 2");
    }

    @Test
    void a_restored_model_advises_the_same() {
        UsageModel model = new UsageModel();
        UsageModel copy = new UsageModel();
        Random random = new Random(3);
        for (int minute = 0; minute < 3000; minute++) {
            Usage usage = usage(random.nextDouble(), GIB * (1 + random.nextDouble()), random.nextInt(500) == 0 ? 1 : 0);
            model.observe(usage, START + minute * 60L);
            copy.observe(usage, START + minute * 60L);
            if (minute % 100 == 0) {
                UsageModel restarted = new UsageModel();
                restarted.restore(copy.snapshot());
                copy = restarted;
            }
        }

        assertThat(copy.advise(SizeRules.DEFAULT, START)).isEqualTo(model.advise(SizeRules.DEFAULT, START));
    }

    private static Usage usage(double cores, double bytes, int kills) {
        OptionalDouble none = OptionalDouble.empty();
        return new Usage(
                OptionalDouble.of(cores),
                OptionalDouble.of(bytes),
                none,
                none,
                none,
                OptionalDouble.of(4 * GIB),
                kills);
    }

    private static Usage storage(double bytes) {
        OptionalDouble none = OptionalDouble.empty();
        return new Usage(none, none, none, none, OptionalDouble.of(bytes), none, 0);
    }
}
