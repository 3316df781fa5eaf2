package dev.sluice.ingest.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.PartitionLag;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.lag.GroupReading.Partition;
import dev.sluice.ingest.lag.GroupReading.Topic;
import dev.sluice.ingest.lag.GroupReading.TopicId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings of a group, one after another, and the reports that they lead to. */
final class GroupStateTest {
    private static final long START_S = 1_780_000_000;
    private static final TopicId ORDERS = new TopicId(1, 1);
    private static final TopicId ORDERS_AGAIN = new TopicId(1, 2);

    private GroupState state = new GroupState();

    private Optional<RequestRateEvent> at(long second, Topic... topics) throws IOException {
        GroupReading reading = new GroupReading("order-worker", "workers", 1000 * (START_S + second), List.of(topics));
        GroupReading travelled = GroupReadingCodec.read(GroupReadingCodec.write(reading));
        assertThat(travelled).isEqualTo(reading);
        Optional<RequestRateEvent> event = state.take(travelled, 7);
        // whatever is taken over by another process goes on in the same way
        state = GroupStateCodec.read(GroupStateCodec.write(state));
        return event;
    }

    private static Topic orders(Partition... partitions) {
        return new Topic("orders", ORDERS, List.of(partitions));
    }

    private static Partition partition(int number, long begin, long committed, long end) {
        return new Partition(number, begin, OptionalLong.of(end), OptionalLong.of(committed));
    }

    private static Partition uncommitted(int number, long begin, long end) {
        return new Partition(number, begin, OptionalLong.of(end), OptionalLong.empty());
    }

    private static Partition away(int number) {
        return new Partition(number, 0, OptionalLong.empty(), OptionalLong.empty());
    }

    private static void assertEvent(Optional<RequestRateEvent> event, long arrived, long read, long waiting) {
        assertThat(event).hasValueSatisfying(e -> {
            assertThat(e.getRequests()).as("arrived").isEqualTo(arrived);
            assertThat(e.getCompleted()).as("read").isEqualTo(read);
            assertThat(e.getQueueDepth()).as("waiting").isEqualTo(waiting);
        });
    }

    private static ConsumerGroupLag lag(Optional<RequestRateEvent> event) {
        return event.orElseThrow().getLag();
    }

    @Test
    void the_first_reading_says_where_counting_begins_and_each_later_one_what_came_since() throws IOException {
        assertThat(at(0, orders(partition(0, 0, 900, 1000), partition(1, 0, 500, 500))))
                .isEmpty();

        Optional<RequestRateEvent> event = at(5, orders(partition(0, 0, 950, 1020), partition(1, 0, 505, 510)));

        assertEvent(event, 30, 55, 75);
        assertThat(event.get().getService()).isEqualTo("order-worker");
        assertThat(event.get().getInstance()).isEqualTo("workers");
        assertThat(event.get().getFrom().getEpochSecond()).isEqualTo(START_S);
        assertThat(event.get().getTo().getEpochSecond()).isEqualTo(START_S + 5);
        assertThat(lag(event).getPartitions()).isEqualTo(2);
        assertThat(lag(event).getLargest())
                .containsExactly(
                        new PartitionLag("orders", 0, 70L, 4.0, false), new PartitionLag("orders", 1, 5L, 2.0, false));
    }

    @Test
    void a_reading_of_a_time_that_was_told_counts_once_whichever_process_took_it() throws IOException {
        at(0, orders(partition(0, 0, 0, 0)));
        assertEvent(at(5, orders(partition(0, 0, 0, 10))), 10, 0, 10);

        assertThat(at(5, orders(partition(0, 0, 0, 11)))).isEmpty();
        assertEvent(at(10, orders(partition(0, 0, 4, 12))), 2, 4, 8);
        assertThat(at(5, orders(partition(0, 0, 0, 10)))).isEmpty();
    }

    @Test
    void records_from_before_count_as_waiting_only_once_the_group_has_committed_an_offset() throws IOException {
        at(0, orders(uncommitted(0, 0, 1_000_000)));

        Optional<RequestRateEvent> unread = at(5, orders(uncommitted(0, 0, 1_000_030)));
        assertEvent(unread, 30, 0, 30);
        assertThat(lag(unread).getUncommittedPartitions()).isEqualTo(1);

        assertEvent(at(10, orders(partition(0, 0, 200, 1_000_030))), 0, 0, 999_830);
    }

    @Test
    void a_group_that_has_committed_nothing_has_at_least_one_record_to_read_where_there_are_any() throws IOException {
        at(0, orders(uncommitted(0, 0, 50)));
        assertEvent(at(5, orders(uncommitted(0, 0, 50))), 0, 0, 1);

        state = new GroupState();
        at(0, orders(uncommitted(0, 50, 50)));
        assertEvent(at(5, orders(uncommitted(0, 50, 50))), 0, 0, 0);
    }

