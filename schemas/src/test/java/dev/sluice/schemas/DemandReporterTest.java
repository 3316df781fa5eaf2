package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemandReporterTest {
    private static final Instant NOON = Samples.NOON;

    private final MockProducer<String, RequestRateEvent> producer = new MockProducer<>(
            true,
            null,
            new StringSerializer(),
            AvroSerde.of(RequestRateEvent.class, Samples.mock("demand-reporter-test"))
                    .serializer());
    private Instant now = NOON;
    private Duration set = Duration.ZERO;
    private final DemandReporter reporter = new DemandReporter(
            DemandReporter.Reporting.of("checkout", "checkout-1"),
            producer,
            () -> now.plus(set),
            () -> Duration.between(NOON, now).toNanos());

    @AfterEach
    void close() {
        InMemoryRegistry.forget("demand-reporter-test");
    }

    @Test
    void an_interval_with_two_requests_of_which_one_fails() {
        DemandReporter.Call first = reporter.begin();
        at(1_000);
        DemandReporter.Call second = reporter.begin();
        at(1_500);
        second.failed();
        second.close();
        at(2_000);
        first.close();
        at(5_000);
        reporter.report();

        RequestRateEvent event = only();
        assertThat(event.getFrom()).isEqualTo(NOON);
        assertThat(event.getTo()).isEqualTo(NOON.plusSeconds(5));
        assertThat(event.getRequests()).isEqualTo(2);
        assertThat(event.getErrors()).isEqualTo(1);
        assertThat(event.getCompleted()).isEqualTo(2);
        // 2 s of the one and 0.5 s of the other in 5 s
        assertThat(event.getMeanConcurrency()).isCloseTo(0.5, within(1e-9));
        assertThat(event.getUnits()).isNull();
        assertThat(event.getQueueDepth()).isNull();
        assertThat(sent(0).key()).isEqualTo("checkout");
        assertThat(sent(0).timestamp()).isEqualTo(NOON.plusSeconds(5).toEpochMilli());
    }

    @Test
    void nothing_to_do_is_said_with_zeros() {
        at(5_000);
        reporter.report();
        at(10_000);
        reporter.report();

        RequestRateEvent second = sent(1).value();
        assertThat(second.getFrom()).isEqualTo(NOON.plusSeconds(5));
        assertThat(second.getRequests()).isZero();
        assertThat(second.getMeanConcurrency()).isZero();
        assertThat(second.getLatency()).isNull();
    }

    @Test
    void a_request_that_lasts_counts_where_it_arrived_and_where_it_ended() {
        DemandReporter.Call longOne = reporter.begin();
        at(5_000);
        reporter.report();
        at(7_500);
        longOne.close();
        at(10_000);
        reporter.report();

        assertThat(sent(0).value().getRequests()).isEqualTo(1);
        assertThat(sent(0).value().getCompleted()).isZero();
        assertThat(sent(0).value().getMeanConcurrency()).isCloseTo(1, within(1e-9));
        assertThat(sent(1).value().getRequests()).isZero();
        assertThat(sent(1).value().getCompleted()).isEqualTo(1);
        assertThat(sent(1).value().getMeanConcurrency()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void tokens_and_the_backlog_are_reported_where_the_service_tells_them() {
        reporter.addUnits(120.5);
        reporter.addUnits(79.5);
        reporter.queueDepth(() -> 17);
        at(5_000);
        reporter.report();

        assertThat(only().getUnits()).isEqualTo(200);
        assertThat(only().getQueueDepth()).isEqualTo(17);
    }

    @Test
    void latencies_are_in_buckets_that_others_can_add_up() {
        for (int ms : List.of(1, 2, 100, 100)) {
            DemandReporter.Call call = reporter.begin();
            now = now.plusMillis(ms);
            call.close();
        }
        now = now.plusSeconds(5);
        reporter.report();

        LatencyHistogram latency = only().getLatency();
        assertThat(latency.getScale()).isEqualTo(3);
        assertThat(latency.getCounts().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(4);
        // 1 ms closes bucket −1, 2 ms closes bucket 7; 100 ms is in bucket floor(8·log2(100)) = 53
        assertThat(latency.getOffset()).isEqualTo(-1);
        assertThat(latency.getCounts().get(0)).isEqualTo(1);
        assertThat(latency.getCounts().get(8)).isEqualTo(1);
        assertThat(latency.getCounts().get(54)).isEqualTo(2);
        assertThat(latency.getCounts()).hasSize(55);
    }

    @Test
    void a_bucket_is_open_below_and_closed_above() {
        double base = Math.pow(2, 1 / 8.0);
        for (int index = -40; index < 120; index++) {
            double below = Math.pow(base, index);
            double above = Math.pow(base, index + 1);
            assertThat(LatencyBuckets.index(below * 1.0001))
                    .as("above its lower end")
                    .isEqualTo(index);
            assertThat(LatencyBuckets.index(above * 0.9999))
                    .as("below its upper end")
                    .isEqualTo(index);
        }
        for (int octave = -10; octave < 20; octave++) {
            assertThat(LatencyBuckets.index(Math.scalb(1.0, octave))).isEqualTo(octave * 8 - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400_000, -600_000, -4_000, -1_000, 1_000, 600_000, 86_400_000})
    void a_clock_that_is_set_changes_no_rate_and_silences_nobody(long byMs) {
        at(5_000);
        reporter.report();
        set = Duration.ofMillis(byMs);
        for (int i = 0; i < 100; i++) {
            reporter.begin().close();
        }
        at(10_000);
        reporter.report();
        at(15_000);
        reporter.report();

        RequestRateEvent after = sent(1).value();
        assertThat(after.getTo()).isEqualTo(NOON.plusSeconds(10).plusMillis(byMs));
        assertThat(after.getRequests()).isEqualTo(100);
        assertThat(Duration.between(after.getFrom(), after.getTo())).isEqualTo(Duration.ofSeconds(5));
        assertThat(sent(2).value().getFrom()).isEqualTo(after.getTo());
        assertThat(sent(2).value().getRequests()).isZero();
    }

    @Test
    void a_clock_that_is_slewed_leaves_no_gap_between_reports() {
        at(5_000);
        reporter.report();
        set = Duration.ofMillis(40);
        at(10_000);
        reporter.report();

        assertThat(sent(1).value().getFrom()).isEqualTo(sent(0).value().getTo());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
    void what_is_no_amount_of_units_spoils_no_report(double amount) {
        reporter.addUnits(amount);
        at(5_000);
        reporter.report();
        reporter.addUnits(7);
        reporter.addUnits(amount);
        at(10_000);
        reporter.report();

        assertThat(sent(0).value().getUnits()).isNull();
        assertThat(sent(1).value().getUnits()).isEqualTo(7);
    }

    @Test
    void units_that_add_up_to_no_number_are_the_largest_number() {
        reporter.addUnits(Double.MAX_VALUE);
        reporter.addUnits(Double.MAX_VALUE);
        at(5_000);
        reporter.report();

        assertThat(only().getUnits()).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void a_queue_depth_below_zero_or_that_fails_is_not_known() {
        List<LongSupplier> broken = List.of(
                () -> -1,
                () -> {
                    throw new IllegalStateException("no queue");
                },
                () -> {
                    throw new NoClassDefFoundError("no/Queue");
                });
        for (int i = 0; i < broken.size(); i++) {
            reporter.queueDepth(broken.get(i));
            reporter.begin().close();
            at(5_000 * (i + 1));
            reporter.report();
            assertThat(sent(i).value().getQueueDepth()).isNull();
            assertThat(sent(i).value().getRequests()).isEqualTo(1);
        }
    }

    @Test
    void a_broker_that_is_away_costs_reports_and_nothing_else() {
        producer.sendException = new TimeoutException("nobody there");
        reporter.begin().close();
        at(5_000);
        reporter.report();
        assertThat(reporter.lost()).isEqualTo(1);

        producer.sendException = null;
        reporter.begin().close();
        at(10_000);
        reporter.report();
        assertThat(only().getRequests()).isEqualTo(1);
        assertThat(only().getFrom()).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void many_threads_count_every_request() {
        CompletableFuture<?>[] threads = IntStream.range(0, 4)
                .mapToObj(t -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        reporter.begin().close();
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(threads).join();
        at(5_000);
        reporter.report();

        assertThat(only().getRequests()).isEqualTo(40_000);
        assertThat(only().getCompleted()).isEqualTo(40_000);
        assertThat(only().getMeanConcurrency()).isZero();
    }

    @Test
    void latencies_that_others_have_measured_count_like_calls() {
        at(3_000);
        reporter.record(Duration.ofSeconds(2));
        reporter.record(Duration.ofMillis(500).toNanos(), true);
        at(5_000);
        reporter.report();

        assertThat(only().getRequests()).isEqualTo(2);
        assertThat(only().getCompleted()).isEqualTo(2);
        assertThat(only().getErrors()).isEqualTo(1);
        assertThat(only().getMeanConcurrency()).isCloseTo(.5, within(1e-9));
        assertThat(only().getLatency().getCounts().stream().mapToLong(n -> n).sum())
                .isEqualTo(2);
    }

    @Test
    void a_call_that_is_closed_twice_counts_once() {
        DemandReporter.Call call = reporter.begin();
        call.close();
        call.close();
        at(5_000);
        reporter.report();
        assertThat(only().getCompleted()).isEqualTo(1);
    }

    @Test
    void closing_sends_the_last_part_of_an_interval() {
        reporter.begin().close();
        at(2_000);
        reporter.close();

        assertThat(only().getRequests()).isEqualTo(1);
        assertThat(only().getTo()).isEqualTo(NOON.plusSeconds(2));
        assertThat(producer.closed()).isTrue();
    }

    private void at(int ms) {
        now = NOON.plusMillis(ms);
    }

    private ProducerRecord<String, RequestRateEvent> sent(int index) {
        return producer.history().get(index);
    }

    private RequestRateEvent only() {
        assertThat(producer.history()).hasSize(1);
        return sent(0).value();
    }
}
