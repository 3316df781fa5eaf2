package dev.sluice.web.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.web.model.series.MemoryShare;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.model.series.PointSeries;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is kept is bounded in bytes, however many services there are; the newest is always kept. */
final class MemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void a_ring_keeps_the_newest_points_in_order_through_growing_and_shrinking() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            PointSeries series = new PointSeries();
            int most = 12;
            int added = 0;
            for (int i = 0; i < 400; i++) {
                most = 12 + random.nextInt(100);
                series.add(point(++added * 10_000L), most * 36);
                List<Point> kept = series.between(Long.MIN_VALUE, Long.MAX_VALUE);
                assertThat(kept.size()).isLessThanOrEqualTo(most);
                for (int k = 0; k < kept.size(); k++) {
                    long at = (added - kept.size() + k + 1) * 10_000L;
                    assertThat(kept.get(k)).isEqualTo(point(at));
                }
            }
        }
    }

    private static Point point(long at) {
        return new Point(at, at / 7f, 2, 3, 4, 5, (int) (at / 10_000), 7);
    }

    @Test
    void a_window_that_is_told_twice_is_one_point_and_an_earlier_one_is_passed_over() {
        PointSeries series = new PointSeries();
        series.add(point(10_000), 1_000);
        series.add(point(20_000), 1_000);
        Point again = new Point(20_000, 1, 1, 1, 1, 1, 1, 1);
        series.add(again, 1_000);
        series.add(point(10_000), 1_000);
        assertThat(series.between(0, 30_000)).containsExactly(point(10_000), again);
    }

    @Test
    void with_a_hundred_times_the_services_the_history_shrinks_and_the_whole_stays_in_its_budget() {
        MemoryShare memory = new MemoryShare(256 * MIB);
        ReadModel model = new ReadModel(Duration.ofHours(6), Optional.empty(), memory);
        windows(model, 20, 0, 2_000);
        int few = points(model, "service-3");
        assertThat(few).isEqualTo(2_000);
        windows(model, 2_000, 2_000, 2_100);
        assertThat(model.bytes()).isLessThan(33 * MIB);
        model.trim();
        assertThat(points(model, "service-3")).isLessThan(few).isGreaterThan(100);
        assertThat(model.bytes()).isLessThan(33 * MIB);
    }

    @Test
    void services_beyond_the_memory_are_counted_and_not_shown() {
        ReadModel model = new ReadModel(Duration.ofHours(6), Optional.empty(), new MemoryShare(4 * MIB));
        for (int i = 0; i < 1_000; i++) {
            model.serviceOrNew("service-" + i);
        }
        assertThat(model.services().size()).isBetween(100, 200);
        assertThat(model.notShown()).isEqualTo(1_000 - model.services().size());
    }

    private static void windows(ReadModel model, int services, int from, int to) {
        for (int window = from; window < to; window++) {
            for (int s = 0; s < services; s++) {
                String name = "service-" + s;
                int at = window;
                model.serviceOrNew(name)
                        .ifPresent(view -> view.decided(ExampleDecisions.at(name, at, 80), new byte[600]));
            }
        }
        model.decidedAt(ExampleDecisions.AT.plusSeconds(10L * to).toEpochMilli());
    }

    private static int points(ReadModel model, String service) {
        return model.service(service)
                .orElseThrow()
                .points(Long.MIN_VALUE, Long.MAX_VALUE)
                .size();
    }
}
