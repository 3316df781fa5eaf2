package dev.sluice.policy.behavior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest(name = "{0} changes")
    @ValueSource(ints = {513, 32_767, 32_768, 70_000, 200_000})
    void any_number_of_changes_within_a_period_reads_back_and_stays_small(int count) throws IOException {
        Duration month = Duration.ofDays(30);
        SplittableRandom random = new SplittableRandom(count);
        ChangeHistory changes = new ChangeHistory();
        long now = 0;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            now += 1 + random.nextInt((int) (month.toMillis() / 2 / count));
            int delta = random.nextInt(-3, 5);
            sum += delta;
            changes.add(now, delta, month);
        }
        byte[] bytes = bytes(changes);
        assertThat(bytes.length).isLessThan(2 + 12 * (ChangeHistory.PARTS + 2));
        ChangeHistory read = new ChangeHistory();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        read.read(in);
        assertThat(in.available())
                .as("what follows it is read from its own beginning")
                .isZero();
        assertThat(read.atStartOf(month, now, 1_000_000)).isEqualTo((int) (1_000_000 - sum));
        for (int hours = 1; hours < 700; hours += 50) {
            Duration period = Duration.ofHours(hours);
            assertThat(read.atStartOf(period, now, 1_000_000)).isEqualTo(changes.atStartOf(period, now, 1_000_000));
        }
    }

    @Test
    void a_merged_change_counts_at_most_one_part_too_long() {
        Duration day = Duration.ofDays(1);
        long part = day.toMillis() / ChangeHistory.PARTS;
        ChangeHistory changes = new ChangeHistory();
        long now = 0;
        for (; now < day.toMillis(); now += 1000) {
            changes.add(now, 1, day);
        }
        int exact = 3600;
        int counted = 100_000 - changes.atStartOf(Duration.ofHours(1), now, 100_000);
        assertThat(counted).isBetween(exact - 1, (int) (exact + part / 1000 + 1));
    }

    @Test
    void more_changes_than_are_ever_kept_are_refused() {
        DataInputStream garbage = new DataInputStream(new ByteArrayInputStream(new byte[] {-1, -1, 0, 0}));
        assertThatThrownBy(() -> new ChangeHistory().read(garbage)).isInstanceOf(IOException.class);
    }

    private static int written(ChangeHistory changes) throws IOException {
        return bytes(changes).length;
    }

    private static byte[] bytes(ChangeHistory changes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        changes.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
