package dev.sluice.control;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A policy that is set while its service does not report. */
final class SilentPolicyTest {
    private final SilentPolicy silent = new SilentPolicy();

    @Test
    void where_no_policy_was_set_nothing_is_due() {
        silent.begin(ms(0), ms(0));
        assertThat(silent.due()).isEqualTo(Long.MAX_VALUE);
        assertThat(silent.isDue(ms(1e6))).isFalse();
    }

    @Test
    void a_service_that_never_reported_gets_two_minutes_to_say_what_runs_already() {
        silent.changed(false);
        assertThat(silent.isDue(ms(10))).as("the next tick begins the wait").isTrue();
        silent.begin(ms(10), ms(0));
        assertThat(silent.isDue(ms(129))).isFalse();
        assertThat(silent.isDue(ms(130))).isTrue();
    }

    @Test
    void a_service_that_reported_before_is_acted_on_at_once_when_no_report_is_expected_any_more() {
        silent.changed(true);
        silent.begin(ms(10), ms(5));
        assertThat(silent.due()).isEqualTo(ms(10));
        silent.changed(true);
        silent.begin(ms(10), ms(25));
        assertThat(silent.due()).isEqualTo(ms(25));
    }

    @Test
    void the_wait_begins_once() {
        silent.changed(false);
        silent.begin(ms(10), ms(0));
        silent.begin(ms(100), ms(0));
        assertThat(silent.due()).isEqualTo(ms(130));
    }

    @Test
    void a_report_ends_the_wait() {
        silent.changed(false);
        silent.begin(ms(10), ms(0));
        silent.done();
        assertThat(silent.isDue(ms(1e6))).isFalse();
    }

    @Test
    void another_policy_meanwhile_has_the_wait_begin_again() {
        silent.changed(false);
        silent.begin(ms(10), ms(0));
        silent.changed(false);
        silent.begin(ms(100), ms(0));
        assertThat(silent.due()).isEqualTo(ms(220));
    }

    @Test
    void a_restart_at_any_moment_changes_nothing() throws IOException {
        Random random = new Random(3);
        SilentPolicy restarted = new SilentPolicy();
        for (int second = 0; second < 2_000; second++) {
            int what = random.nextInt(6);
            boolean before = random.nextBoolean();
            for (SilentPolicy each : new SilentPolicy[] {silent, restarted}) {
                switch (what) {
                    case 0 -> each.changed(before);
                    case 1 -> each.done();
                    default -> each.begin(ms(second), ms(second - 20.0 + 10 * what));
                }
            }
            SilentPolicy read = new SilentPolicy();
            read.read(ServiceHarness.in(ServiceHarness.bytes(restarted::write)));
            restarted = read;
            assertThat(restarted.due()).isEqualTo(silent.due());
        }
    }
}
