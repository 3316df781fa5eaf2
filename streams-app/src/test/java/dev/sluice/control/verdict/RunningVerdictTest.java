package dev.sluice.control.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.message.decision.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Windows are of a minute, a replica serves 10 per second. */
final class RunningVerdictTest {
    private static final long MINUTE = 60_000;
    private static final Duration LEAD = Duration.ofSeconds(90);

    private final RunningVerdict verdict = new RunningVerdict();

    @Test
    void the_numbers_of_a_course_that_is_computed_by_hand() {
        // the first window only says what runs: 12 replicas
        verdict.advised(window(0, 100, 12));
        assertThat(verdict.told(.01)).isEmpty();

        // advice takes two away at once, halfway through the second minute: 12 and 10 make 11; 100 of 110 are used
        verdict.order(10, 90_000, LEAD);
        verdict.advised(window(1, 100, 12));
        // 150 are asked for and 100 served: a third goes unserved, and 30 of what ran
        verdict.order(16, 180_000, LEAD);
        verdict.advised(window(2, 150, 12));
        // 16 are paid for, and ready 90 s after the order: 10 for half a minute, 16 for the other half
        verdict.advised(window(3, 130, 12));
        verdict.advised(window(4, 130, 12));

        Verdict told = verdict.told(.01).orElseThrow();
        assertThat(told.hoursSeen()).isCloseTo(4 / 60.0, within(1e-12));
        // 60 s of (0 + 50 + 30 + 0) of 60 s of (100 + 150 + 130 + 130)
        assertThat(told.unservedShare()).hasValue(80.0 / 510);
        assertThat(told.ranUnservedShare()).hasValue((30.0 + 10 + 10) / 510);
        // paid: 11, 10, 16, 16 of 12 each
        assertThat(told.costAgainstRan()).hasValue(53.0 / 48);
        assertThat(told.worst()).contains(new Verdict.Worst(Instant.ofEpochMilli(2 * MINUTE), 1.0 / 3));
        assertThat(told.allowedUnserved()).isEqualTo(.01);
        assertThat(told.coverage()).isEmpty();
    }

    @Test
    void while_a_policy_acts_what_runs_is_judged() {
        verdict.acted(window(0, 100, 12));
        verdict.acted(window(1, 150, 12));

        Verdict told = verdict.told(.05).orElseThrow();
        assertThat(told.unservedShare()).hasValue(30.0 / 250);
        assertThat(told.costAgainstRan()).isEmpty();
        assertThat(told.worst()).contains(new Verdict.Worst(Instant.ofEpochMilli(MINUTE), .2));
    }

    @Test
    void without_demand_nothing_went_unserved_and_no_share_is_claimed() {
        verdict.advised(window(0, 0, 3));
        verdict.order(0, MINUTE, LEAD);
        verdict.advised(window(1, 0, 3));

        Verdict told = verdict.told(.01).orElseThrow();
        assertThat(told.unservedShare()).isEmpty();
        assertThat(told.costAgainstRan()).hasValue(0);
        assertThat(told.worst()).isEmpty();
    }

    @Test
    void another_policy_starts_anew() {
        verdict.advised(window(0, 100, 12));
        verdict.advised(window(1, 100, 12));
        verdict.restart();

        assertThat(verdict.told(.01)).isEmpty();
        assertThat(verdict.isBlank()).isTrue();
    }

    /** Orders at any time, leads that change, and fleets that start, stop and cancel, against a count replica by replica. */
    @Test
    void generated_courses_agree_with_a_count_of_single_replicas() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RunningVerdict judged = new RunningVerdict();
            Recount recount = new Recount(1 + random.nextInt(9));
            judged.advised(window(0, 50, recount.started));
            long now = MINUTE;
            for (int minute = 1; minute < 60; minute++) {
                if (random.nextInt(3) > 0) {
                    now = minute * MINUTE + 1000L * random.nextInt(60);
                    int replicas = random.nextInt(12);
                    judged.order(replicas, now, LEAD);
                    recount.order(replicas, now);
                }
                double demand = random.nextInt(120);
                int ran = random.nextInt(12);
                judged.advised(window(minute, demand, ran));
                recount.window(minute, demand, ran);
                judged = random.nextInt(10) == 0 ? again(judged) : judged;
            }
            Verdict told = judged.told(.01).orElseThrow();
            assertThat(told.unservedShare().orElseThrow())
                    .as("seed %d", seed)
                    .isCloseTo(recount.unserved(), within(1e-9));
            assertThat(told.costAgainstRan().orElseThrow()).isCloseTo(recount.cost(), within(1e-9));
        }
    }

    private static RunningVerdict again(RunningVerdict written) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.write(new DataOutputStream(bytes));
        assertThat(bytes.size()).isLessThan(250);
        RunningVerdict read = new RunningVerdict();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return read;
    }

    private static JudgedWindow window(long minute, double demand, int ran) {
        return new JudgedWindow(minute * MINUTE, (minute + 1) * MINUTE, demand, 10, ran);
    }

    /** Second by second, replica by replica: each is an entry that says when it is ready; the youngest is taken away. */
    private static final class Recount {
        private final int started;
        private final List<long[]> orders = new ArrayList<>();
        private final Deque<Long> readyAt = new ArrayDeque<>();
        private double unserved;
        private double demanded;
        private double paid;
        private double ran;

        Recount(int started) {
            this.started = started;
            for (int i = 0; i < started; i++) {
                readyAt.addLast(Long.MIN_VALUE);
            }
        }

        void order(int replicas, long now) {
            orders.add(new long[] {now, replicas});
        }

        void window(int minute, double demand, int running) {
            double readySeconds = 0;
            for (int second = 0; second < 60; second++) {
                long now = minute * MINUTE + second * 1000L;
                carryOut(now);
                readySeconds += readyAt.stream().filter(at -> at <= now).count();
                paid += readyAt.size();
            }
            unserved += Math.max(0, 60 * demand - 10 * readySeconds);
            demanded += 60 * demand;
            ran += 60.0 * running;
        }

        private void carryOut(long now) {
            for (long[] order : orders) {
                while (order[0] == now && readyAt.size() > order[1]) {
                    readyAt.removeLast();
                }
                while (order[0] == now && readyAt.size() < order[1]) {
                    readyAt.addLast(now + LEAD.toMillis());
                }
            }
        }

        double unserved() {
            return unserved / demanded;
        }

        double cost() {
            return paid / ran;
        }
    }
}
