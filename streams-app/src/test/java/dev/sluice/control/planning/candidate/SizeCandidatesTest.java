package dev.sluice.control.planning.candidate;

import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.Sizing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica serves ten requests a second; the window was of ten seconds, and an order takes a minute. */
final class SizeCandidatesTest {
    private static final ScalingPolicy PLAIN = Policies.requests(1, 1_000);
    private static final ScalingPolicy DRAIN = PLAIN.withObjective(new Objective.Drain(Duration.ofMinutes(10)));
    private static final Instant IN_TEN_MINUTES = at(610);

    private static SizingPlan plan(int replicas, double level, double forecast) {
        return new SizingPlan(
                new Sizing(replicas, level, RuleFamily.FORECAST),
                OptionalDouble.of(forecast),
                true,
                10,
                Duration.ofMinutes(1),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static FurtherSignal cpu(OptionalDouble cores, OptionalDouble perReplica) {
        return new FurtherSignal(Signal.CPU, cores, perReplica);
    }

    private static FurtherSignal cpu(double cores, double perReplica) {
        return cpu(OptionalDouble.of(cores), OptionalDouble.of(perReplica));
    }

    private static SizeProposal proposed(double rate, double current, SizingPlan plan, FurtherSignal... further) {
        return new SizeCandidates(
                        BacklogTest.window(0, 10 * rate, OptionalDouble.empty()),
                        rate,
                        rate,
                        (int) Math.ceil(current),
                        current,
                        Integer.MAX_VALUE,
                        PLAIN,
                        plan,
                        Optional.empty(),
                        List.of(further),
                        List.of())
                .propose(seen(rate));
    }

    private static SizeProposal drained(double rate, OptionalDouble waiting, int current) {
        return drained(rate, rate, rate, waiting, current);
    }

    private static SizeProposal drained(
            double rate, double expected, double high, OptionalDouble waiting, int current) {
        return new SizeCandidates(
                        BacklogTest.window(0, 10 * rate, waiting),
                        rate,
                        high,
                        current,
                        current,
                        Integer.MAX_VALUE,
                        DRAIN,
                        plan(99, 990, expected),
                        Optional.of(IN_TEN_MINUTES),
                        List.of(),
                        List.of())
                .propose(seen(rate));
    }

    private static Decision.Seen seen(double rate) {
        return new Decision.Seen(at(0), at(10), Signal.REQUESTS, OptionalDouble.of(rate));
    }

    @Test
    void pools_that_are_held_are_not_asked_to_carry_what_was_only_rounded_up() {
        SizeProposal held = proposed(42.4, 4.4, plan(4, 38.75, 37.4));
        assertThat(held.reason()).isEqualTo(Reason.SMALLER_SIZE_WOULD_NOT_HOLD);
        assertThat(held.replicas()).isEqualTo(5);
        assertThat(held.load()).contains(Load.ofReplicas(44));
        SizeProposal more = proposed(44, 4.4, plan(5, 48, 44));
        assertThat(more.load()).contains(Load.of(48));
        SizeProposal blind = proposed(30, 4.4, plan(4, 38.75, 37.4), cpu(OptionalDouble.empty(), OptionalDouble.of(1)));
        assertThat(blind.reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(blind.load()).contains(Load.ofReplicas(44));
    }

    @Test
    void what_the_contest_asks_for_is_proposed_with_the_demand_that_it_provides_for() {
        SizeProposal proposal = proposed(100, 10, plan(13, 123, 110));
        assertThat(proposal.replicas()).isEqualTo(13);
        assertThat(proposal.reason()).isEqualTo(Reason.FORECAST);
        assertThat(proposal.load()).contains(Load.of(123));
        assertThat(proposal.detail()).isEqualTo("saw 100, expects 110 in 60 s, provides for 123 at 10 a replica");
    }

    @Test
    void a_further_signal_that_needs_more_has_its_way_and_one_that_needs_less_has_not() {
        SizeProposal more = proposed(100, 10, plan(13, 123, 110), cpu(40, 2));
        assertThat(more.replicas()).isEqualTo(20);
        assertThat(more.reason()).isEqualTo(Reason.REACTIVE);
        assertThat(more.load()).contains(Load.of(200));
        assertThat(proposed(100, 10, plan(13, 123, 110), cpu(10, 2)).replicas()).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({"97,11,11", "103,11,11", "97,10,10", "110,10,10", "90,11,11", "114,10,11", "84,11,10", "97,13,11"})
    void a_queue_bears_noise_with_the_replicas_that_there_are(double rate, int current, int proposed) {
        assertThat(drained(rate, 100, 104, OptionalDouble.of(0), current).replicas())
                .isEqualTo(proposed);
    }

    @Test
    void a_level_that_fits_exactly_needs_no_further_replica() {
        assertThat(proposed(100, 10, plan(13, 123, 110), cpu(15 * .1, .1)).replicas())
                .isEqualTo(15);
    }

    @Test
    void while_a_further_signal_is_not_reported_no_replica_is_taken_away_but_some_may_be_added() {
        FurtherSignal silent = cpu(OptionalDouble.empty(), OptionalDouble.of(2));
        SizeProposal held = proposed(50, 10, plan(6, 55, 50), silent);
        assertThat(held.replicas()).isEqualTo(10);
        assertThat(held.reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(held.detail()).startsWith("cpu was not reported, so that no replica is taken away");
        assertThat(proposed(150, 10, plan(17, 165, 150), silent).replicas()).isEqualTo(17);
    }

    @Test
    void a_further_signal_of_unknown_capacity_holds_nothing_up_and_says_what_to_do() {
        SizeProposal proposal = proposed(50, 10, plan(6, 55, 50), cpu(OptionalDouble.of(7), OptionalDouble.empty()));
        assertThat(proposal.replicas()).isEqualTo(6);
        assertThat(proposal.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.detail()).contains("State perReplica of cpu"));
    }

    @Test
    void a_size_that_would_not_carry_what_is_expected_is_not_shrunk_to() {
        SizeProposal proposal = proposed(100, 20, plan(4, 40, 100));
        assertThat(proposal.replicas()).isBetween(10, 20);
        assertThat(proposal.reason()).isEqualTo(Reason.SMALLER_SIZE_WOULD_NOT_HOLD);
    }

    @Test
    void what_waits_and_what_arrives_is_finished_in_time_whatever_the_contest_says() {
        SizeProposal proposal = drained(100, OptionalDouble.of(60_000), 15);
        assertThat(proposal.reason()).isEqualTo(Reason.BACKLOG);
        double untilReady = 15 * 10.0 * 60;
        double after = proposal.replicas() * 10.0 * 540;
        assertThat(untilReady + after).isGreaterThanOrEqualTo(60_000 + 100 * 600);
        assertThat(proposal.replicas()).isLessThan(30);
        assertThat(proposal.load().orElseThrow().batch()).contains(new Load.Batch(60_000, IN_TEN_MINUTES));
    }

    @Test
    void what_arrived_at_once_waits_and_is_not_counted_again_as_a_rate_that_lasts() {
        SizeProposal burst = drained(1_000, 100, 104, OptionalDouble.of(9_000), 10);
        assertThat(burst.replicas())
                .isEqualTo(drained(100, 100, 104, OptionalDouble.of(9_000), 10).replicas())
                .isBetween(11, 12);
    }

    @Test
    void no_replica_is_taken_away_while_all_of_them_work_off_what_waits() {
        assertThat(drained(100, 100, 104, OptionalDouble.of(60_000), 40).replicas())
                .isEqualTo(40);
        assertThat(drained(100, 100, 104, OptionalDouble.of(10_000), 40).replicas())
                .isBetween(11, 13);
        assertThat(drained(0, 0, 0, OptionalDouble.of(4_100), 40).replicas()).isEqualTo(40);
        // arrivals that nobody reports leave a few that wait at the end of each window
        assertThat(drained(0, 0, 0, OptionalDouble.of(500), 40).replicas()).isEqualTo(1);
    }

    @Test
    void where_nobody_says_how_much_waits_no_replica_is_taken_away() {
        SizeProposal proposal = drained(10, OptionalDouble.empty(), 15);
        assertThat(proposal.replicas()).isEqualTo(15);
        assertThat(proposal.reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(proposal.detail()).startsWith("what waits was not reported");
        assertThat(proposal.load().orElseThrow().batch()).isEmpty();
    }

    @Test
    void more_on_any_signal_never_asks_for_fewer() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            int current = random.nextInt(60);
            double rate = random.nextInt(500);
            int contest = random.nextInt(60);
            double cores = random.nextInt(100);
            SizingPlan plan = plan(contest, 10.0 * contest, random.nextInt(500));
            int before = proposed(rate, current, plan, cpu(cores, 2)).replicas();
            int after = proposed(rate, current, plan, cpu(cores + random.nextInt(50), 2))
                    .replicas();
            assertThat(after).as("case %d", i).isGreaterThanOrEqualTo(before);
            assertThat(before).as("case %d", i).isGreaterThanOrEqualTo((int) Math.ceil(cores / 2));
            assertThat(drained(rate, OptionalDouble.of(1_000.0 + i), current).replicas())
                    .as("case %d", i)
                    .isGreaterThanOrEqualTo(
                            drained(rate, OptionalDouble.of(i), current).replicas());
        }
    }
}
