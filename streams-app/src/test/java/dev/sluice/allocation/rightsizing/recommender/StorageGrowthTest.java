package dev.sluice.allocation.rightsizing.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StorageGrowthTest {
    private static final double GB = 1e9;
    private static final long HOUR = 3_600;
    private static final long START = 1_700_000_000;

    @Test
    void a_disk_that_grows_a_gigabyte_an_hour_is_full_in_time_to_say_so() {
        StorageGrowth growth = new StorageGrowth();
        for (int hour = 0; hour <= 48; hour++) {
            growth.used((10 + hour) * GB, START + hour * HOUR);
        }

        assertThat(growth.perSecond() * HOUR).isCloseTo(GB, within(1.0));
        assertThat(growth.timeToFull(100 * GB, START + 48 * HOUR).orElseThrow().toMinutes())
                .isBetween(42 * 60L - 1, 42 * 60L);
        assertThat(growth.timeToFull(100 * GB, START + 50 * HOUR).orElseThrow().toMinutes())
                .isBetween(40 * 60L - 1, 40 * 60L);
        assertThat(growth.needed(Duration.ofHours(100), .1)).isCloseTo(158 * 1.1 * GB, within(1e6));
    }

    @Test
    void a_clean_up_is_not_negative_growth() {
        StorageGrowth growth = new StorageGrowth();
        for (int hour = 0; hour <= 96; hour++) {
            growth.used((10 + hour % 24) * GB, START + hour * HOUR);
        }

        assertThat(growth.perSecond() * HOUR).isCloseTo(GB, within(.1 * GB));
        // what it needed before the clean-up it will need again
        assertThat(growth.needed(Duration.ofHours(1), 0)).isEqualTo(33 * GB);
    }

    @Test
    void what_does_not_grow_is_never_full() {
        StorageGrowth growth = new StorageGrowth();
        assertThat(growth.timeToFull(1, 0)).isEmpty();
        growth.used(5 * GB, START);
        growth.used(5 * GB, START + HOUR);
        growth.used(5 * GB, START + 2 * HOUR);

        assertThat(growth.timeToFull(100 * GB, START + 2 * HOUR)).isEmpty();
        assertThat(growth.used(6 * GB, START)).isFalse();
        assertThat(growth.used(-1, START + 3 * HOUR)).isFalse();
    }

    @Test
    void it_can_be_stored() {
        StorageGrowth growth = new StorageGrowth();
        growth.used(GB, START);
        growth.used(2 * GB, START + HOUR);
        StorageGrowth copy = new StorageGrowth();
        copy.restore(growth.state());
        copy.used(3 * GB, START + 2 * HOUR);
        growth.used(3 * GB, START + 2 * HOUR);

        assertThat(copy.perSecond()).isEqualTo(growth.perSecond()).isCloseTo(GB / HOUR, within(1.0));
    }
}
