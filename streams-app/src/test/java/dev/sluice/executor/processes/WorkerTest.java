package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.executor.processes.Worker.Phase;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a worker is checked, and what its checks make of it. */
final class WorkerTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static Worker worker(Phase phase) {
        return new Worker(
                new WorkerRecord("w1", Target.of("web"), 1, 20_000, Optional.empty(), Optional.empty(), false),
                null,
                phase,
                NOON);
    }

    @Test
    void a_starting_one_is_checked_five_times_as_often_until_it_is_ready() {
        Worker worker = worker(Phase.STARTING);
        assertThat(worker.takeCheck(NOON)).isTrue();
        assertThat(worker.takeCheck(NOON.plusSeconds(60)))
                .as("a check is under way")
                .isFalse();

        worker.checked(false, NOON, INTERVAL);
        assertThat(worker.takeCheck(NOON.plusMillis(1999))).isFalse();
        assertThat(worker.takeCheck(NOON.plusSeconds(2))).isTrue();
        worker.checked(true, NOON.plusSeconds(2), INTERVAL);

        assertThat(worker.isReady()).isTrue();
        assertThat(worker.since()).isEqualTo(NOON.plusSeconds(2));
        assertThat(worker.takeCheck(NOON.plusMillis(11_999))).isFalse();
        assertThat(worker.takeCheck(NOON.plusSeconds(12))).isTrue();
    }

    /** A ready worker may fail twice in a row; one good check makes it ready again, and it counts anew. */
    @Test
    void a_ready_one_is_unhealthy_exactly_after_three_failed_checks_in_a_row() {
        Random random = new Random(511);
        for (int round = 0; round < 200; round++) {
            Worker worker = worker(Phase.READY);
            Instant now = NOON;
            int failed = 0;
            boolean ready = true;
            for (int i = 0; i < 40; i++) {
                now = now.plusSeconds(10);
                boolean passes = random.nextInt(3) == 0;
                failed = passes ? 0 : failed + 1;
                ready = passes || (ready && failed < 3);
                worker.checked(passes, now, INTERVAL);
                assertThat(worker.isReady()).isEqualTo(ready);
                assertThat(worker.phase()).isEqualTo(ready ? Phase.READY : Phase.UNHEALTHY);
                assertThat(worker.isActive())
                        .as("an unhealthy one still counts for its order")
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"DRAINING", "STOPPING", "KILLED"})
    void one_that_is_to_end_is_not_checked_and_a_late_check_does_not_call_it_back(Phase phase) {
        Worker worker = worker(phase);

        assertThat(worker.takeCheck(NOON.plusSeconds(60))).isFalse();
        worker.checked(true, NOON.plusSeconds(61), INTERVAL);

        assertThat(worker.phase()).isEqualTo(phase);
        assertThat(worker.since()).isEqualTo(NOON);
    }

    @Test
    void an_order_without_resources_is_content_with_any_and_one_with_them_only_with_the_same() {
        Resources small = new Resources(1, 2, 0, 0, 0);
        Worker unknown = worker(Phase.READY);
        Worker sized = new Worker(
                new WorkerRecord("w2", Target.of("web"), 1, 20_001, Optional.of(small), Optional.empty(), false),
                null,
                Phase.READY,
                NOON);

        assertThat(unknown.has(Optional.empty()) && sized.has(Optional.empty())).isTrue();
        assertThat(sized.has(Optional.of(small))).isTrue();
        assertThat(sized.has(Optional.of(new Resources(1, 3, 0, 0, 0)))).isFalse();
        assertThat(unknown.has(Optional.of(small))).isFalse();
    }

    @Test
    void one_that_was_recorded_before_it_started_does_not_run() {
        assertThat(worker(Phase.STARTING).isAlive(ProcessTable.ofThisSystem())).isFalse();
        assertThat(worker(Phase.STARTING).exit()).isEqualTo("unknown exit status");
    }
}
