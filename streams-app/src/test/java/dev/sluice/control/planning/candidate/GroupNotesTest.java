package dev.sluice.control.planning.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.proposal.SizeProposal.Note;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.GroupLag;
import dev.sluice.demand.GroupLag.Partition;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.UsageLimits;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.trace.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is said of a consumer group that no replica count can help, and when nothing is said. */
final class GroupNotesTest {
    /** Replicas read 100 per second, and what waits is to be read in five minutes. */
    private static final ScalingPolicy POLICY = Policies.of(
            1,
            40,
            new Demand(
                    Signal.LAG,
                    OptionalDouble.of(100),
                    Optional.empty(),
                    Optional.of(ConsumerGroup.of("workers", List.of("orders")))),
            List.of());

    private static GroupLag lag(
            int unknown, int uncommitted, boolean reading, int stuck, long stuckLag, Partition... p) {
        return new GroupLag("workers", 12, unknown, uncommitted, reading, stuck, stuckLag, List.of(p));
    }

    private static DemandWindow window(double waiting, Optional<GroupLag> lag) {
        return new DemandWindow(
                ServiceHarness.at(0),
                ServiceHarness.at(10),
                1_000,
                0,
                1_000,
                OptionalDouble.empty(),
                OptionalDouble.of(waiting),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                LatencyHistogram.empty(),
                1,
                Optional.empty(),
                lag,
                UsageLimits.UNKNOWN);
    }

    private static List<String> said(double waiting, GroupLag lag, int ordered) {
        return GroupNotes.of(window(waiting, Optional.of(lag)), POLICY, OptionalDouble.of(100), ordered).stream()
                .map(note -> note.reason() + ": " + note.detail())
                .toList();
    }

    @Test
    void a_group_that_reads_what_it_should_needs_no_word() {
        Partition fair = new Partition("orders", 3, 5_000, 10, false);

        assertThat(said(60_000, lag(0, 0, true, 0, 0, fair), 6)).isEmpty();
        assertThat(GroupNotes.of(window(60_000, Optional.empty()), POLICY, OptionalDouble.of(100), 6))
                .as("nobody measured it")
                .isEmpty();
        assertThat(GroupNotes.of(
                        window(60_000, Optional.of(lag(3, 12, false, 2, 9))),
                        Policies.requests(1, 9),
                        OptionalDouble.of(100),
                        6))
                .as("a policy that names no group")
                .isEmpty();
    }

    @Test
    void a_stuck_partition_is_named_with_what_waits_in_it_and_how_many_more_there_are() {
        Partition stuck = new Partition("orders", 7, 900, 1, true);

        assertThat(said(1_000, lag(0, 0, true, 1, 900, stuck), 6))
                .containsExactly(
                        "STUCK_PARTITION: orders-7 is stuck: 900 records wait there, more arrive, and the committed"
                                + " offset does not move while others do. They are not sized for");
        assertThat(said(1_000, lag(0, 0, true, 4, 950, stuck), 6))
                .singleElement()
                .asString()
                .startsWith("STUCK_PARTITION: orders-7 and 3 more are stuck: 950 records wait there");
        assertThat(said(1_000, lag(0, 0, true, 1, 900), 6))
                .as("one that is not told one by one")
                .singleElement()
                .asString()
                .startsWith("STUCK_PARTITION: a partition is stuck: 900 records");
    }

    @Test
    void a_partition_that_one_reader_does_not_finish_is_named_with_its_share_unless_it_has_no_more_than_others() {
        Partition large = new Partition("orders", 3, 80_000, 0, false);

        assertThat(said(90_000, lag(0, 0, true, 0, 0, large), 6))
                .containsExactly(
                        "SKEWED_PARTITION: orders-3 has 88.9 % of what waits, 80000 records: one replica reads it, 100"
                                + " per second, and more replicas do not help");
        assertThat(said(12 * 80_000, lag(0, 0, true, 0, 0, large), 6))
                .as("all have as much")
                .isEmpty();
        assertThat(said(30_000, lag(0, 0, true, 0, 0, new Partition("orders", 3, 29_000, 0, false)), 6))
                .as("one replica reads 30,000 in time")
                .isEmpty();
        assertThat(GroupNotes.of(
                        window(90_000, Optional.of(lag(0, 0, true, 0, 0, large))), POLICY, OptionalDouble.empty(), 6))
                .as("what a replica reads is not known")
                .isEmpty();
    }

