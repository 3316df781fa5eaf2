package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PendingStartsTest {
    private final PendingStarts starts = new PendingStarts();

    private static List<Long> seconds(PendingStarts starts, int ready, OptionalInt reached, double at) {
        List<Long> took = new ArrayList<>();
        starts.ready(ready, reached, ServiceHarness.at(at), duration -> took.add(duration.toSeconds()));
        return took;
    }

    /** The replicas that were ordered last are ready at this second. */
    private List<Long> ready(int replicas, double at) {
        return seconds(starts, replicas, OptionalInt.of(replicas), at);
    }

    private void ordered(int replicas, double at) {
        starts.to(replicas, ServiceHarness.ms(at));
    }

    @Test
    void a_start_takes_from_its_order_until_its_replicas_are_ready() {
        ordered(5, 0);
        assertThat(ready(4, 30)).isEmpty();
        assertThat(ready(5, 90)).containsExactly(90L);
        assertThat(ready(5, 100)).as("it ends once").isEmpty();
    }

    @Test
    void a_fleet_that_grows_at_every_window_still_tells_how_long_each_order_took() {
        ordered(5, 0);
        ordered(8, 10);
        ordered(12, 20);
        assertThat(ready(5, 60)).containsExactly(60L);
        assertThat(ready(8, 70)).containsExactly(60L);
        assertThat(ready(12, 85)).containsExactly(65L);
    }

    @Test
    void one_acknowledgement_may_end_several_starts_where_the_last_was_shortly_before() {
        ordered(5, 0);
        ordered(8, 10);
        ready(1, 95);
        assertThat(ready(8, 100)).containsExactly(100L, 90L);
    }

    @Test
    void a_start_that_ended_at_an_unknown_time_between_two_distant_acknowledgements_teaches_nothing() {
        ordered(5, 0);
        ordered(8, 10);
        ready(1, 20);
        assertThat(ready(8, 100))
                .as("the five were ready at any time since second 20")
                .containsExactly(90L);
    }

    @Test
    void replicas_that_were_never_counted_at_their_level_teach_nothing_after_a_long_silence() {
        ordered(5, 0);
        assertThat(seconds(starts, 7, OptionalInt.empty(), 600)).isEmpty();
        assertThat(ready(5, 601)).as("and the start is over all the same").isEmpty();
    }

    @Test
    void a_start_that_is_taken_back_is_forgotten() {
        ordered(5, 0);
        ordered(20, 10);
        starts.notAbove(6);
        assertThat(ready(5, 60)).containsExactly(60L);
        assertThat(ready(20, 3_600)).isEmpty();
    }

    @Test
    void an_acknowledgement_from_before_the_order_teaches_no_negative_time() {
        ordered(5, 100);
        assertThat(ready(5, 90)).isEmpty();
    }

    @Test
    void of_very_many_orders_the_newest_is_always_known() throws IOException {
        for (int i = 1; i <= 100; i++) {
            ordered(i, i);
        }
        assertThat(ServiceHarness.bytes(starts::write)).hasSizeLessThan(100);
        assertThat(ready(100, 160)).contains(60L).doesNotContain(0L);
    }

    @Test
    void written_and_read_at_any_moment_it_learns_the_same() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            PendingStarts kept = new PendingStarts();
            PendingStarts restarted = new PendingStarts();
            int level = 1;
            for (int second = 1; second < 400; second += 1 + random.nextInt(9)) {
                switch (random.nextInt(5)) {
                    case 0 -> {
                        level = Math.max(1, level - random.nextInt(4));
                        kept.notAbove(level);
                        restarted.notAbove(level);
                    }
                    case 1, 2 -> {
                        level += 1 + random.nextInt(4);
                        kept.to(level, ServiceHarness.ms(second));
                        restarted.to(level, ServiceHarness.ms(second));
                    }
                    case 3 -> {
                        PendingStarts read = new PendingStarts();
                        read.read(ServiceHarness.in(ServiceHarness.bytes(restarted::write)));
                        restarted = read;
                    }
                    default -> {
                        int ready = random.nextInt(level + 1);
                        assertThat(seconds(restarted, ready, OptionalInt.of(ready), second))
                                .as("seed %d, second %d", seed, second)
                                .isEqualTo(seconds(kept, ready, OptionalInt.of(ready), second))
                                .allSatisfy(took -> assertThat(Duration.ofSeconds(took))
                                        .isBetween(Duration.ZERO, Duration.ofSeconds(400)));
                    }
                }
            }
        }
    }
}
