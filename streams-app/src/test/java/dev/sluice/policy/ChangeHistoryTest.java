package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ChangeHistoryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void without_a_change_a_period_began_as_it_ends() {
        assertThat(new ChangeHistory().atStartOf(MINUTE, 0, 12)).isEqualTo(12);
    }

    @Test
    void additions_are_taken_off_and_removals_put_back() {
        ChangeHistory changes = new ChangeHistory();
        changes.add(10_000, 5, MINUTE);
        changes.add(30_000, -2, MINUTE);
        assertThat(changes.atStartOf(MINUTE, 69_999, 13)).isEqualTo(10);
        assertThat(changes.atStartOf(MINUTE, 70_000, 13)).isEqualTo(15);
        assertThat(changes.atStartOf(MINUTE, 90_000, 13)).isEqualTo(13);
    }

    @Test
    void nothing_is_kept_where_no_limit_asks_for_it() throws IOException {
        ChangeHistory changes = new ChangeHistory();
        changes.add(0, 5, Duration.ZERO);
        changes.add(0, 0, MINUTE);
        assertThat(changes.atStartOf(MINUTE, 1, 12)).isEqualTo(12);
        assertThat(written(changes)).isEqualTo(2);
    }

    @Test
    void what_no_limit_can_count_any_more_is_forgotten() throws IOException {
        ChangeHistory changes = new ChangeHistory();
        for (int i = 0; i < 10_000; i++) {
            changes.add(i * 1000L, 1, MINUTE);
        }
        assertThat(written(changes)).isEqualTo(2 + 60 * 12);
    }

    private static int written(ChangeHistory changes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        changes.write(new DataOutputStream(bytes));
        return bytes.size();
    }
}
