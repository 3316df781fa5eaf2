package dev.sluice.topology.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.TopologySettings;
import org.junit.jupiter.api.Test;

/** Tasks come and go; what one process may keep live is shared among those that it has. */
final class LiveLimitTest {
    @Test
    void tasks_share_what_the_process_may_keep() {
        LiveLimit limit = LiveLimit.of(900);
        limit.taskCame();
        assertThat(limit.each()).isEqualTo(900);

        limit.taskCame();
        limit.taskCame();
        assertThat(limit.each()).isEqualTo(300);

        limit.taskWent();
        assertThat(limit.each()).isEqualTo(450);
    }

    @Test
    void without_a_number_half_of_the_heap_is_the_limit() {
        LiveLimit limit = LiveLimit.of(TopologySettings.AS_MANY_AS_FIT);
        limit.taskCame();

        assertThat(limit.each() * 40_000L).isBetween(1L, Runtime.getRuntime().maxMemory() / 2);
    }
}