    @Test
    void offsets_that_expire_leave_the_group_where_it_was() throws IOException {
        at(0, orders(partition(0, 0, 1000, 1000)));
        Optional<RequestRateEvent> expired = at(5, orders(uncommitted(0, 0, 1004)));
        assertEvent(expired, 4, 0, 4);
    }

    @Test
    void a_partition_whose_leader_is_away_holds_what_was_known_and_is_counted_when_it_is_back() throws IOException {
        at(0, orders(partition(0, 0, 0, 100), partition(1, 0, 0, 10)));

        Optional<RequestRateEvent> half = at(5, orders(away(0), partition(1, 0, 0, 13)));
        assertEvent(half, 3, 0, 113);
        assertThat(lag(half).getUnknownPartitions()).isEqualTo(1);
        assertThat(lag(half).getPartitions()).isEqualTo(2);

        Optional<RequestRateEvent> back = at(10, orders(partition(0, 0, 40, 160), partition(1, 0, 0, 13)));
        assertEvent(back, 60, 40, 133);
        assertThat(lag(back).getUnknownPartitions()).isZero();
    }

    @Test
    void a_partition_whose_leader_was_away_at_first_brings_no_history_when_it_is_back() throws IOException {
        at(0, orders(away(0), partition(1, 0, 0, 0)));
        assertEvent(at(5, orders(away(0), partition(1, 0, 0, 0))), 0, 0, 0);
        assertEvent(at(10, orders(partition(0, 0, 4_990, 5_000), partition(1, 0, 0, 0))), 0, 0, 10);
        assertEvent(at(15, orders(partition(0, 0, 5_000, 5_007), partition(1, 0, 0, 0))), 7, 10, 7);
    }

    @Test
    void nothing_is_reported_while_no_broker_tells_anything() throws IOException {
        at(0, orders(partition(0, 0, 0, 100)));
        assertThat(at(5, orders(away(0)))).isEmpty();
        assertThat(at(10, Topic.missing("orders"))).isEmpty();
        assertThat(at(15)).isEmpty();

        Optional<RequestRateEvent> back = at(60, orders(partition(0, 0, 100, 700)));
        assertEvent(back, 600, 100, 600);
        assertThat(back.get().getFrom().getEpochSecond()).isEqualTo(START_S);
    }

    @Test
    void a_topic_that_is_missing_brings_all_that_is_in_it_when_it_comes() throws IOException {
        Topic other = new Topic("other", new TopicId(9, 9), List.of(partition(0, 0, 0, 0)));
        at(0, Topic.missing("orders"), other);
        Optional<RequestRateEvent> missing = at(5, Topic.missing("orders"), other);
        assertThat(lag(missing).getPartitions()).isEqualTo(1);

        Optional<RequestRateEvent> came = at(10, orders(uncommitted(0, 0, 25)), other);
        assertEvent(came, 25, 0, 25);
        assertThat(lag(came).getPartitions()).isEqualTo(2);
    }

    @Test
    void a_group_whose_only_topic_is_missing_reports_nothing_and_misses_nothing_when_it_comes() throws IOException {
        assertThat(at(0, Topic.missing("orders"))).isEmpty();
        assertThat(at(5, Topic.missing("orders"))).isEmpty();
        assertThat(at(10, orders(uncommitted(0, 0, 25)))).isEmpty();
        assertEvent(at(15, orders(uncommitted(0, 0, 30))), 5, 0, 30);
    }

    @Test
    void a_topic_that_the_policy_adds_brings_no_history() throws IOException {
        Topic other = new Topic("other", new TopicId(9, 9), List.of(partition(0, 0, 0, 0)));
        at(0, other);
        assertEvent(at(5, other, orders(partition(0, 0, 90_000, 100_000))), 0, 0, 10_000);
    }

    @Test
    void partitions_that_are_added_bring_all_that_is_in_them() throws IOException {
        at(0, orders(partition(0, 0, 100, 100)));
        Optional<RequestRateEvent> more = at(5, orders(partition(0, 0, 100, 100), uncommitted(1, 0, 40)));
        assertEvent(more, 40, 0, 40);
        assertThat(lag(more).getPartitions()).isEqualTo(2);
    }

    @Test
    void a_topic_that_was_created_anew_is_unread_whatever_was_committed_for_the_one_before() throws IOException {
        at(0, orders(partition(0, 0, 1_000, 1_000)));

        Topic anew = new Topic("orders", ORDERS_AGAIN, List.of(partition(0, 0, 1_000, 60)));
        assertEvent(at(5, anew), 60, 0, 60);
        Topic longer = new Topic("orders", ORDERS_AGAIN, List.of(partition(0, 0, 1_000, 1_200)));
        assertEvent(at(10, longer), 1_140, 0, 1_200);
        Topic read = new Topic("orders", ORDERS_AGAIN, List.of(partition(0, 0, 700, 1_200)));
        assertEvent(at(15, read), 0, 0, 500);
    }

    @Test
    void offsets_that_are_set_back_mean_more_that_waits_and_nothing_that_arrived() throws IOException {
        at(0, orders(partition(0, 0, 1_000, 1_000)));
        assertEvent(at(5, orders(partition(0, 0, 200, 1_010))), 10, 0, 810);
    }

