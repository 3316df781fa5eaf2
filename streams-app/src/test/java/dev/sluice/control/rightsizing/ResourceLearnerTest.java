package dev.sluice.control.rightsizing;

import static dev.sluice.control.harness.UsageHarness.GIB;
import static dev.sluice.control.harness.UsageHarness.MIB;
import static dev.sluice.control.harness.UsageHarness.NONE;
import static dev.sluice.control.harness.UsageHarness.TERMS;
import static dev.sluice.control.harness.UsageHarness.limit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.rightsizing.recommender.SizeAdvice;
import dev.sluice.control.harness.UsageHarness;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one replica should get, by what the replicas use. */
final class ResourceLearnerTest {
    @Test
    void nothing_is_advised_before_an_hour_was_seen() {
        UsageHarness course = new UsageHarness().cpu(minute -> .2).hours(1);
        assertThat(course.advice(TERMS)).isEmpty();
        assertThat(course.hours(.2).advice(TERMS)).isPresent();
    }

    @Test
    void a_memory_leak_that_ends_in_a_kill_raises_the_memory() {
        UsageHarness course = new UsageHarness()
                .replicas(3)
                .limitedTo(limit(NONE, 512 * MIB, NONE, NONE))
                .memory(minute -> Math.min(512, 200 + minute / 2.0) * MIB)
                .hours(6);
        Resources before = course.advised();
        course.minute(0);
        assertThat(before.memoryBytes() / MIB).isBetween(380 * 1.15, 380 * 1.15 * 1.05);

        course.hours(4.5).minute(1).hours(.1);

        // a fifth more than it was allowed, and the margin of 15 %
        assertThat(course.advised().memoryBytes() / MIB).isBetween(614 * 1.15, 614 * 1.15 * 1.06);
        assertThat(course.advice(TERMS).orElseThrow().starves(new Resources(1, (long) (512 * MIB), 0, 0, 0)))
                .isTrue();
    }

    @Test
    void a_replica_that_uses_a_fifth_of_its_cpu_is_advised_less() {
        UsageHarness course = new UsageHarness()
                .replicas(4)
                .limitedTo(limit(1, 1 * GIB, NONE, NONE))
                .cpu(minute -> .2)
                .memory(minute -> 700 * MIB)
                .hours(24);
        assertThat(course.advised().cpuCores()).isCloseTo(.2 * 1.15, within(.02));
        assertThat(course.advised().memoryBytes() / MIB).isCloseTo(700 * 1.15, within(45.0));
        assertThat(course.sizes().given()).contains(new Resources(1, (long) GIB, 0, 0, 0));
    }

    @Test
    void the_busiest_replica_counts() {
        UsageHarness course = new UsageHarness().replicas(2).cpu(minute -> .5).hours(2);
        ResourceLearner skewed = new ResourceLearner();
        for (int i = 0; i < 120; i++) {
            long from = course.now() + 60_000L * i;
            skewed.observe(new UsageReport("quiet", from, from + 60_000, cores(.1), cores(2), 0));
            skewed.observe(new UsageReport("busy", from, from + 60_000, cores(.9), cores(2), 0));
            skewed.closed(UsageHarness.window(from, from + 60_000, 60, 2), Signal.REQUESTS, 2);
        }
        assertThat(skewed.advice(TERMS, Optional.empty()).orElseThrow().target().cpuCores())
                .isCloseTo(.9 * 1.15, within(.06));
        assertThat(course.advised().cpuCores()).isCloseTo(.5 * 1.15, within(.04));
    }

    @Test
    void storage_that_grows_a_gigabyte_a_day_is_told_when_it_is_full() {
        UsageHarness course = new UsageHarness()
                .limitedTo(limit(NONE, NONE, NONE, 40 * GIB))
                .storage(minute -> (10 + minute / 1440.0) * GIB)
                .hours(48);

        assertThat(course.full().toHours()).isBetween(28 * 24L - 6, 28 * 24L + 6);
        assertThat(course.advice(TERMS).orElseThrow().describe()).contains("storage full in 2");
        // what it holds, thirty days more, and the margin
        assertThat(course.advised().storageBytes() / GIB).isCloseTo((12 + 30) * 1.15, within(7.0));
    }

    @Test
    void a_fifth_of_a_gpu_is_a_slice_of_a_quarter() {
        UsageHarness course = new UsageHarness().gpu(minute -> .2).hours(24);

        assertThat(course.advised().gpus()).isEqualTo(1);
        assertThat(course.advice(quarters()).orElseThrow().target().gpus()).isEqualTo(.25);
    }

    @Test
    void noise_does_not_move_the_advice() {
        Random random = new Random(7);
        UsageHarness course = new UsageHarness()
                .replicas(3)
                .cpu(minute -> Math.max(0, .5 + .2 * random.nextGaussian()))
                .memory(minute -> (400 + 40 * random.nextGaussian()) * MIB)
                .gpu(minute -> Math.max(0, .217 + .03 * random.nextGaussian()))
                .storage(minute -> (5 + .1 * random.nextDouble()) * GIB)
                .hours(24);
        Set<Resources> seen = new HashSet<>();
        for (int i = 0; i < 7 * 24; i++) {
            seen.add(course.hours(1).advice(quarters()).orElseThrow().target());
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void what_was_not_measured_is_not_advised() {
        UsageHarness course = new UsageHarness().cpu(minute -> .001).hours(3);

        assertThat(course.advised()).isEqualTo(new Resources(.025, 0, 0, 0, 0));
        assertThat(course.advice(TERMS).orElseThrow().describe()).isEqualTo("0.025 cores");
    }

    @Test
    void the_policy_says_how_large_it_may_be() {
        Resources least = new Resources(.5, (long) GIB, 0, 0, 0);
        Resources most = new Resources(2, 4 * (long) GIB, 0, 0, 0);
        SizeTerms terms = new SizeTerms(Mode.ADVISE, 1, Optional.of(least), Optional.of(most));
        UsageHarness course =
                new UsageHarness().cpu(minute -> .1).memory(minute -> 8 * GIB).hours(3);

        SizeAdvice advice = course.advice(terms).orElseThrow();
        assertThat(advice.target()).isEqualTo(new Resources(.5, 4 * (long) GIB, 0, 0, 0));
        assertThat(advice.holds(advice.target())).isTrue();
    }

    private static UsageReport.Amounts cores(double cores) {
        return limit(cores, NONE, NONE, NONE);
    }

    private static SizeTerms quarters() {
        return new SizeTerms(Mode.ACT, .25, Optional.empty(), Optional.empty());
    }
}
