package dev.sluice.topology.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeasesTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Leases leases = new Leases(Duration.ofHours(1));
    private final ElapsedTime clock = new ElapsedTime(10 * MINUTE);

    @Test
    void who_does_not_renew_loses_the_lease_and_who_does_keeps_it() {
        leases.renew("image", 0);
        leases.renew("chat", 0);
        leases.renew("chat", 30 * MINUTE);
        assertThat(leases.lapsed(HOUR - 1)).isEmpty();
        assertThat(leases.lapsed(HOUR)).containsExactly("image");
        assertThat(leases.size()).isEqualTo(1);
        assertThat(leases.lapsed(HOUR + 30 * MINUTE)).containsExactly("chat");
    }

    @Test
    void a_jump_of_the_clock_counts_as_one_step_only() {
        assertThat(clock.at(1_000_000)).isZero();
        assertThat(clock.at(1_000_000 + 24 * HOUR)).isEqualTo(10 * MINUTE);
        assertThat(clock.at(1_000_000 + 24 * HOUR + MINUTE)).isEqualTo(11 * MINUTE);
    }

    @Test
    void a_clock_that_is_set_back_counts_as_nothing_and_goes_on_from_there() {
        clock.at(10 * HOUR);
        assertThat(clock.at(9 * HOUR)).isZero();
        assertThat(clock.at(9 * HOUR + MINUTE)).isEqualTo(MINUTE);
    }
}
