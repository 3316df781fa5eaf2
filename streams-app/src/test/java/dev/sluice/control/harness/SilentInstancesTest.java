package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Reporting.Instance;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Part of a fleet that does not report is not a part without demand. */
final class SilentInstancesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9})
    void silent_instances_make_no_fleet_smaller(int silent) {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        Reporting reports = new Reporting().of(fleet(10, silent, 900), t -> 100);
        reports.to(course, 600);
        course.newestIs(Status.READY, course.newestCommand().replicas());
        reports.to(course, 895);
        course.fromHere();
        reports.to(course, 3600);
        assertThat(course.decisions()).isNotEmpty().allMatch(d -> d.target() >= 10);
        assertThat(course.decisions())
                .anyMatch(
                        d -> d.reason() == Reason.PARTIAL_REPORTS || d.detail().contains("instances reported"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    void instances_that_report_no_usage_are_not_idle(int silent) {
        ScalingPolicy cores = Policies.of(1, 100, Policies.demand(Signal.CPU, .7), List.of());
        ServiceHarness course = ServiceHarness.inWallTime().under(cores);
        for (int t = 0; t < 1800; t += 5) {
            for (int i = 0; i < 10; i++) {
                if (t < 600 || i >= silent) {
                    course.usage(used("i" + i, t, t + 5, .7));
                }
            }
            if (t == 300) {
                course.newestIs(Status.READY, course.newestCommand().replicas());
            }
            if (t == 600) {
                course.fromHere();
            }
        }
        assertThat(course.decisions()).isNotEmpty().allMatch(d -> d.target() >= 10);
    }

    @Test
    void a_half_window_before_all_fall_silent_is_not_half_the_demand() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        new Reporting().of(fleet(16, 16, 55), t -> 160).to(course, 56);
        int size = course.last().target();
        assertThat(size).isGreaterThanOrEqualTo(16);
        course.fromHere().until(600);
        assertThat(course.decisions()).isNotEmpty().allMatch(d -> d.target() == size);
    }

    @Test
    void a_fleet_that_shrinks_by_command_goes_on_shrinking() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        int running = 20;
        double t = 0;
        for (int round = 0; round < 60; round++) {
            double demand = Math.max(20, 200 - 10 * round);
            List<Instance> instances = new ArrayList<>();
            for (int i = 0; i < running; i++) {
                instances.add(new Instance("i" + i, t, t + 60, 5, 0, 1.0 / running));
            }
            new Reporting().of(instances, s -> demand).to(course, t + 60);
            t += 60;
            running = course.last().target();
            course.newestIs(Status.READY, running);
        }
        assertThat(course.last().target()).isLessThanOrEqualTo(4);
    }

    @Test
    void instances_whose_load_the_others_carry_are_gone() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        new Reporting().of(fleet(10, 0, 0), t -> 100).to(course, 600);
        course.newestIs(Status.READY, course.newestCommand().replicas());
        List<Instance> left = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            left.add(new Instance("i" + i, 600, 3600, 5, 0, 1.0 / 7));
        }
        new Reporting().of(left, t -> t < 900 ? 100 : 30).to(course, 3000);
        assertThat(course.last().target()).isLessThanOrEqualTo(5);
    }

    @Test
    void requests_that_came_too_late_are_told_where_the_size_is_held() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        Reporting reports = new Reporting().of(fleet(10, 5, 300), t -> t < 300 ? 100 : 40);
        reports.to(course, 100);
        course.newestIs(Status.READY, course.newestCommand().replicas());
        reports.to(course, 340);
        course.fromHere().delayed(ServiceHarness.of(300, 301, 77));
        reports.to(course, 400);
        assertThat(course.decisions())
                .filteredOn(d -> d.detail().contains("77 requests came too late"))
                .singleElement()
                .satisfies(d -> assertThat(d.reason()).isEqualTo(Reason.PARTIAL_REPORTS));
    }

    private static UsageReport used(String name, double from, double to, double cpu) {
        UsageReport.Amounts amounts = new UsageReport.Amounts(cpu, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        return new UsageReport(
                name, ServiceHarness.ms(from), ServiceHarness.ms(to), amounts, UsageReport.Amounts.UNKNOWN, 0);
    }

    /** As many instances, of which some are silent from a second on. */
    private static List<Instance> fleet(int size, int silent, double from) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Instance all = new Instance("i" + i, 0, 3600, 5, 0, 1.0 / size);
            instances.add(i < silent ? all.endingAt(from) : all);
        }
        return instances;
    }
}
