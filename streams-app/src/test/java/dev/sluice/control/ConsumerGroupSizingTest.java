package dev.sluice.control;

import static dev.sluice.control.harness.ServiceHarness.withBacklog;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.demand.GroupLag;
import dev.sluice.demand.GroupLag.Partition;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * A group of workers whose replicas read 100 records per second each, from six partitions unless said otherwise. What
 * waits is to be read within five minutes; a replica reads a minute after it was ordered.
 */
final class ConsumerGroupSizingTest {
    private static final int PARTITIONS = 6;
    private static final GroupLag EVEN = lag(PARTITIONS, 0, 0);

    private static ScalingPolicy policy(ConsumerGroup group) {
        Demand demand = new Demand(Signal.LAG, OptionalDouble.of(100), Optional.empty(), Optional.of(group));
        return Policies.of(1, 40, demand, List.of());
    }

    private static ScalingPolicy policy() {
        return policy(ConsumerGroup.of("workers", List.of("orders")));
    }

    private static GroupLag lag(int partitions, int unknown, int uncommitted) {
        return new GroupLag("workers", partitions, unknown, uncommitted, true, 0, 0, List.of());
    }

    private static GroupLag largest(long stuckLag, Partition largest) {
        int stuck = largest.stuck() ? 1 : 0;
        return new GroupLag("workers", PARTITIONS, 0, 0, true, stuck, stuckLag, List.of(largest));
    }

    /** Until then {@code rate} records arrive per second and so many wait, and the brokers tell this of the partitions. */
    private static ServiceHarness measured(
            ServiceHarness course, double until, double rate, double waiting, GroupLag lag) {
        for (double t = course.now(); t + 10 <= until; t += 10) {
            course.report(withBacklog(t, t + 10, 10 * rate, waiting).with(lag));
        }
        return course;
    }

    private static ServiceHarness under(ScalingPolicy policy) {
        return ServiceHarness.inEventTime().under(policy);
    }

    private static Optional<Stage> stage(Decision decision, Reason reason) {
        return decision.stages().stream()
                .filter(stage -> stage.reason() == reason)
                .findFirst();
    }

    @Test
    void never_more_replicas_than_partitions_unless_the_policy_says_so() {
        ServiceHarness course = measured(under(policy()), 300, 1_500, 200_000, EVEN);
        assertThat(course.last().target()).isEqualTo(PARTITIONS);
        assertThat(stage(course.last(), Reason.PARTITIONS)).hasValueSatisfying(stage -> {
            assertThat(stage.before()).isGreaterThanOrEqualTo(15);
            assertThat(stage.after()).isEqualTo(PARTITIONS);
            assertThat(stage.detail()).isEqualTo("group workers reads 6 partitions, each with one replica");
        });

        ConsumerGroup idle = new ConsumerGroup("workers", List.of("orders"), true, ConsumerGroup.REBALANCE);
        assertThat(measured(under(policy(idle)), 300, 1_500, 200_000, EVEN)
                        .last()
                        .target())
                .isGreaterThanOrEqualTo(15);
    }

    @Test
    void no_decision_between_windows_exceeds_the_partitions_either() {
        ServiceHarness course = measured(under(policy()), 300, 100, 100, EVEN);
        course.fromHere();
        measured(course, 600, 5_000, 5_000, EVEN);
        assertThat(course.decisions())
                .isNotEmpty()
                .allSatisfy(decision -> assertThat(decision.target()).isLessThanOrEqualTo(PARTITIONS));
    }

    @Test
    void partitions_that_are_added_are_used() {
        ServiceHarness course = measured(under(policy()), 300, 1_500, 200_000, EVEN);
        measured(course, 600, 1_500, 200_000, lag(12, 0, 0));
        assertThat(course.last().target()).isEqualTo(12);
    }

    @Test
    void one_partition_with_far_more_than_the_others_is_told_and_not_answered_with_replicas() {
        GroupLag skewed = largest(0, new Partition("orders", 3, 80_000, 20, false));
        ServiceHarness course = measured(under(policy()), 400, 120, 81_000, skewed);

        // 1,000 beside it, its reader's 24,000, and what arrives in five minutes: 610 of 300 per replica and second
        assertThat(course.last().target()).isBetween(2, 3);
        assertThat(stage(course.last(), Reason.SKEWED_PARTITION))
                .hasValueSatisfying(stage -> assertThat(stage.detail())
                        .isEqualTo("orders-3 has 98.8 % of what waits, 80000 records: one replica reads it, 100 per"
                                + " second, and more replicas do not help"));
        assertThat(course.last().reason()).isEqualTo(Reason.SKEWED_PARTITION);
        assertThat(course.last().timeToDrain()).contains(Duration.ofSeconds(1_000));

        assertThat(measured(under(policy()), 400, 120, 81_000, EVEN).last().target())
                .isEqualTo(5);
    }

    @Test
    void what_waits_in_a_stuck_partition_is_told_and_not_answered_with_replicas() {
        GroupLag stuck = largest(80_000, new Partition("orders", 2, 80_000, 20, true));
        ServiceHarness course = measured(under(policy()), 400, 120, 80_300, stuck);
        assertThat(course.last().target()).isLessThanOrEqualTo(2);
        assertThat(course.last().reason()).isEqualTo(Reason.STUCK_PARTITION);
        assertThat(stage(course.last(), Reason.STUCK_PARTITION))
                .hasValueSatisfying(
                        stage -> assertThat(stage.detail()).startsWith("orders-2 is stuck: 80000 records wait there"));
    }

