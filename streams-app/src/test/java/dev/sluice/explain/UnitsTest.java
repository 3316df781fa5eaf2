package dev.sluice.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demand.Signal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What demand is counted in. */
final class UnitsTest {
    @Test
    void what_waits_in_a_queue_is_no_request_and_each_signal_has_a_unit() {
        assertThat(Units.of(Signal.REQUESTS)).isEqualTo("requests/s");
        assertThat(Units.of(Signal.BACKLOG)).isEqualTo("messages/s");
        assertThat(Units.of(Signal.LAG)).isEqualTo(Units.of(Signal.BACKLOG));
        assertThat(Arrays.stream(Signal.values())
                        .filter(signal -> signal != Signal.LAG)
                        .map(Units::of))
                .doesNotHaveDuplicates();
    }
}
