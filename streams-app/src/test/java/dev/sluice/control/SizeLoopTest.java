package dev.sluice.control;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Allotment;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.message.report.UsageReport.Amounts;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.SizeTerms;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The size of one replica in the loop of a service whose policy asks for it. */
final class SizeLoopTest {
    private static final double MIB = 1 << 20;
    private static final ScalingPolicy PLAIN = Policies.requests(1, 50);
    private static final ScalingPolicy SIZED = sized(PLAIN);

    @Test
    void decisions_say_what_a_replica_should_get_after_an_hour() {
        ServiceHarness course = ServiceHarness.inEventTime().under(SIZED);
        drive(course, 0, 3000, 0);
        assertThat(course.last().allotment().size()).isEmpty();
        drive(course, 3000, 4500, 0);

        Allotment allotment = course.last().allotment();
        Resources size = allotment.size().orElseThrow();
        assertThat(size.cpuCores()).isBetween(.4 * 1.15 * .9, .6 * 1.15 * 1.1);
        assertThat(size.memoryBytes() / MIB).isBetween(300 * 1.15, 330 * 1.15 * 1.06);
        assertThat(allotment.sizeAdvice()).contains("cores").contains("MiB memory");
    }

    @Test
    void restarts_change_nothing() {
        ServiceHarness undisturbed = ServiceHarness.inEventTime().under(SIZED);
        drive(undisturbed, 0, 5400, 0);
        ServiceHarness disturbed = ServiceHarness.inEventTime().under(SIZED);
        drive(disturbed, 0, 5400, .1);
        assertThat(disturbed.decisions()).isEqualTo(undisturbed.decisions());
        assertThat(disturbed.last().allotment().size()).isPresent();
    }

    @Test
    void a_service_whose_policy_asks_for_no_size_keeps_none() {
        ServiceHarness course = ServiceHarness.inEventTime().under(PLAIN);
        drive(course, 0, 4500, 0);
        assertThat(course.last().allotment().size()).isEmpty();
        assertThat(course.usageBytes()).isEmpty();
    }

    @Test
    void what_was_learned_goes_when_the_policy_no_longer_asks() {
        ServiceHarness course = ServiceHarness.inEventTime().under(SIZED);
        drive(course, 0, 4500, 0);
        int with = course.windowBytes().length;
        course.under(PLAIN);
        assertThat(course.usageBytes()).isEmpty();
        assertThat(course.windowBytes().length).isLessThan(with);
        drive(course.restarted(), 4500, 4600, 0);
        assertThat(course.last().allotment().size()).isEmpty();
    }

    @Test
    void what_is_written_with_every_commit_stays_small() {
        ServiceHarness plain = ServiceHarness.inEventTime().under(PLAIN);
        ServiceHarness sized = ServiceHarness.inEventTime().under(SIZED);
        drive(plain, 0, 4500, 0);
        drive(sized, 0, 4500, 0);
        assertThat(sized.windowBytes().length - plain.windowBytes().length).isLessThan(300);
    }

    private static void drive(ServiceHarness course, int from, int to, double restarts) {
        SplittableRandom random = new SplittableRandom(from);
        SplittableRandom fate = new SplittableRandom(17);
        for (int second = from; second < to; second += 10) {
            for (int i = 0; i < 2; i++) {
                course.report(second, second + 10, 80);
                Amounts used = new Amounts(
                        .4 + .2 * random.nextDouble(),
                        Math.rint((300 + 30 * random.nextDouble()) * MIB),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN);
                Amounts limit = new Amounts(1, 512 * MIB, Double.NaN, Double.NaN, Double.NaN);
                course.usage(new UsageReport("r" + i, ms(second), ms(second + 10.0), used, limit, 0));
                if (fate.nextDouble() < restarts) {
                    course.restarted();
                }
            }
        }
    }

    private static ScalingPolicy sized(ScalingPolicy p) {
        SizeTerms terms = new SizeTerms(Mode.ADVISE, 1, Optional.empty(), Optional.empty());
        return p.withPlacement(Placement.ANYWHERE.withSize(terms));
    }
}
