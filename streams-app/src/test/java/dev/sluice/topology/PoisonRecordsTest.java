package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.AckStatus;
import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Signal;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that once stopped the application, or one service for good: each is a dead letter or used, and all goes on. */
class PoisonRecordsTest {
    private final Pipeline pipeline = new Pipeline(TimeSource.WALL);

    @BeforeEach
    void two_services_report() {
        pipeline.policy("checkout", 1, 100, 10).policy("cart", 1, 100, 10);
        pipeline.reports("cart", 500, Duration.ofMinutes(1)).reports("checkout", 500, Duration.ofMinutes(1));
        pipeline.commands();
    }

    @AfterEach
    void both_go_on() {
        pipeline.decisions();
        for (int i = 0; i < 4; i++) {
            pipeline.after(Duration.ofSeconds(10)).report("cart", 500).report("checkout", 500);
        }
        assertThat(pipeline.decisions())
                .extracting(decision -> decision.getService())
                .contains("cart", "checkout");
        pipeline.close();
    }

    @Test
    void two_latencies_at_opposite_ends_of_all_numbers() {
        pipeline.report(with(histogram(20, -1_150_000_000, 1L))).report(with(histogram(20, 1_150_000_000, 1L)));
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void latencies_beyond_all_numbers() {
        pipeline.report(with(histogram(3, 2_000_000_000, 1L))).report(with(histogram(20, Integer.MAX_VALUE, 1L, 1L)));
        assertThat(pipeline.deadLetters()).containsExactly("IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void latencies_whose_counts_overflow_when_added() {
        LatencyHistogram full = new LatencyHistogram(3, Long.MAX_VALUE, 5, List.of(Long.MAX_VALUE, Long.MAX_VALUE));
        for (String instance : List.of("a", "b", "c")) {
            pipeline.report(RequestRateEvent.newBuilder(with(full))
                    .setInstance(instance)
                    .build());
        }
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void a_pool_or_instance_name_of_70_000_letters() {
        String name = "n".repeat(70_000);
        RequestRateEvent good = with(null);
        pipeline.report(RequestRateEvent.newBuilder(good).setPool(name).build())
                .report(RequestRateEvent.newBuilder(good).setInstance(name).build());
        pipeline.acknowledge(ScalingAck.newBuilder(ack(1)).setPool(name).build());
        assertThat(pipeline.deadLetters()).containsExactly("IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void units_and_concurrency_beyond_what_a_forecast_can_hold() {
        pipeline.policy(ScalingPolicy.newBuilder()
                .setService("checkout")
                .setMaxReplicas(100)
                .setSignal(Signal.UNITS)
                .build());
        RequestRateEvent good = with(null);
        pipeline.report(RequestRateEvent.newBuilder(good).setUnits(1e39).build())
                .report(RequestRateEvent.newBuilder(good)
                        .setMeanConcurrency(1.7e308)
                        .build())
                .report(RequestRateEvent.newBuilder(good).setUnits(Double.NaN).build());
        assertThat(pipeline.deadLetters()).containsExactly("IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void tokens_that_nobody_can_have_counted() {
        RequestRateEvent good = with(null);
        pipeline.report(RequestRateEvent.newBuilder(good).setOutputTokens(-1L).build())
                .report(RequestRateEvent.newBuilder(good)
                        .setPromptTokens(10L)
                        .setCachedPromptTokens(11L)
                        .build())
                .report(RequestRateEvent.newBuilder(good).setKvCacheUsage(1.7).build())
                .report(RequestRateEvent.newBuilder(good)
                        .setRequestsRunning(Double.NaN)
                        .build());
        assertThat(pipeline.deadLetters())
                .containsExactly("IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void tokens_at_the_end_of_all_numbers() {
        RequestRateEvent full = RequestRateEvent.newBuilder(with(null))
                .setPromptTokens(Long.MAX_VALUE)
                .setOutputTokens(Long.MAX_VALUE)
                .setRequestsRunning(1e18)
                .setKvCacheUsage(1.)
                .build();
        for (String instance : List.of("a", "b", "c")) {
            pipeline.report(
                    RequestRateEvent.newBuilder(full).setInstance(instance).build());
        }
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void a_policy_of_numbers_that_can_mean_nothing() {
        ScalingPolicy good = ScalingPolicy.newBuilder()
                .setService("checkout")
                .setMaxReplicas(100)
                .build();
        pipeline.policy(ScalingPolicy.newBuilder(good).setPerReplica(1e-300).build())
                .policy(ScalingPolicy.newBuilder(good)
                        .setLeadTimeMs(Long.MAX_VALUE)
                        .build())
                .policy(ScalingPolicy.newBuilder(good)
                        .setWindowMs(Long.MAX_VALUE)
                        .build())
                .policy(ScalingPolicy.newBuilder(good).setMaxReplicas(-1).build());
        assertThat(pipeline.deadLetters())
                .containsExactly("IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void an_acknowledgement_of_the_largest_generation_of_all() {
        pipeline.acknowledge(ack(Long.MAX_VALUE)).acknowledge(ack(1L << 62));
        for (int i = 0; i < 6; i++) {
            pipeline.after(Duration.ofSeconds(10)).report("checkout", 900).report("cart", 500);
        }
        assertThat(pipeline.deadLetters()).containsExactly("IMPOSSIBLE_VALUE");
        List<Long> generations = pipeline.commands().stream()
                .filter(command -> command.getService().equals("checkout"))
                .map(ScalingCommand::getGeneration)
                .toList();
        assertThat(generations)
                .isNotEmpty()
                .isSorted()
                .allSatisfy(generation -> assertThat(generation).isBetween(2L, 100L));
    }

    @Test
    void keys_that_are_no_name() {
        byte[] good = pipeline.wire(Topic.REQUEST_RATE_EVENTS, with(null));
        pipeline.raw(Topic.REQUEST_RATE_EVENTS, new byte[0], good)
                .raw(Topic.REQUEST_RATE_EVENTS, new byte[] {(byte) 0xC3, (byte) 0x28}, good)
                .raw(Topic.REQUEST_RATE_EVENTS, Pipeline.bytes("k".repeat(254)), good)
                .raw(Topic.SCALING_POLICIES, Pipeline.bytes("k".repeat(254)), null);
        assertThat(pipeline.deadLetters())
                .containsExactly("IMPOSSIBLE_VALUE", "UNREADABLE", "IMPOSSIBLE_VALUE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void a_record_larger_than_a_dead_letter_may_be() {
        pipeline.raw(Topic.REQUEST_RATE_EVENTS, Pipeline.bytes("checkout"), new byte[5_000_000]);
        TestRecord<byte[], byte[]> letter = pipeline.letters().get(0);
        assertThat(letter.value().length).isLessThan(DeadLetter.MAX_BYTES);
        assertThat(Pipeline.header(letter, DeadLetter.VALUE_BYTES)).isEqualTo("5000000");
    }

    @Test
    void dead_letters_keep_the_headers_that_they_had_and_are_counted_by_reason() {
        TestRecord<byte[], byte[]> bad = new TestRecord<>(Pipeline.bytes("checkout"), new byte[] {1});
        bad.headers().add("trace", Pipeline.bytes("abc"));
        pipeline.raw(Topic.USAGE_EVENTS, bad);
        assertThat(Pipeline.header(pipeline.letters().get(0), "trace")).isEqualTo("abc");
        assertThat(pipeline.metric("dead-letters-total")).isEqualTo(1);
        assertThat(pipeline.metric("dead-letters-unreadable-total")).isEqualTo(1);
        assertThat(pipeline.metric("dead-letters-late-total")).isZero();
    }

    @Test
    void a_clock_may_be_ten_minutes_ahead_and_not_a_second_more() {
        RequestRateEvent good = with(null);
        pipeline.report(RequestRateEvent.newBuilder(good)
                .setTo(pipeline.now().plus(Duration.ofMinutes(10)).plusSeconds(1))
                .build());
        assertThat(pipeline.deadLetters()).containsExactly("IMPOSSIBLE_VALUE");
        pipeline.report(RequestRateEvent.newBuilder(with(null))
                .setService("other")
                .setTo(pipeline.now().plus(Duration.ofMinutes(10)))
                .build());
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    private RequestRateEvent with(@Nullable LatencyHistogram latency) {
        return RequestRateEvent.newBuilder(
                        Pipeline.event("checkout", "b", pipeline.now().minusSeconds(10), pipeline.now(), 1))
                .setLatency(latency)
                .build();
    }

    private static LatencyHistogram histogram(int scale, int offset, Long... counts) {
        return new LatencyHistogram(scale, 0L, offset, List.of(counts));
    }

    private ScalingAck ack(long generation) {
        return ScalingAck.newBuilder()
                .setService("checkout")
                .setGeneration(generation)
                .setStatus(AckStatus.SUPERSEDED)
                .setReplicas(5)
                .setIssuedAt(pipeline.now())
                .setAt(pipeline.now())
                .setExecutor("test")
                .build();
    }
}
