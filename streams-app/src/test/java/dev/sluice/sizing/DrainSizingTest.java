package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.DrainSizing.Drain;
import dev.sluice.sizing.DrainSizing.Work;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A size that drains a backlog")
final class DrainSizingTest {
    private static final DrainSizing TWO_MINUTES = new DrainSizing(120, 0, 0);

    @Test
    @DisplayName("does the backlog and what arrives meanwhile within the time")
    void at_once() {
        // 1200 waiting + 120 s · 10/s = 2400, at 5/s for 120 s a replica
        assertThat(TWO_MINUTES.size(new Work(1_200, 10, 5, 0))).isEqualTo(new Drain(4, 120));
    }

    @Test
    @DisplayName("counts replicas that are still to start only from when they are ready")
    void lead() {
        DrainSizing slowStart = new DrainSizing(120, 60, 0);
        // two run all the time: 1200 of the 2400; the rest in 60 s at 5/s needs four more
        Drain drain = slowStart.size(new Work(1_200, 10, 5, 2));
        assertThat(drain).isEqualTo(new Drain(6, 120));
    }

    @Test
    @DisplayName("counts the pause of everybody that a change of size costs")
    void restart() {
        DrainSizing pausing = new DrainSizing(120, 0, 20);
        assertThat(pausing.size(new Work(1_200, 10, 5, 2)).replicas())
                .isGreaterThan(TWO_MINUTES.size(new Work(1_200, 10, 5, 2)).replicas());
        assertThat(pausing.size(new Work(1_200, 10, 5, 2)).seconds()).isLessThanOrEqualTo(120);
    }

    @Test
    @DisplayName("that is right already is kept: no pause is paid for it")
    void kept() {
        DrainSizing pausing = new DrainSizing(120, 60, 100);
        assertThat(pausing.size(new Work(1_200, 10, 5, 4))).isEqualTo(new Drain(4, 120));
    }

    @Test
    @DisplayName("that finishes sooner without the pause of a change is kept, though late")
    void not_worth_it() {
        // 100 wait beyond what arrives, done in 10 s; new replicas would work after a minute and a pause
        Drain drain = new DrainSizing(5, 60, 20).size(new Work(100, 10, 5, 4));
        assertThat(drain).isEqualTo(new Drain(4, 10));
        assertThat(new DrainSizing(5, 60, 0).size(new Work(100, 10, 5, 4)).replicas())
                .isGreaterThan(4);
    }

    @Test
    @DisplayName("where no order comes in time finishes within the time counted from when it does")
    void too_late() {
        Drain drain = new DrainSizing(60, 300, 0).size(new Work(6_000, 10, 5, 2));
        assertThat(drain.replicas()).isEqualTo(22);
        assertThat(drain.seconds()).isBetween(300.0, 361.0);
    }

    @Test
    @DisplayName("bears the arrivals even when nothing waits, and is one when there is no work")
    void steady() {
        assertThat(TWO_MINUTES.size(new Work(0, 23, 5, 9)).replicas()).isEqualTo(5);
        assertThat(TWO_MINUTES.size(new Work(0, 0, 5, 9))).isEqualTo(new Drain(1, 0));
    }

    @ParameterizedTest(name = "backlog {0}, arrivals {1}/s, {2} running, lead {3} s, pause {4} s")
    @CsvSource({"100,0,1,0,0", "5000,3,2,30,0", "5000,3,2,30,10", "90,40,0,60,5", "100000,100,50,60,30", "777,7,7,7,7"})
    @DisplayName("is the smallest that keeps the time when played second by second")
    void smallest(double backlog, double arrivals, int running, double lead, double pause) {
        DrainSizing sizing = new DrainSizing(300, lead, pause);
        Work work = new Work(backlog, arrivals, 5, running);
        Drain drain = sizing.size(work);
        assertThat(left(sizing, work, drain.replicas())).isCloseTo(0, within(1e-6));
        if (drain.replicas() > 1 && drain.replicas() > running + 1) {
            assertThat(left(sizing, work, drain.replicas() - 1)).isGreaterThan(0);
        }
    }

    /** What waits at the end of the time, in steps of a hundredth of a second. */
    private static double left(DrainSizing sizing, Work work, int replicas) {
        double waits = work.backlog();
        double pause = replicas == work.running() ? 0 : sizing.restartSeconds();
        for (int i = 0; i < 100 * sizing.within(); i++) {
            double now = i / 100.0;
            double ready = now < sizing.leadSeconds() + pause ? Math.min(replicas, work.running()) : replicas;
            double paused = now < pause ? 0 : ready;
            waits = waits + .01 * (work.arrivals() - paused * work.capacity());
        }
        return Math.max(0, waits);
    }
}
