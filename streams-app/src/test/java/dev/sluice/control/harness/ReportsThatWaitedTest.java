package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.Reporting.Instance;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.demand.LatencyHistogram;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers are away for two minutes: reports wait where they are made, and come one instance after the other. */
final class ReportsThatWaitedTest {
    private static final int INSTANCES = 3;
    private static final int DEMAND = 60;
    private static final int AWAY = 600;
    private static final int BACK = 723;

    private final ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));

    private void steady(double from, double to) {
        List<Instance> fleet = IntStream.range(0, INSTANCES)
                .mapToObj(i -> new Instance("i" + i, from, to, 2, 0, 1.0 / INSTANCES))
                .toList();
        new Reporting().of(fleet, t -> DEMAND).to(course, to);
    }

    /** What an instance could not send comes all at once. */
    private void waited(int instance) {
        for (int from = AWAY; from + 2 <= BACK; from += 2) {
            course.delayed(report(instance, from));
        }
    }

    private static RateReport report(int instance, int from) {
        int reporter = Reporter.named("i" + instance);
        double requests = 2.0 * DEMAND / INSTANCES;
        return new RateReport(
                "",
                reporter,
                ServiceHarness.ms(from),
                ServiceHarness.ms(from + 2),
                requests,
                0,
                requests,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                LatencyHistogram.empty());
    }

    @ParameterizedTest
    @ValueSource(doubles = {.5, 3, 6})
    void nothing_of_what_comes_after_an_outage_is_late_and_no_fleet_gets_smaller(double apart) {
        steady(0, AWAY);
        course.newestIs(Status.READY, course.newestCommand().replicas());
        course.until(BACK).fromHere();
        for (int i = 0; i < INSTANCES; i++) {
            course.until(BACK + apart * i);
            waited(i);
            course.restarted();
        }
        steady(Math.ceil(BACK + apart * INSTANCES), BACK + 120);

        assertThat(course.late()).isZero();
        assertThat(windows()).hasSizeGreaterThan(15).allSatisfy(decision -> {
            assertThat(decision.seen().orElseThrow().demand().orElseThrow()).isCloseTo(DEMAND, within(3.0));
            assertThat(decision.target()).isGreaterThanOrEqualTo(6);
        });
    }

    @Test
    void an_instance_that_does_not_come_back_holds_up_the_others_for_a_quarter_of_a_minute() {
        steady(0, AWAY);
        course.newestIs(Status.READY, course.newestCommand().replicas());
        course.until(BACK).fromHere();
        waited(0);
        waited(1);
        course.until(BACK + 14.9);
        assertThat(windows()).isEmpty();
        course.until(BACK + 15.1);
        assertThat(windows()).isNotEmpty().allMatch(decision -> decision.target() >= 6);
    }

    private List<Decision> windows() {
        return course.decisions().stream()
                .filter(decision -> decision.seen().isPresent())
                .toList();
    }
}
