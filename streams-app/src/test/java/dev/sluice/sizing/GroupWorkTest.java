package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.demand.GroupLag;
import dev.sluice.demand.GroupLag.Partition;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One replica reads 100 records per second. */
final class GroupWorkTest {
    private static GroupLag lag(int partitions, long stuckLag, Partition... largest) {
        int stuck = (int) List.of(largest).stream().filter(Partition::stuck).count();
        return new GroupLag("workers", partitions, 0, 0, true, stuck, stuckLag, List.of(largest));
    }

    private static GroupWork work(double waiting, double arrivals, GroupLag lag) {
        return new GroupWork(waiting, arrivals, 100, Optional.of(lag));
    }

    @Test
    void work_that_any_replica_may_do_is_sized_for_and_drained_as_a_whole() {
        GroupWork free = new GroupWork(6_000, 200, 100, Optional.empty());
        assertThat(free.sizable(300)).isEqualTo(6_000);
        assertThat(free.sizableArrivals()).isEqualTo(200);
        assertThat(free.secondsToDrain(5)).isEqualTo(20);
        assertThat(free.secondsToDrain(2)).isInfinite();
    }

    @Test
    void the_surplus_of_one_partition_is_not_sized_for_and_takes_as_long_as_its_one_reader() {
        GroupWork skewed = work(90_000, 120, lag(12, 0, new Partition("orders", 3, 80_000, 40, false)));
        // its reader does 60 per second beside what arrives: 18,000 in five minutes
        assertThat(skewed.beyondOneReader(300)).isEqualTo(62_000);
        assertThat(skewed.sizable(300)).isEqualTo(28_000);
        assertThat(skewed.secondsToDrain(12)).isEqualTo(80_000 / 60., within(1e-9));
    }

    @Test
    void what_arrives_faster_in_one_partition_than_one_replica_reads_is_not_sized_for() {
        GroupWork hot = work(1_000, 300, lag(4, 0, new Partition("orders", 0, 900, 250, false)));
        assertThat(hot.sizableArrivals()).isEqualTo(150);
        assertThat(hot.sizable(300)).isEqualTo(100);
        assertThat(hot.secondsToDrain(4)).isInfinite();
    }

    @Test
    void the_surplus_of_each_partition_that_is_too_much_for_its_one_reader_is_not_sized_for() {
        Partition first = new Partition("orders", 0, 50_000, 40, false);
        Partition second = new Partition("orders", 1, 30_000, 20, false);
        GroupWork skewed = work(90_000, 120, lag(12, 0, first, second));
        assertThat(skewed.beyondOneReader(300)).isEqualTo(50_000 - 60 * 300 + 30_000 - 80 * 300);
        assertThat(skewed.isMuch(.25, 300)).isTrue();
        assertThat(work(81_000, 120, lag(12, 0, first, second)).isMuch(1.5, 300))
                .isFalse();
    }

    @Test
    void partitions_are_shared_so_that_the_busiest_reader_keeps_up() {
        GroupLag even = lag(24, 0);
        // of ten replicas, four have three partitions, in which 121 arrive per second
        assertThat(work(0, 970, even).evenly(10, 300)).isEqualTo(12);
        assertThat(work(0, 790, even).evenly(8, 300)).isEqualTo(8);
        // twice as many replicas only once a partition is late
        assertThat(work(0, 1_240, even).evenly(13, 300)).isEqualTo(13);
        GroupLag late = lag(24, 0, new Partition("orders", 0, 15_100, 51, false));
        assertThat(work(15_100, 1_240, late).evenly(13, 300)).isEqualTo(13);
        GroupLag later = lag(24, 0, new Partition("orders", 0, 14_500, 51, false));
        assertThat(work(14_500, 1_240, later).evenly(11, 300)).isEqualTo(24);
        assertThat(new GroupWork(0, 970, 100, Optional.empty()).evenly(10, 300)).isEqualTo(10);
        assertThat(work(0, 970, even).evenly(30, 300)).isEqualTo(30);
    }

    @Test
    void work_waits_everywhere_only_if_no_partition_is_known_to_be_empty() {
        Partition[] eight = new Partition[8];
        for (int i = 0; i < eight.length; i++) {
            eight[i] = new Partition("orders", i, 100, 10, false);
        }
        assertThat(lag(8, 0, eight).everywhere(800)).isEqualTo(800);
        assertThat(lag(24, 0, eight).everywhere(2_240)).isEqualTo(2_160);
        assertThat(lag(24, 0, eight).everywhere(1_600)).isZero();
        assertThat(lag(2, 0, eight[0]).everywhere(100)).isZero();
        assertThat(lag(0, 0).everywhere(100)).isZero();
    }

    @Test
    void what_waits_in_stuck_partitions_is_left_out() {
        GroupWork stuck = work(
                10_500,
                50,
                lag(
                        4,
                        10_000,
                        new Partition("orders", 1, 10_000, 30, true),
                        new Partition("orders", 2, 300, 10, false)));
        assertThat(stuck.sizable(300)).isEqualTo(500);
        assertThat(stuck.sizableArrivals()).isEqualTo(20);
        assertThat(stuck.secondsToDrain(1)).isEqualTo(500 / 80.);
    }

    @Test
    void members_without_a_partition_drain_nothing() {
        GroupWork work = work(3_000, 0, lag(3, 0, new Partition("orders", 0, 1_000, 0, false)));
        assertThat(work.secondsToDrain(3)).isEqualTo(10);
        assertThat(work.secondsToDrain(30)).isEqualTo(10);
        assertThat(work.secondsToDrain(0)).isInfinite();
    }

    /** However work is spread, no more is sized for than there is, and more replicas never take longer. */
    @Test
    void sizes_and_times_stay_within_what_there_is() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            int largest = random.nextInt(100_000);
            double arrivals = random.nextInt(400);
            GroupWork work = work(
                    largest + random.nextInt(100_000),
                    arrivals + random.nextInt(400),
                    lag(1 + random.nextInt(20), 0, new Partition("t", 0, largest, arrivals, random.nextBoolean())));
            double seconds = 1 + random.nextInt(1_000);
            assertThat(work.sizable(seconds)).isBetween(0., work.waiting());
            assertThat(work.sizableArrivals()).isBetween(0., work.arrivals());
            int replicas = random.nextInt(30);
            assertThat(work.secondsToDrain(replicas + 1)).isLessThanOrEqualTo(work.secondsToDrain(replicas));
        }
    }
}
