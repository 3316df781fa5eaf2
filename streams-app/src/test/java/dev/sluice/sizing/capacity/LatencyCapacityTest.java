package dev.sluice.sizing.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.demand.LatencyHistogram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest load that keeps a bound, learned from windows of ten seconds at the loads that it leads to. */
final class LatencyCapacityTest {
    private static final LatencyBound BOUND = new LatencyBound(.95, 250);
    private static final long WINDOW = 10_000;

    private final LatencyCapacity capacity = new LatencyCapacity();
    private long now;

    @Test
    void it_begins_with_what_a_replica_serves() {
        assertThat(capacity.limit()).isEqualTo(1);
        assertThat(capacity.unreachable()).isEmpty();
    }

    @ParameterizedTest(name = "bound {0} ms")
    @ValueSource(doubles = {120, 125, 150, 200, 250, 280, 300, 350, 1000, 3000})
    void a_tail_that_keeps_the_bound_at_any_load_takes_nothing_away(double bound) {
        run(new LatencyBound(.95, bound), 400, load -> 118);
        assertThat(capacity.limit()).isEqualTo(1);
        assertThat(capacity.unreachable()).isEmpty();
    }

    @ParameterizedTest(name = "bound {0} ms")
    @ValueSource(doubles = {10, 50, 100, 110, 117})
    void a_tail_that_no_size_changes_is_not_answered_with_size(double bound) {
        double least = run(new LatencyBound(.95, bound), 400, load -> 118);
        assertThat(least).as("the smallest limit tried").isGreaterThanOrEqualTo(.7);
        assertThat(capacity.limit()).isEqualTo(1);
        assertThat(capacity.unreachable().orElseThrow())
                .contains("latency does not follow the size")
                .contains("the bound is " + Math.round(bound) + " ms");
    }

    @Test
    void it_is_tried_again_after_an_hour_then_after_two() {
        run(BOUND, 100, load -> 300);
        assertThat(capacity.follows()).isFalse();
        int trials = 0;
        boolean was = false;
        for (int i = 0; i < 360 * 4; i++) {
            window(BOUND, .95 * capacity.limit(), load -> 300);
            trials += capacity.follows() && !was ? 1 : 0;
            was = capacity.follows();
        }
        assertThat(trials).isEqualTo(2);
    }

    @Test
    void a_database_that_has_recovered_ends_it_at_once() {
        run(BOUND, 100, load -> 300);
        assertThat(capacity.follows()).isFalse();
        run(BOUND, 20, load -> 120);
        assertThat(capacity.follows()).isTrue();
        assertThat(capacity.unreachable()).isEmpty();
        assertThat(capacity.limit()).isEqualTo(1);
    }

