package dev.sluice.allocation.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.allocation.shared.Claim;
import dev.sluice.allocation.shared.Grant;
import dev.sluice.allocation.shared.PriorityFairShare;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BatchPlanTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final Pool firm =
            Pool.of("firm", 1.0).withLeadTime(Duration.ofMinutes(5)).withLimit(20);
    private final Pool spot =
            Pool.of("spot", .3).withLeadTime(Duration.ofMinutes(5)).withSpot(.5).withLimit(20);

    @Test
    void with_time_in_hand_it_runs_on_spot() {
        // 36,000 units at one a second: ten replica-hours
        BatchPlan plan = plan(36_000, Duration.ofHours(4));

        // a spot replica gets 0.94 per second done, in 3.5 of the 3.6 hours planned with: 3.03 of them
        assertThat(plan.replicas("spot")).isEqualTo(4);
        assertThat(plan.replicas("firm")).isZero();
        assertThat(plan.onTime()).isTrue();
        assertThat(plan.preemptible()).isTrue();
        assertThat(plan.cost()).isLessThan(10 * 1.0);
    }

    @Test
    void when_waiting_would_make_it_late_it_runs_on_firm_replicas_only() {
        // twenty firm replicas need 30 min and 5 to start: 3 min of slack are less than a review
        BatchPlan plan = plan(36_000, Duration.ofMinutes(38));

        assertThat(plan.slack()).isEqualTo(Duration.ofMinutes(3));
        assertThat(plan.replicas("spot")).isZero();
        assertThat(plan.replicas("firm")).isEqualTo(20);
        assertThat(plan.preemptible()).isFalse();
        assertThat(plan.onTime()).isTrue();
    }

    @Test
    void fewer_for_longer_for_each_start_pays_its_lead_time() {
        BatchPlan plan = BatchPlanner.plan(
                new BatchJob("job", 36_000, NOON.plus(Duration.ofHours(10)), List.of(PoolChoice.of(firm, 1)), exact()),
                NOON);

        // one replica could do it in ten hours and five minutes: two
        assertThat(plan.replicas("firm")).isEqualTo(2);
        assertThat(Duration.between(NOON, plan.finish()).toMinutes()).isEqualTo(5 * 60 + 5);
        assertThat(plan.cost()).isCloseTo(2 * (5 + 5 / 60.0), within(1e-3));
    }

    @Test
    void what_runs_needs_no_lead_time() {
        BatchPlan plan = BatchPlanner.plan(
                new BatchJob(
                        "job",
                        36_000,
                        NOON.plus(Duration.ofHours(10)),
                        List.of(PoolChoice.of(firm, 1).withRunning(1)),
                        exact()),
                NOON);

        assertThat(plan.replicas("firm")).isEqualTo(1);
        assertThat(plan.finish()).isEqualTo(NOON.plus(Duration.ofHours(10)));
    }

    @Test
    void what_cannot_be_finished_in_time_takes_all_there_is_and_says_when() {
        BatchPlan plan = plan(360_000, Duration.ofHours(1));

        assertThat(plan.onTime()).isFalse();
        assertThat(plan.replicas("firm") + plan.replicas("spot")).isEqualTo(40);
        assertThat(plan.finish()).isBetween(NOON.plus(Duration.ofMinutes(150)), NOON.plus(Duration.ofMinutes(170)));
    }

    @Test
    void nothing_left_needs_nothing() {
        BatchPlan plan = plan(0, Duration.ofHours(1));

        assertThat(plan.parts()).allMatch(part -> part.replicas() == 0);
        assertThat(plan.onTime()).isTrue();
        assertThat(plan.cost()).isZero();
    }

    @Test
    void a_service_that_answers_now_goes_before_a_job_that_can_wait_but_not_before_one_that_cannot() {
        Claim service = new Claim(
                "web",
                "firm",
                18,
                0,
                new Claim.Terms(ClaimPriority.priority(0, Objective.standard().patience()), 1, 0));
        BatchJob patient = job(36_000, Duration.ofHours(4), List.of(PoolChoice.of(firm, 1)));
        BatchJob pressed = job(36_000, Duration.ofMinutes(38), List.of(PoolChoice.of(firm, 1)));

        assertThat(granted(service, BatchPlanner.plan(patient, NOON))).containsExactly(18, 2);
        assertThat(granted(service, BatchPlanner.plan(pressed, NOON))).containsExactly(0, 20);
        assertThat(ClaimPriority.priority(1, Duration.ofDays(9)))
                .isGreaterThan(ClaimPriority.priority(0, Duration.ZERO));
    }

    @Test
    void it_is_in_time_whatever_spot_does_and_cheaper_than_firm_replicas() {
        double paid = 0;
        double firmAlone = 0;
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double work = 20_000 + 60_000 * random.nextDouble();
            Duration time = Duration.ofMinutes((long) (work / 20 / 60 * (1.5 + 3 * random.nextDouble())) + 20);
            Run run = new Run(random, 4 * random.nextDouble());
            assertThat(run.play(job(work, time, List.of(PoolChoice.of(firm, 1), PoolChoice.of(spot, 1)))))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(time.toSeconds());
            paid += run.cost;
            firmAlone += work / 3600;
        }
        assertThat(paid).isLessThan(.75 * firmAlone);
    }

    /** Replicas that start, work, and on spot are taken back at a rate that may be far from the declared one. */
    private final class Run {
        private static final int STEP = 60;
        private final Random random;
        private final double interruptionsPerHour;
        private final List<double[]> firms = new ArrayList<>();
        private final List<double[]> spots = new ArrayList<>();
        private double cost;

        private Run(Random random, double interruptionsPerHour) {
            this.random = random;
            this.interruptionsPerHour = interruptionsPerHour;
        }

        /** Seconds until the job is done. */
        private long play(BatchJob job) {
            double left = job.work();
            for (long second = 0; second < 100_000; second += STEP) {
                if (second % 300 == 0) {
                    BatchJob now = job.with(
                            left,
                            List.of(
                                    PoolChoice.of(firm, 1).withRunning(ready(firms, second)),
                                    PoolChoice.of(spot, 1).withRunning(ready(spots, second))));
                    BatchPlan plan = BatchPlanner.plan(now, NOON.plusSeconds(second));
                    resize(firms, plan.replicas("firm"), second);
                    resize(spots, plan.replicas("spot"), second);
                }
                left -= work(firms, second) + work(spots, second);
                left += interrupt();
                cost += (firms.size() * firm.pricePerHour() + spots.size() * spot.pricePerHour()) * STEP / 3600;
                if (left <= 0) {
                    return second + STEP;
                }
            }
            return Long.MAX_VALUE;
        }

        private void resize(List<double[]> replicas, int wanted, long second) {
            while (replicas.size() > wanted) {
                replicas.remove(replicas.size() - 1);
            }
            while (replicas.size() < wanted) {
                replicas.add(new double[] {second + 300.0, 0});
            }
        }

        private int ready(List<double[]> replicas, long second) {
            return (int) replicas.stream().filter(r -> r[0] <= second).count();
        }

        private double work(List<double[]> replicas, long second) {
            double done = 0;
            for (double[] replica : replicas) {
                if (replica[0] <= second) {
                    replica[1] = (replica[1] + STEP) % 300;
                    done += STEP;
                }
            }
            return done;
        }

        /** Units lost since the last checkpoint of each replica taken back. */
        private double interrupt() {
            double lost = 0;
            for (int i = spots.size() - 1; i >= 0; i--) {
                if (random.nextDouble() < interruptionsPerHour * STEP / 3600) {
                    lost += spots.remove(i)[1];
                }
            }
            return lost;
        }
    }

    private BatchPlan plan(double work, Duration time) {
        return BatchPlanner.plan(job(work, time, List.of(PoolChoice.of(firm, 1), PoolChoice.of(spot, 1))), NOON);
    }

    private static BatchJob job(double work, Duration time, List<PoolChoice> choices) {
        return new BatchJob("job", work, NOON.plus(time), choices, BatchJob.Terms.DEFAULT);
    }

    private static BatchJob.Terms exact() {
        return new BatchJob.Terms(Duration.ofMinutes(5), Duration.ofMinutes(5), 0);
    }

    private static List<Integer> granted(Claim service, BatchPlan plan) {
        List<Claim> claims = new ArrayList<>(List.of(service));
        claims.addAll(plan.claims(0, 1));
        return PriorityFairShare.grant(20, claims).stream().map(Grant::replicas).toList();
    }
}
