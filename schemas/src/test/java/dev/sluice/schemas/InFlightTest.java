package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mean of the requests in flight, against a recount of every nanosecond. */
final class InFlightTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_is_what_a_recount_gives_over_any_course_of_requests_and_reports(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // a clock may start anywhere
        long now = random.nextLong();
        InFlight inFlight = new InFlight(now);
        List<Long> open = new ArrayList<>();
        double area = 0;
        long since = now;
        long began = 0;
        long ended = 0;
        for (int step = 0; step < 20_000; step++) {
            long passed = random.nextLong(1_000_000_000);
            area += (double) open.size() * passed;
            now += passed;
            int what = random.nextInt(20);
            if (what < 10) {
                open.add(now);
                inFlight.began(now);
                began++;
            } else if (what < 19 && !open.isEmpty()) {
                open.remove(random.nextInt(open.size()));
                inFlight.ended(now);
                ended++;
            } else {
                assertThat(inFlight.drainMean(now, began, ended)).isCloseTo(area / (now - since), within(1e-6));
                area = 0;
                since = now;
                began = 0;
                ended = 0;
            }
        }
    }
}
