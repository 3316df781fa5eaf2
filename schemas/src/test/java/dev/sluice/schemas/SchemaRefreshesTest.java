package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Records that name schemas of other topics must not hold up those that are read after them. */
class SchemaRefreshesTest {
    private long now;
    private final SchemaRefreshes refreshes = new SchemaRefreshes(() -> now);

    @Test
    void an_id_is_asked_about_once_in_thirty_seconds_whoever_reads_it() {
        assertThat(refreshes.mayAsk(7)).isTrue();
        assertThat(refreshes.mayAsk(7)).isFalse();
        now += Duration.ofSeconds(31).toNanos();
        assertThat(refreshes.mayAsk(7)).isTrue();
    }

    @Test
    void a_registry_that_lost_its_content_is_asked_about_all_ids_of_sluice_at_once() {
        for (int id = 1; id <= 15; id++) {
            assertThat(refreshes.mayAsk(id)).isTrue();
        }
    }

    @Test
    void nonsense_with_hundreds_of_ids_asks_once_a_second() {
        int asked = 0;
        for (int second = 0; second < 600; second++) {
            for (int id = 1; id <= 300; id++) {
                asked += refreshes.mayAsk(id) ? 1 : 0;
            }
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(asked).isBetween(600, 625);
    }
}