    @Test
    void records_that_were_deleted_before_they_were_read_do_not_wait() throws IOException {
        at(0, orders(partition(0, 0, 100, 1_000)));
        assertEvent(at(5, orders(partition(0, 800, 100, 1_010))), 10, 0, 210);
    }

    @Test
    void an_end_that_an_election_cut_off_is_no_arrival_and_no_debt() throws IOException {
        at(0, orders(partition(0, 0, 990, 1_000)));
        assertEvent(at(5, orders(partition(0, 0, 990, 980))), 0, 0, 0);
        assertEvent(at(10, orders(partition(0, 0, 980, 985))), 5, 0, 5);
    }

    @Test
    void the_marker_at_the_end_of_a_transaction_is_no_work_for_long() throws IOException {
        at(0, orders(partition(0, 0, 99, 100)));
        assertEvent(at(295, orders(partition(0, 0, 99, 100))), 0, 0, 1);
        assertEvent(at(300, orders(partition(0, 0, 99, 100))), 0, 0, 0);
        assertEvent(at(305, orders(partition(0, 0, 99, 101))), 1, 0, 2);
    }

    @Test
    void a_partition_that_is_not_read_while_others_are_is_stuck_after_five_minutes() throws IOException {
        Optional<RequestRateEvent> event = Optional.empty();
        for (int s = 0; s <= 300; s += 5) {
            event = at(s, orders(partition(0, 0, 20L * s, 20L * s + 10), partition(1, 0, 70, 100 + 4L * s)));
            if (s > 0 && s < 300) {
                assertThat(lag(event).getStuckPartitions()).as("at %s s", s).isZero();
            }
        }

        assertThat(lag(event).getStuckPartitions()).isEqualTo(1);
        assertThat(lag(event).getStuckLag()).isEqualTo(30 + 1200);
        assertThat(lag(event).getReading()).isTrue();
        assertThat(lag(event).getLargest().get(0)).isEqualTo(new PartitionLag("orders", 1, 1230L, 4.0, true));

        Optional<RequestRateEvent> mended = at(305, orders(partition(0, 0, 6_100, 6_110), partition(1, 0, 71, 1_320)));
        assertThat(lag(mended).getStuckPartitions()).isZero();
    }

    @Test
    void a_group_of_which_no_partition_is_read_has_nobody_who_reads_and_no_stuck_partition() throws IOException {
        at(0, orders(partition(0, 0, 0, 5), partition(1, 0, 0, 5)));
        assertThat(lag(at(295, orders(partition(0, 0, 0, 50), partition(1, 0, 0, 50))))
                        .getReading())
                .isTrue();
        Optional<RequestRateEvent> still = at(300, orders(partition(0, 0, 0, 60), partition(1, 0, 0, 60)));
        assertThat(lag(still).getReading()).isFalse();
        assertThat(lag(still).getStuckPartitions()).isZero();
    }

    @Test
    void a_group_that_waits_for_work_reads_although_nothing_moves() throws IOException {
        at(0, orders(partition(0, 0, 7, 7)));
        Optional<RequestRateEvent> idle = at(3_600, orders(partition(0, 0, 7, 7)));
        assertThat(lag(idle).getReading()).isTrue();
    }

    /** Whatever is repeated, lost, away or read by another process: each record that arrives is in one report. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void each_arrival_is_told_once_and_what_waits_is_the_distance(long seed) throws IOException {
        Random random = new Random(seed);
        long[] ends = new long[5];
        long[] committed = new long[5];
        at(0, topic(ends, committed, random, false));
        long told = 0;
        for (int s = 5; s < 2_000; s += 5) {
            for (int p = 0; p < ends.length; p++) {
                ends[p] += random.nextInt(20);
                committed[p] += random.nextInt(4) == 0 ? (ends[p] - committed[p]) / 2 : 0;
            }
            for (int processes = random.nextInt(4); processes > 0; processes--) {
                told += at(s, topic(ends, committed, random, true))
                        .map(RequestRateEvent::getRequests)
                        .orElse(0L);
            }
        }
        Optional<RequestRateEvent> last = at(2_000, topic(ends, committed, random, false));
        told += last.orElseThrow().getRequests();

        long arrived = 0;
        long waiting = 0;
        for (int p = 0; p < ends.length; p++) {
            arrived += ends[p];
            waiting += ends[p] - committed[p];
        }
        assertThat(told).isEqualTo(arrived);
        assertThat(last.orElseThrow().getQueueDepth()).isEqualTo(waiting);
    }

    private static Topic topic(long[] ends, long[] committed, Random random, boolean someAway) {
        List<Partition> all = new ArrayList<>();
        for (int p = 0; p < ends.length; p++) {
            all.add(someAway && random.nextInt(5) == 0 ? away(p) : partition(p, 0, committed[p], ends[p]));
        }
        return orders(all.toArray(Partition[]::new));
    }
}
