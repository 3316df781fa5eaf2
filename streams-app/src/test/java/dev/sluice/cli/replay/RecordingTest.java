package dev.sluice.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.simulator.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecordingTest {
    private static final Trace THREE_STEPS = new Trace(100, 60, new double[] {7, 0.4, 0.4});

    @Test
    void instances_share_each_step_and_its_interval() {
        List<RequestRateEvent> first = recording(THREE_STEPS, 3, Duration.ZERO).step(0);

        assertThat(first).extracting(RequestRateEvent::getInstance).doesNotHaveDuplicates();
        assertThat(first).extracting(RequestRateEvent::getRequests).containsExactly(2L, 2L, 3L);
        assertThat(first).allSatisfy(report -> {
            assertThat(report.getFrom()).isEqualTo(Instant.ofEpochSecond(100));
            assertThat(report.getTo()).isEqualTo(Instant.ofEpochSecond(160));
        });
    }

    @Test
    void fractions_of_requests_add_up_to_whole_ones() {
        Trace drizzle =
                new Trace(0, 1, IntStream.range(0, 100).mapToDouble(i -> .25).toArray());
        Recording recording = recording(drizzle, 2, Duration.ZERO);

        long sum = IntStream.range(0, recording.length())
                .mapToObj(recording::step)
                .flatMap(List::stream)
                .mapToLong(RequestRateEvent::getRequests)
                .sum();

        assertThat(sum).isEqualTo(25);
    }

    @Test
    void times_are_shifted_as_a_whole() {
        Recording shifted = recording(THREE_STEPS, 1, Duration.ofDays(1));

        assertThat(shifted.end(-1)).isEqualTo(Instant.ofEpochSecond(86_500));
        assertThat(shifted.end(2)).isEqualTo(Instant.ofEpochSecond(86_680));
    }

    @Test
    void silence_follows_the_last_step_without_a_gap() {
        RequestRateEvent silence = recording(THREE_STEPS, 1, Duration.ZERO)
                .silence(Duration.ofSeconds(15))
                .get(0);

        assertThat(silence.getFrom()).isEqualTo(Instant.ofEpochSecond(280));
        assertThat(silence.getTo()).isEqualTo(Instant.ofEpochSecond(295));
        assertThat(silence.getRequests()).isZero();
    }

    @Test
    void a_start_before_time_began_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recording(new Trace(-100, 60, new double[] {1}), 1, Duration.ZERO));
    }

    private static Recording recording(Trace trace, int instances, Duration shift) {
        return new Recording("checkout", new Recording.Demand(trace, Optional.empty()), instances, shift);
    }
}
