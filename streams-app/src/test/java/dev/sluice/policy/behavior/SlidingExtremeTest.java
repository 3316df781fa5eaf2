package dev.sluice.policy.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlidingExtremeTest {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    @Test
    void a_proposal_counts_until_it_is_as_old_as_the_window() {
        SlidingExtreme highest = SlidingExtreme.highest();
        highest.add(0, 9);
        assertThat(highest.with(4, 59_999, WINDOW)).isEqualTo(9);
        assertThat(highest.with(4, 60_000, WINDOW)).isEqualTo(4);
    }

    @Test
    void the_proposal_of_now_counts() {
        SlidingExtreme lowest = SlidingExtreme.lowest();
        assertThat(lowest.with(4, 0, WINDOW)).isEqualTo(4);
        lowest.add(0, 5);
        assertThat(lowest.with(4, 1, WINDOW)).isEqualTo(4);
        assertThat(lowest.with(6, 1, WINDOW)).isEqualTo(5);
    }

    @Test
    void a_steady_proposal_is_held_once() {
        SlidingExtreme highest = SlidingExtreme.highest();
        for (int i = 0; i < 1000; i++) {
            highest.add(i, 7);
        }
        assertThat(highest.size()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void it_says_what_looking_through_all_of_them_says(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlidingExtreme highest = SlidingExtreme.highest();
        SlidingExtreme lowest = SlidingExtreme.lowest();
        List<long[]> all = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 2000; i++) {
            now += random.nextInt(8000);
            int proposal = random.nextInt(40);
            long since = now - WINDOW.toMillis();
            int[] young = all.stream()
                    .filter(p -> p[0] > since)
                    .mapToInt(p -> (int) p[1])
                    .toArray();
            int most = Math.max(proposal, Arrays.stream(young).max().orElse(proposal));
            int least = Math.min(proposal, Arrays.stream(young).min().orElse(proposal));
            assertThat(highest.with(proposal, now, WINDOW)).isEqualTo(most);
            assertThat(lowest.with(proposal, now, WINDOW)).isEqualTo(least);
            highest.add(now, proposal);
            lowest.add(now, proposal);
            all.add(new long[] {now, proposal});
        }
    }
}
