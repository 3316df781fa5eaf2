package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An executor's clock may be wrong by anything: what it says happened when it did. */
class ExecutorClockTest {
    private static final long ISSUED = 1_700_000_000_000L;
    private static final long DAY = 86_400_000;

    private final ExecutorClock clock = new ExecutorClock();

    @Test
    void a_right_clock_is_believed() {
        assertThat(heard(Status.APPLIED, ISSUED + 300, ISSUED + 900)).isEqualTo(ISSUED + 300);
        assertThat(heard(Status.READY, ISSUED + 90_000, ISSUED + 91_000)).isEqualTo(ISSUED + 90_000);
    }

    @Test
    void what_is_read_late_happened_when_a_right_clock_says() {
        long hoursLater = ISSUED + 3 * 3_600_000;

        assertThat(heard(Status.APPLIED, ISSUED + 300, hoursLater)).isEqualTo(ISSUED + 300);
        assertThat(heard(Status.READY, ISSUED + 90_000, hoursLater)).isEqualTo(ISSUED + 90_000);
    }

    @Test
    void a_clock_that_is_wrong_by_seconds_or_years_moves_nothing() {
        for (long skew :
                new long[] {-50 * 365 * DAY, -30 * DAY, -DAY, -600_000, -60_000, -2_000, 2_000, 600_000, DAY, 30 * DAY
                }) {
            assertThat(heard(Status.APPLIED, ISSUED + 300 + skew, ISSUED + 900))
                    .as("applied, clock off by " + skew)
                    .isBetween(ISSUED, ISSUED + 900);
            assertThat(heard(Status.READY, ISSUED + 90_000 + skew, ISSUED + 91_000))
                    .as("ready, clock off by " + skew)
                    .isBetween(ISSUED + 90_000, ISSUED + 91_000);
        }
    }

    @Test
    void a_ready_that_cannot_be_of_its_time_happened_just_now() {
        assertThat(heard(Status.READY, ISSUED - DAY, ISSUED + 90_000)).isEqualTo(ISSUED + 90_000);
        assertThat(heard(Status.READY, ISSUED + DAY, ISSUED + 90_000)).isEqualTo(ISSUED + 90_000);
    }

    @Test
    void no_time_is_before_the_command_or_after_now() throws IOException {
        Random random = new Random(3);
        List<Status> statuses = List.of(Status.values());
        for (int i = 0; i < 10_000; i++) {
            Status status = statuses.get(random.nextInt(statuses.size()));
            long told = random.nextBoolean() ? random.nextLong() : ISSUED + random.nextInt(2_000_000) - 1_000_000;
            long now = ISSUED + random.nextInt(1_000_000);

            assertThat(heard(status, told, now)).isBetween(ISSUED, now);
            if (random.nextInt(100) == 0) {
                ExecutorClock read = new ExecutorClock();
                read.read(ServiceHarness.in(ServiceHarness.bytes(clock::write)));
                assertThat(read).usingRecursiveComparison().isEqualTo(clock);
            }
        }
    }

    @Test
    void an_applied_that_comes_again_when_replicas_were_lost_tells_nothing_of_the_clock() {
        long anHourLater = ISSUED + 3_600_000;
        heard(Status.APPLIED, ISSUED + 300, ISSUED + 900);

        assertThat(heard(Status.APPLIED, anHourLater, anHourLater + 500, false)).isEqualTo(anHourLater);
        assertThat(heard(Status.READY, anHourLater + 90_000, anHourLater + 90_500, false))
                .isEqualTo(anHourLater + 90_000);
    }

    private long heard(Status status, long told, long now) {
        return heard(status, told, now, true);
    }

    private long heard(Status status, long told, long now, boolean first) {
        Acknowledgement ack = new Acknowledgement(
                1, status, 5, OptionalInt.empty(), Instant.ofEpochMilli(ISSUED), Instant.ofEpochMilli(told));
        return clock.corrected(ack, ISSUED, now, first).at().toEpochMilli();
    }
}
