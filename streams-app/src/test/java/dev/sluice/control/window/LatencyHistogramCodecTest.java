package dev.sluice.control.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.demand.LatencyHistogram;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LatencyHistogramCodecTest {
    private static byte[] written(LatencyHistogram histogram) {
        return ServiceHarness.bytes(out -> LatencyHistogramCodec.write(histogram, out));
    }

    private static LatencyHistogram read(byte[] bytes) throws IOException {
        return LatencyHistogramCodec.read(ServiceHarness.in(bytes));
    }

    private static LatencyHistogram any(Random random) {
        long[] counts = new long[random.nextInt(LatencyHistogram.MAX_BUCKETS)];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextInt(3) == 0 ? random.nextLong(1L << random.nextInt(1, 60)) : 0;
        }
        return new LatencyHistogram(random.nextInt(0, 8), random.nextInt(3), random.nextInt(-300, 300), counts);
    }

    @Test
    void a_window_without_latencies_takes_one_byte() throws IOException {
        assertThat(written(LatencyHistogram.empty())).hasSize(1);
        assertThat(read(written(LatencyHistogram.empty()))).isEqualTo(LatencyHistogram.empty());
    }

    @Test
    void latencies_of_exactly_zero_are_kept() throws IOException {
        LatencyHistogram zeros = new LatencyHistogram(3, 17, 0, new long[0]);
        assertThat(read(written(zeros))).isEqualTo(zeros);
    }

    @Test
    void any_histogram_is_read_back_as_it_was_written() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            LatencyHistogram histogram = any(random);
            LatencyHistogram back = read(written(histogram));
            assertThat(back.total()).isEqualTo(histogram.total());
            if (histogram.total() > 0) {
                assertThat(back).isEqualTo(histogram);
            }
        }
    }

    @Test
    void a_histogram_that_breaks_off_is_refused() {
        byte[] whole = written(ServiceHarness.latency(1_000, 250));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(EOFException.class);
        }
    }
}