    @Test
    void a_group_that_has_committed_nothing_is_sized_by_arrivals_and_never_shrunk() {
        ServiceHarness course = measured(under(policy()), 300, 450, 300, EVEN);
        int before = course.last().target();
        assertThat(before).isGreaterThanOrEqualTo(5);

        measured(course, 1_200, 10, 1, lag(PARTITIONS, 0, PARTITIONS));
        assertThat(course.last().target()).isEqualTo(before);
        assertThat(course.last().reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(stage(course.last(), Reason.OFFSETS_UNKNOWN)).isPresent();

        measured(course, 2_400, 10, 1, EVEN);
        assertThat(course.last().target()).isLessThan(before);
    }

    @Test
    void while_brokers_are_away_no_replica_is_taken_away() {
        ServiceHarness course = measured(under(policy()), 300, 450, 300, EVEN);
        int before = course.last().target();
        measured(course, 1_200, 10, 1, lag(PARTITIONS, 2, 0));
        assertThat(course.last().target()).isEqualTo(before);
        assertThat(stage(course.last(), Reason.OFFSETS_UNKNOWN))
                .hasValueSatisfying(stage ->
                        assertThat(stage.detail()).startsWith("the brokers told nothing of 2 of 6 partitions"));
    }

    @Test
    void a_group_that_nobody_reads_for_is_told() {
        GroupLag still = new GroupLag("workers", PARTITIONS, 0, 0, false, 0, 0, List.of());
        ServiceHarness course = measured(under(policy()), 300, 50, 9_000, still);
        assertThat(stage(course.last(), Reason.GROUP_NOT_READING)).isPresent();
    }

    @Test
    void a_change_that_stops_the_group_for_longer_than_it_saves_is_not_made() {
        ConsumerGroup slow = new ConsumerGroup("workers", List.of("orders"), false, Duration.ofSeconds(60));
        GroupLag many = lag(400, 0, 0);
        ServiceHarness quick = measured(under(policy()), 300, 2_900, 3_000, many);
        ServiceHarness paused = measured(under(policy(slow)), 300, 2_900, 3_000, many);
        int before = paused.last().target();
        measured(quick, 1_200, 2_500, 3_000, many);
        measured(paused, 1_200, 2_500, 3_000, many);

        // two pauses of a minute for all are 40 % of five minutes, and one in seven would be saved
        assertThat(quick.last().target()).isLessThan(before);
        assertThat(paused.last().target()).isEqualTo(before);
        assertThat(paused.last().reason()).isEqualTo(Reason.NO_CHANGE);
        assertThat(stage(paused.last(), Reason.REBALANCE)).isPresent();

        measured(paused, 2_400, 500, 600, many);
        assertThat(paused.last().target()).isLessThan(before);
    }

    @Test
    void a_decision_tells_what_waits_and_how_long_that_takes() {
        ServiceHarness course = measured(under(policy()), 600, 250, 5_000, EVEN);
        Decision last = course.last();
        assertThat(last.seen().orElseThrow().waiting()).hasValue(5_000);
        assertThat(last.seen().orElseThrow().lag()).contains(EVEN);
        assertThat(last.timeToDrain())
                .contains(Duration.ofMillis(Math.round(5_000_000 / (100. * last.current() - 250))));
    }

    private static ScalingPolicy unknownCapacity() {
        Demand demand = new Demand(
                Signal.LAG,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(ConsumerGroup.of("workers", List.of("orders"))));
        return Policies.of(1, 40, demand, List.of());
    }

    @Test
    void members_that_read_already_are_not_taken_away_before_it_is_known_what_one_of_them_reads() {
        ServiceHarness course = measured(under(unknownCapacity()), 30, 450, 300, EVEN);
        assertThat(course.commands())
                .isNotEmpty()
                .allSatisfy(command -> assertThat(command.replicas()).isEqualTo(PARTITIONS));
    }

    @Test
    void what_members_finish_while_work_waits_in_each_partition_is_what_they_can() {
        ServiceHarness course = measured(under(unknownCapacity()), 30, 450, 300, EVEN);
        course.newestIs(Status.READY, PARTITIONS);
        Partition[] all = new Partition[PARTITIONS];
        for (int i = 0; i < PARTITIONS; i++) {
            all[i] = new Partition("orders", i, 5_000, 100, false);
        }
        GroupLag waits = new GroupLag("workers", PARTITIONS, 0, 0, true, 0, 0, List.of(all));
        measured(course, 600, 600, 30_000, waits);
        assertThat(course.last().plan().orElseThrow().perReplica()).isBetween(95., 101.);
    }

    @Test
    void what_is_known_of_partitions_survives_a_restart_between_two_reports() {
        ServiceHarness course = measured(under(policy()), 300, 100, 100, EVEN);
        course.report(withBacklog(300, 305, 500, 100).with(EVEN));
        course.restarted();
        course.fromHere();
        course.report(withBacklog(305, 310, 90_000, 9_000));
        course.report(withBacklog(310, 316, 10, 9_000));
        assertThat(course.decisions())
                .isNotEmpty()
                .allSatisfy(decision -> assertThat(decision.target()).isLessThanOrEqualTo(PARTITIONS));
    }
}
