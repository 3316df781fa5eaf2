package dev.sluice.control.window.arrival;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.policy.trace.Reason;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
    private static final SizeProposal FIVE =
            new SizeProposal(Trigger.WINDOW, Reason.FORECAST, 5, Optional.empty(), Optional.empty(), "saw 50");
    private final Arrivals arrivals = new Arrivals();

    private boolean came(ReportKind kind, int reporter, double from, double to) {
        return arrivals.came(kind, reporter, ms(from), ms(to));
    }

    @Test
    void before_the_first_report_nothing_has_come() {
        assertThat(arrivals.frontier()).isEqualTo(Long.MIN_VALUE);
        assertThat(arrivals.longest()).isZero();
        assertThat(arrivals.isShared()).isFalse();
    }

    @Test
    void each_kind_comes_in_its_own_time_and_the_service_as_far_as_the_further_one() {
        came(ReportKind.REQUESTS, 1, 0, 10);
        came(ReportKind.USAGE, 1, 0, 60);
        assertThat(arrivals.frontier(ReportKind.REQUESTS)).isEqualTo(ms(10));
        assertThat(arrivals.frontier(ReportKind.USAGE)).isEqualTo(ms(60));
        assertThat(arrivals.frontier()).isEqualTo(ms(60));
    }

    @Test
    void reports_of_usage_lay_out_windows_only_where_nothing_else_is_reported() {
        came(ReportKind.USAGE, 1, 0, 60);
        assertThat(arrivals.usual()).isEqualTo(60_000);
        came(ReportKind.REQUESTS, 1, 0, 10);
        assertThat(arrivals.usual()).isEqualTo(10_000);
    }

    @Test
    void the_third_report_of_a_length_confirms_it_and_no_later_one() {
        assertThat(came(ReportKind.REQUESTS, 1, 0, 10)).isFalse();
        assertThat(came(ReportKind.REQUESTS, 1, 10, 20)).isFalse();
        assertThat(came(ReportKind.REQUESTS, 1, 20, 30)).isTrue();
        assertThat(came(ReportKind.REQUESTS, 1, 30, 40)).isFalse();
    }

    @Test
    void a_clock_that_is_a_year_ahead_is_not_what_reports_have_reached() {
        for (int i = 0; i < 10; i++) {
            came(ReportKind.REQUESTS, 1, 10.0 * i, 10.0 * i + 10);
            came(ReportKind.REQUESTS, 2, 3e7 + 10 * i, 3e7 + 10 * i + 10);
        }
        assertThat(arrivals.latest()).isEqualTo(ms(3e7 + 100));
        assertThat(arrivals.reached()).isEqualTo(ms(100));
        assertThat(arrivals.isShared()).isTrue();
    }

    @Test
    void requests_that_came_too_late_are_told_once_by_their_part_and_added_up() {
        arrivals.late(ServiceHarness.of(0, 10, 100), 5_000);
        arrivals.unused(7);
        assertThat(arrivals.annotate(FIVE).detail()).isEqualTo("saw 50; 57 requests came too late and are not in it");
        assertThat(arrivals.annotate(FIVE)).isSameAs(FIVE);
    }

    @Test
    void after_a_late_report_windows_wait_for_the_next_two_of_its_length() {
        arrivals.late(ms(0), ms(30));
        assertThat(arrivals.isPatient(ms(90))).isTrue();
        assertThat(arrivals.isPatient(ms(91))).isFalse();
    }

    @Test
    void one_endless_late_report_does_not_hold_windows_for_longer_than_two_reports_may_take() {
        arrivals.late(ms(0), ms(86_400));
        assertThat(arrivals.isPatient(ms(86_400 + 600))).isTrue();
        assertThat(arrivals.isPatient(ms(86_400 + 601))).isFalse();
    }

    @Test
    void written_and_read_at_any_report_it_knows_the_same() throws IOException {
        Random random = new Random(4);
        Arrivals restarted = new Arrivals();
        for (int i = 0; i < 2_000; i++) {
            ReportKind kind = random.nextBoolean() ? ReportKind.REQUESTS : ReportKind.USAGE;
            int reporter = random.nextInt(5);
            long to = ms(5.0 * i + random.nextInt(20));
            long from = to - (random.nextInt(10) == 0 ? 60_000 : 10_000);
            assertThat(restarted.came(kind, reporter, from, to)).isEqualTo(arrivals.came(kind, reporter, from, to));
            if (random.nextInt(20) == 0) {
                arrivals.late(ServiceHarness.of(5.0 * i, 5.0 * i + 10, i), 3_000);
                restarted.late(ServiceHarness.of(5.0 * i, 5.0 * i + 10, i), 3_000);
            }
            Arrivals read = new Arrivals();
            read.read(ServiceHarness.in(ServiceHarness.bytes(restarted::write)));
            restarted = read;
            assertThat(restarted.frontier()).isEqualTo(arrivals.frontier());
            assertThat(restarted.reached()).isEqualTo(arrivals.reached());
            assertThat(restarted.longest()).isEqualTo(arrivals.longest());
            assertThat(restarted.usual()).isEqualTo(arrivals.usual());
            assertThat(restarted.isPatient(to)).isEqualTo(arrivals.isPatient(to));
        }
        assertThat(restarted.annotate(FIVE)).isEqualTo(arrivals.annotate(FIVE));
    }
}