    @Test
    void a_partition_that_is_late_with_up_to_twice_its_share_is_not_called_skewed() {
        double fair = 80_000;

        assertThat(said(12 * fair, lag(0, 0, true, 0, 0, new Partition("orders", 3, 160_000, 0, false)), 6))
                .isEmpty();
        assertThat(said(12 * fair, lag(0, 0, true, 0, 0, new Partition("orders", 3, 160_001, 0, false)), 6))
                .singleElement()
                .asString()
                .startsWith("SKEWED_PARTITION: orders-3 has 16.7 % of what waits");
    }

    @Test
    void of_stuck_and_large_partitions_each_is_told_for_what_it_is() {
        List<String> said = said(
                100_000,
                lag(
                        0,
                        0,
                        true,
                        1,
                        10_000,
                        new Partition("orders", 1, 80_000, 0, false),
                        new Partition("orders", 2, 10_000, 0, true)),
                6);

        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("STUCK_PARTITION: orders-2 is stuck");
        assertThat(said.get(1)).startsWith("SKEWED_PARTITION: orders-1 has 88.9 % of what waits");
    }

    @Test
    void a_group_at_zero_replicas_is_not_blamed_for_reading_nothing() {
        assertThat(said(100, lag(0, 0, false, 0, 0), 0)).isEmpty();
        assertThat(said(100, lag(0, 0, false, 0, 0), 1))
                .containsExactly(
                        "GROUP_NOT_READING: records wait, and no committed offset of group workers has moved for five"
                                + " minutes: nobody reads");
    }

    @Test
    void what_is_not_known_of_offsets_is_told_by_how_many_partitions() {
        assertThat(said(0, lag(0, 12, true, 0, 0), 1))
                .singleElement()
                .asString()
                .startsWith("OFFSETS_UNKNOWN: group workers has committed no offset: only what arrives is known");
        assertThat(said(0, lag(0, 5, true, 0, 0), 1))
                .singleElement()
                .asString()
                .startsWith("OFFSETS_UNKNOWN: 5 of 12 partitions have no committed offset");
        assertThat(said(0, lag(3, 5, true, 0, 0), 1))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("OFFSETS_UNKNOWN: the brokers told nothing of 3 of 12 partitions");
    }

    /** Whatever is measured: a note stands where the numbers ask for it, once, and says what stands in the measurement. */
    @Test
    void each_note_comes_exactly_where_its_numbers_ask_for_it() {
        Random random = new Random(671);
        for (int i = 0; i < 2_000; i++) {
            int stuck = random.nextInt(3);
            int unknown = random.nextInt(3);
            int uncommitted = random.nextInt(3);
            boolean reading = random.nextBoolean();
            int ordered = random.nextInt(3);
            GroupLag lag = lag(unknown, uncommitted, reading, stuck, 10L * stuck);
            List<Note> notes = GroupNotes.of(window(500, Optional.of(lag)), POLICY, OptionalDouble.of(100), ordered);

            assertThat(count(notes, Reason.STUCK_PARTITION)).isEqualTo(stuck > 0 ? 1 : 0);
            assertThat(count(notes, Reason.GROUP_NOT_READING)).isEqualTo(!reading && ordered > 0 ? 1 : 0);
            assertThat(count(notes, Reason.OFFSETS_UNKNOWN))
                    .isEqualTo((unknown > 0 ? 1 : 0) + (uncommitted > 0 ? 1 : 0));
            assertThat(notes).allSatisfy(note -> assertThat(note.detail()).isNotBlank());
        }
    }

    private static long count(List<Note> notes, Reason reason) {
        return notes.stream().filter(note -> note.reason() == reason).count();
    }
}
