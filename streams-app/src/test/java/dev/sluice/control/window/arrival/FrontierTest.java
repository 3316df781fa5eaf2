package dev.sluice.control.window.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FrontierTest {
    private static final long PATIENCE = 60_000;
    private final Frontier frontier = new Frontier();

    @Test
    void before_the_first_report_there_is_none() {
        assertThat(frontier.at(PATIENCE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void one_reporter_alone_leads() {
        frontier.reported(1, 5_000);
        frontier.reported(1, 10_000);
        assertThat(frontier.at(PATIENCE)).isEqualTo(10_000);
        assertThat(frontier.isShared()).isFalse();
    }

    @Test
    void a_clock_that_is_ahead_does_not_lead_the_others() {
        for (int t = 5_000; t <= 600_000; t += 5_000) {
            frontier.reported(1, t);
            frontier.reported(2, t);
            frontier.reported(3, t + 4_000_000_000L);
        }
        assertThat(frontier.at(PATIENCE)).isEqualTo(600_000);
        assertThat(frontier.newest()).isEqualTo(4_000_600_000L);
    }

    @Test
    void who_is_left_alone_leads_after_a_while() {
        frontier.reported(1, 5_000);
        frontier.reported(2, 6_000);
        frontier.reported(1, 10_000);
        assertThat(frontier.at(PATIENCE)).isEqualTo(6_000);
        frontier.reported(1, 10_001 + PATIENCE);
        assertThat(frontier.at(PATIENCE)).isEqualTo(10_001 + PATIENCE);
    }
}