    @ParameterizedTest(name = "floor {0} ms, waiting {1} ms at half load")
    @CsvSource({"50,50", "100,50", "100,100", "150,50", "200,20", "30,5", "20,200"})
    void a_tail_that_follows_load_is_kept_at_nearly_the_largest_load_that_keeps_it(double floor, double half) {
        DoubleUnaryOperator tail = load -> floor + half * load / Math.max(.01, 1 - load);
        double best = (BOUND.millis() - floor) / (BOUND.millis() - floor + half);
        run(BOUND, 400, tail);
        assertThat(capacity.follows()).isTrue();
        // the fleet runs at 95 % of the limit
        assertThat(tail.applyAsDouble(.95 * capacity.limit())).isLessThanOrEqualTo(1.05 * BOUND.millis());
        assertThat(capacity.limit()).isBetween(.75 * Math.min(1, best), Math.min(1, 1.1 * best));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void a_settled_limit_moves_hardly_any_more(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DoubleUnaryOperator tail =
                load -> (120 + 40 * load / Math.max(.01, 1 - load)) * (.9 + .2 * random.nextDouble());
        run(BOUND, 360, tail);
        int moves = 0;
        for (int i = 0; i < 360 * 4; i++) {
            double before = capacity.limit();
            window(BOUND, capacity.limit() * (.85 + .15 * random.nextDouble()), tail);
            moves += capacity.limit() == before ? 0 : 1;
        }
        assertThat(moves).isLessThanOrEqualTo(4);
    }

    @Test
    void a_replica_that_serves_half_of_what_is_stated_is_found_out() {
        // above half its stated load work piles up: latencies say nothing, what is left unfinished does
        for (int i = 0; i < 400; i++) {
            double load = .95 * capacity.limit();
            double finished = Math.min(1, .5 / load);
            LatencyHistogram seen = histogram(2000, finished < 1 ? 5000 : 120 / (1 - load));
            capacity.observe(BOUND, new LatencyWindow(now += WINDOW, load, 2000, 2000 * finished, seen));
        }
        assertThat(capacity.follows()).isTrue();
        assertThat(capacity.limit()).isBetween(.4, .53);
    }

    @Test
    void a_database_that_serves_no_more_however_many_ask_it_is_not_answered_with_size() {
        double least = 1;
        for (int i = 0; i < 400; i++) {
            LatencyHistogram seen = histogram(1200, 5000);
            capacity.observe(BOUND, new LatencyWindow(now += WINDOW, .95 * capacity.limit(), 2000, 1200, seen));
            least = Math.min(least, capacity.limit());
        }
        assertThat(least).isGreaterThanOrEqualTo(.7);
        assertThat(capacity.limit()).isEqualTo(1);
        assertThat(capacity.unreachable().orElseThrow()).contains("work piles up");
    }

    @Test
    void a_service_of_few_requests_learns_from_several_windows_together() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 360 * 12; i++) {
            double load = .9 * capacity.limit();
            double mean = 60 / Math.max(.05, 1 - load);
            LatencyHistogram seen = LatencyHistogram.empty();
            for (int n = 0; n < 8; n++) {
                seen = seen.plus(histogram(1, Math.max(1e-3, -mean * Math.log(1 - random.nextDouble()))));
            }
            capacity.observe(BOUND, new LatencyWindow(now += WINDOW, load, 8, 8, seen));
        }
        // 3 means are the tail of 95 %: 180 / (1 - load) <= 250 up to a load of .28
        assertThat(capacity.limit()).isBetween(.05, .5);
    }

    @ParameterizedTest(name = "{0} ms")
    @ValueSource(doubles = {1e4, 1e6, 1e9, 1e-3})
    void two_windows_of_wrong_latencies_change_nothing(double millis) {
        run(BOUND, 100, load -> 118);
        window(BOUND, .9, load -> millis);
        window(BOUND, .9, load -> millis);
        run(BOUND, 50, load -> 118);
        assertThat(capacity.limit()).isEqualTo(1);
        assertThat(capacity.follows()).isTrue();
    }

    @Test
    void another_bound_is_learned_from_the_beginning() {
        run(BOUND, 100, load -> 300);
        assertThat(capacity.follows()).isFalse();
        window(new LatencyBound(.95, 400), .9, load -> 300);
        assertThat(capacity.follows()).isTrue();
        assertThat(capacity.limit()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void read_back_it_goes_on_as_the_one_that_wrote_it(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        LatencyCapacity live = new LatencyCapacity();
        LatencyCapacity restarted = new LatencyCapacity();
        for (int i = 0; i < 1000; i++) {
            double load = (.5 + .5 * random.nextDouble()) * live.limit();
            double floor = seed % 2 == 0 ? 300 : 100;
            int requests = seed > 2 ? 9 : 900;
            LatencyHistogram seen = histogram(requests, floor + 100 * load * load * random.nextDouble());
            double completed = random.nextInt(20) == 0 ? .5 * requests : requests;
            LatencyWindow window = new LatencyWindow(now += WINDOW, load, requests, completed, seen);
            live.observe(BOUND, window);
            restarted.observe(BOUND, window);
            if (random.nextInt(5) == 0) {
                restarted = LatencyCapacity.read(new DataInputStream(new ByteArrayInputStream(written(restarted))));
            }
            assertThat(restarted.limit()).isEqualTo(live.limit());
            assertThat(restarted.unreachable()).isEqualTo(live.unreachable());
            assertThat(written(restarted)).isEqualTo(written(live)).hasSizeLessThan(31 * 25 + 64);
        }
    }

    @Test
    void damaged_state_is_refused() throws IOException {
        run(BOUND, 50, load -> 300);
        byte[] bytes = written(capacity);
        for (int at = 0; at < bytes.length; at++) {
            byte[] cut = Arrays.copyOf(bytes, at);
            assertThatThrownBy(() -> LatencyCapacity.read(new DataInputStream(new ByteArrayInputStream(cut))))
                    .isInstanceOf(IOException.class);
        }
    }

    /** The fleet follows the limit at once and runs at 95 % of it; gives the smallest limit on the way. */
    private double run(LatencyBound bound, int windows, DoubleUnaryOperator tail) {
        double least = 1;
        for (int i = 0; i < windows; i++) {
            window(bound, .95 * capacity.limit(), tail);
            least = Math.min(least, capacity.limit());
        }
        return least;
    }

    private void window(LatencyBound bound, double load, DoubleUnaryOperator tail) {
        LatencyHistogram seen = histogram(1000, tail.applyAsDouble(load));
        capacity.observe(bound, new LatencyWindow(now += WINDOW, load, 1000, 1000, seen));
    }

    /** A histogram of buckets of 1 % in which all took about {@code millis}. */
    private static LatencyHistogram histogram(long count, double millis) {
        int bucket = (int) Math.ceil(64 * Math.log(millis) / Math.log(2)) - 1;
        return new LatencyHistogram(6, 0, bucket, new long[] {count});
    }

    private static byte[] written(LatencyCapacity capacity) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        capacity.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
