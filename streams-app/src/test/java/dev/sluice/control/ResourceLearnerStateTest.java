package dev.sluice.control;

import static dev.sluice.control.harness.UsageHarness.GIB;
import static dev.sluice.control.harness.UsageHarness.MIB;
import static dev.sluice.control.harness.UsageHarness.TERMS;
import static dev.sluice.control.harness.UsageHarness.limit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.harness.UsageHarness;
import dev.sluice.control.rightsizing.ResourceLearner;
import dev.sluice.control.rightsizing.RightSizingChoice;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was learned of use survives restarts to the last bit, and stays small. */
final class ResourceLearnerStateTest {
    private static final Optional<Pool> POOL = Optional.of(new Pool(
            "general",
            new Resources(8, 32 * (long) GIB, 0, 0, 0),
            .4,
            Pool.UNLIMITED,
            Duration.ZERO,
            Optional.empty()));

    @Test
    void restarts_at_any_minute_change_nothing() {
        List<String> undisturbed = told(0);
        assertThat(undisturbed).hasSizeGreaterThan(100);
        assertThat(told(.02)).isEqualTo(undisturbed);
        assertThat(told(.3)).isEqualTo(undisturbed);
    }

    @Test
    void a_day_old_model_is_small_and_what_is_gathered_smaller() {
        UsageHarness course =
                course(1).replicas(200).gpu(minute -> wave(minute)).hours(24.05);
        assertThat(course.learned().length).isLessThan(3000);
        assertThat(course.open().length).isLessThan(500);
        System.out.printf(
                "a day-old model of 200 replicas: %d bytes, what is gathered: %d bytes%n",
                course.learned().length, course.open().length);
    }

    @Test
    void what_was_learned_changes_when_an_interval_is_over() {
        UsageHarness course = course(1).hours(2);
        course.advice(TERMS);
        byte[] learned = course.learned();
        for (int minute = 0; minute < 4; minute++) {
            assertThat(course.minute(0).learned()).isSameAs(learned);
        }
        assertThat(course.minute(0).learned()).isNotSameAs(learned);
    }

    @Test
    void without_reports_of_use_nothing_is_kept() {
        ResourceLearner sizes = new ResourceLearner();
        sizes.closed(UsageHarness.window(0, 600_000, 100, 2), Signal.REQUESTS, 2);
        assertThat(sizes.changed()).isFalse();
        assertThat(ServiceHarness.bytes(sizes::writeOpen)).hasSize(1);
    }

    /** All that comes out in a day with changing sizes, and the state in between. */
    private static List<String> told(double restarts) {
        SplittableRandom fate = new SplittableRandom(11);
        UsageHarness course = course(5);
        List<String> told = new ArrayList<>();
        Optional<Resources> running = Optional.empty();
        for (int i = 0; i < 1440; i++) {
            course.minute(i == 700 ? 1 : 0);
            if (fate.nextDouble() < restarts) {
                course.restarted();
            }
            if (i % 7 == 0) {
                RightSizingChoice.Ask ask = new RightSizingChoice.Ask(
                        300 * wave(i) / 2,
                        new Bounds(1, 200),
                        10,
                        Optional.empty(),
                        running,
                        Duration.ofMinutes(1),
                        Moves.DEFAULT);
                RightSizingChoice sized = course.sizes().choose(ask, TERMS, POOL, course.now());
                running = sized.size();
                told.add(sized + " " + course.advice(TERMS));
            }
        }
        told.add(HexFormat.of().formatHex(course.learned()));
        told.add(HexFormat.of().formatHex(course.open()));
        return told;
    }

    private static double wave(long minute) {
        return 1.1 + Math.sin(minute * Math.PI / 720);
    }

    private static UsageHarness course(int seed) {
        Random random = new Random(seed);
        return new UsageHarness()
                .replicas(5)
                .limitedTo(limit(4, 4 * GIB, 1, 100 * GIB))
                .serving(minute -> 5 * wave(minute))
                .cpu(minute -> Math.max(0, wave(minute) * (1 + .1 * random.nextGaussian())))
                .memory(minute -> (600 + 50 * random.nextGaussian()) * MIB)
                .storage(minute -> (10 + minute / 1440.0) * GIB);
    }
}
