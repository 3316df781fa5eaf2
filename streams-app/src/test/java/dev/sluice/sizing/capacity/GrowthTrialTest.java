package dev.sluice.sizing.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import dev.sluice.sizing.capacity.GrowthTrial.Shown;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 140 requests arrive per second, and a replica is known to serve 20. */
final class GrowthTrialTest {
    private GrowthTrial trial = new GrowthTrial();

    private Finding waiting(int replicas, double finished) {
        return trial.observe(new Shown(replicas, replicas, 140, finished, true, false, 20));
    }

    private Finding starting(int ordered, int serving, double finished) {
        return trial.observe(new Shown(ordered, serving, 140, finished, true, true, 20));
    }

    private Finding quiet(int replicas, double finished) {
        return trial.observe(new Shown(replicas, replicas, 140, finished, false, false, 20));
    }

    private void begin() {
        waiting(8, 100);
        waiting(8, 100);
        assertThat(waiting(8, 100)).isEqualTo(Finding.BEGINS);
    }

    private void fail() {
        begin();
        assertThat(waiting(16, 100)).isEqualTo(Finding.NO_HELP);
    }

    @Test
    void two_windows_say_nothing() {
        assertThat(waiting(8, 100)).isEqualTo(Finding.QUIET);
        assertThat(waiting(8, 100)).isEqualTo(Finding.QUIET);
        assertThat(quiet(8, 140)).isEqualTo(Finding.QUIET);
        assertThat(trial.isIdle()).isTrue();
        assertThat(trial.most()).isEmpty();
    }

    @Test
    void replicas_are_doubled_at_most_from_the_first_window_on() {
        waiting(8, 100);
        assertThat(trial.most()).hasValue(16);
    }

    @Test
    void what_the_arriving_requests_need_may_be_doubled_too() {
        trial.observe(new Shown(8, 8, 1400, 160, true, false, 20));
        assertThat(trial.most()).hasValue(140);
    }

    @Test
    void growth_that_helps_goes_on_from_there() {
        begin();
        assertThat(starting(16, 8, 100)).isEqualTo(Finding.STARTING);
        assertThat(waiting(16, 140)).isEqualTo(Finding.BEGINS);
        assertThat(trial.most()).hasValue(32);
        assertThat(waiting(17, 140)).isEqualTo(Finding.TRIED);
    }

    @Test
    void growth_that_does_not_help_is_taken_back() {
        fail();
        assertThat(trial.most()).hasValue(8);
        assertThat(trial.paused()).isEqualTo(GrowthTrial.FIRST_PAUSE);
    }

    @Test
    void where_more_requests_arrive_more_replicas_run_during_a_pause() {
        fail();
        trial.observe(new Shown(8, 8, 150, 100, true, false, 20));
        assertThat(trial.most()).hasValue(8);
        trial.observe(new Shown(8, 8, 280, 100, true, false, 20));
        assertThat(trial.most()).hasValue(16);
    }

    @Test
    void after_a_pause_growth_is_tried_at_once_and_the_next_pause_is_longer() {
        fail();
        for (int i = 1; i < GrowthTrial.FIRST_PAUSE; i++) {
            assertThat(waiting(8, 100)).isEqualTo(Finding.PAUSED);
            assertThat(trial.most()).hasValue(8);
        }
        assertThat(waiting(8, 100)).isEqualTo(Finding.BEGINS);
        assertThat(trial.most()).hasValue(16);
        assertThat(waiting(16, 100)).isEqualTo(Finding.NO_HELP);
        assertThat(trial.paused()).isEqualTo(2 * GrowthTrial.FIRST_PAUSE);
    }

    @Test
    void quiet_windows_end_a_pause_soon() {
        fail();
        quiet(8, 140);
        quiet(8, 140);
        assertThat(trial.paused()).isPositive();
        quiet(8, 140);
        assertThat(trial.paused()).isZero();
        assertThat(trial.most()).isEmpty();
    }

    @Test
    void what_is_asked_for_in_a_quiet_window_of_a_pause_has_no_limit() {
        fail();
        quiet(8, 140);
        assertThat(trial.paused()).isPositive();
        assertThat(trial.most()).isEmpty();
        waiting(8, 100);
        assertThat(trial.most()).hasValue(8);
    }

    @Test
    void a_long_quiet_time_makes_the_next_pause_short_again() {
        fail();
        for (int i = 0; i < 10; i++) {
            quiet(8, 140);
        }
        fail();
        assertThat(trial.paused()).isEqualTo(GrowthTrial.FIRST_PAUSE);
    }

    @Test
    void reports_without_requests_set_no_limit_of_nothing() {
        trial.observe(new Shown(0, 1, 0, 100, true, false, 20));
        trial.observe(new Shown(0, 1, 140, 100, true, false, 20));
        assertThat(trial.most().orElseThrow()).isPositive();
    }

    @Test
    void an_overload_that_ends_before_growth_could_help_teaches_nothing() {
        begin();
        assertThat(quiet(8, 140)).isEqualTo(Finding.NO_HELP);
        assertThat(trial.paused()).isZero();
    }

    @Test
    void an_overload_that_ends_with_growth_has_taught() {
        begin();
        assertThat(quiet(13, 140)).isEqualTo(Finding.QUIET);
    }

    @Test
    void an_overload_that_begins_while_replicas_start_is_compared_from_when_they_are_ready() {
        starting(8, 4, 60);
        assertThat(trial.most()).hasValue(16);
        waiting(8, 100);
        assertThat(waiting(8, 100)).isEqualTo(Finding.BEGINS);
        assertThat(waiting(9, 100)).isEqualTo(Finding.TRIED);
        assertThat(waiting(16, 100)).isEqualTo(Finding.NO_HELP);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_restart_at_any_moment_changes_nothing(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        GrowthTrial through = new GrowthTrial();
        for (int i = 0; i < 500; i++) {
            Shown shown = new Shown(
                    random.nextInt(1, 30),
                    random.nextInt(1, 30),
                    random.nextDouble(50, 300),
                    random.nextDouble(50, 300),
                    random.nextInt(10) > 0,
                    random.nextInt(4) == 0,
                    random.nextBoolean() ? 20 : 0);
            trial = again(trial);
            assertThat(trial.observe(shown)).isEqualTo(through.observe(shown));
            assertThat(trial.most()).isEqualTo(through.most());
            assertThat(trial.paused()).isEqualTo(through.paused());
        }
    }

    private static GrowthTrial again(GrowthTrial trial) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        trial.write(new DataOutputStream(bytes));
        GrowthTrial again = new GrowthTrial();
        again.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return again;
    }
}
