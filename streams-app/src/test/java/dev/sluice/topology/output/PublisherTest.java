package dev.sluice.topology.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.check.Rejection;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.Step.Haste;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.intake.FailedInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When commits are asked for, and what becomes of records that cannot be used. */
final class PublisherTest {
    private static final long NOW = 1_800_000_000_000L;

    private final MockProcessorContext<byte[], Object> context = context(Map.of());
    private int services = 10;
    private final Publisher publisher = new Publisher(context, () -> services, CloudEventHeaders.NONE);

    @Test
    void a_command_is_committed_at_once_and_those_right_after_it_share_the_next_commit() {
        assertThat(commits(NOW, Haste.COMMAND)).isTrue();
        assertThat(commits(NOW + 1, Haste.COMMAND)).isFalse();
        assertThat(commits(NOW + 99, Haste.URGENT)).isFalse();
        assertThat(commitsWaiting(NOW + 100)).isTrue();
        assertThat(commitsWaiting(NOW + 1000)).as("nobody waits").isFalse();
    }

    @Test
    void what_nobody_waits_for_asks_for_no_commit() {
        assertThat(commits(NOW, Haste.NONE)).isFalse();
        assertThat(commitsWaiting(NOW + 3_600_000)).isFalse();
    }

    @Test
    void commits_give_way_to_the_services_that_they_write_and_urgent_ones_less() {
        services = 5000;
        assertThat(commits(NOW, Haste.COMMAND)).isTrue();
        assertThat(commits(NOW + 1, Haste.COMMAND)).isFalse();
        assertThat(commitsWaiting(NOW + 4999)).isFalse();
        assertThat(commitsWaiting(NOW + 5000)).isTrue();

        assertThat(commits(NOW + 5001, Haste.COMMAND)).isFalse();
        assertThat(commits(NOW + 5149, Haste.URGENT)).isFalse();
        assertThat(commitsWaiting(NOW + 5150)).as("150 ms are enough").isTrue();
    }

    @Test
    void a_lesser_haste_does_not_slow_an_urgent_command_down() {
        services = 5000;
        commits(NOW, Haste.COMMAND);
        commits(NOW + 1, Haste.URGENT);
        commits(NOW + 2, Haste.NONE);
        commits(NOW + 3, Haste.COMMAND);

        assertThat(commitsWaiting(NOW + 150)).isTrue();
    }

    @Test
    void a_clock_that_is_set_back_holds_no_command_up() {
        commits(NOW, Haste.COMMAND);

        assertThat(commits(NOW - 3_600_000, Haste.COMMAND)).isTrue();
        assertThat(commits(NOW - 3_599_999, Haste.COMMAND)).isFalse();
    }

    @Test
    void no_grants_ask_for_no_commit() {
        context.setCurrentSystemTimeMs(NOW);
        publisher.publish(List.of(), Instant.EPOCH);

        assertThat(context.committed()).isFalse();
    }

    @Test
    void a_dead_letter_keeps_the_record_and_says_where_it_was() {
        context.setCurrentSystemTimeMs(NOW);
        publisher.deadLetter(record("checkout", new byte[] {1, 2, 3}), Rejection.impossible("requests is -1"));

        Record<byte[], Object> letter = letter(context);

        assertThat(letter.key()).isEqualTo(bytes("checkout"));
        assertThat(letter.value()).isEqualTo(new byte[] {1, 2, 3});
        assertThat(letter.timestamp()).as("kept from now on").isEqualTo(NOW);
        assertThat(header(letter, DeadLetter.REASON)).contains("IMPOSSIBLE_VALUE");
        assertThat(header(letter, DeadLetter.DETAIL)).contains("requests is -1");
        assertThat(header(letter, DeadLetter.TOPIC)).contains("reports");
        assertThat(header(letter, DeadLetter.PARTITION)).contains("2");
        assertThat(header(letter, DeadLetter.OFFSET)).contains("77");
        assertThat(header(letter, "trace")).contains("abc");
        assertThat(header(letter, DeadLetter.VALUE_BYTES)).isEmpty();
    }

    @Test
    void a_record_without_a_value_becomes_one_of_no_bytes() {
        publisher.deadLetter(record("checkout", null), Rejection.impossible("no value"));

        assertThat(letter(context).value()).isEqualTo(new byte[0]);
    }

    @Test
    void a_large_record_is_cut_to_what_the_producer_may_send() {
        MockProcessorContext<byte[], Object> small = context(Map.of("producer.max.request.size", "20000"));
        new DeadLetters(small).send(record("checkout", new byte[50_000]), Rejection.impossible("large"));

        Record<byte[], Object> letter = letter(small);

        assertThat(((byte[]) letter.value()).length).isBetween(18_000, 20_000);
        assertThat(header(letter, DeadLetter.VALUE_BYTES)).contains("50000");
        assertThat(letter.key()).isEqualTo(bytes("checkout"));
    }

    @Test
    void the_producers_own_setting_counts_before_the_common_one_and_neither_raises_the_limit() {
        assertThat(DeadLetters.maxBytes(Map.of())).isEqualTo(DeadLetter.MAX_BYTES);
        assertThat(DeadLetters.maxBytes(Map.of("max.request.size", 5000))).isEqualTo(5000);
        assertThat(DeadLetters.maxBytes(Map.of("max.request.size", 5000, "producer.max.request.size", "7000")))
                .isEqualTo(7000);
        assertThat(DeadLetters.maxBytes(Map.of("max.request.size", 50_000_000))).isEqualTo(DeadLetter.MAX_BYTES);
    }

    @Test
    void every_dead_letter_is_counted_by_its_reason_whether_the_log_says_it_or_not() {
        for (int i = 0; i < 50; i++) {
            publisher.deadLetter(record("checkout", new byte[1]), Rejection.impossible("again"));
        }
        publisher.deadLetter(
                record("checkout", new byte[1]), new Rejection(DeadLetter.Reason.LATE, "its windows have closed"));

        assertThat(total("dead-letters-total")).isEqualTo(51);
        assertThat(total("dead-letters-impossible-value-total")).isEqualTo(50);
        assertThat(total("dead-letters-late-total")).isEqualTo(1);
        assertThat(total("dead-letters-unreadable-total")).isZero();
        assertThat(context.forwarded()).hasSize(51);
    }

    @Test
    void records_read_and_failures_of_the_clock_are_counted() {
        publisher.read(3);
        publisher.read(4);
        publisher.failed("checkout", new FailedInputException(new IllegalStateException("no")));

        assertThat(total("records-total")).isEqualTo(7);
        assertThat(total("failures-total")).isEqualTo(1);
        assertThat(context.forwarded()).as("there is no record to send").isEmpty();
    }

    private double total(String name) {
        return context.metrics().metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name))
                .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    private boolean commits(long wall, Haste haste) {
        context.resetCommit();
        context.setCurrentSystemTimeMs(wall);
        publisher.publish("checkout", new Step(false, List.of(), haste));
        return context.committed();
    }

    private boolean commitsWaiting(long wall) {
        context.resetCommit();
        publisher.commitWaiting(wall);
        return context.committed();
    }

    private static Record<byte[], Object> letter(MockProcessorContext<byte[], Object> context) {
        Record<? extends byte[], ?> record =
                context.forwarded(Topic.DEAD_LETTERS.plainName()).get(0).record();
        return new Record<>(record.key(), record.value(), record.timestamp(), record.headers());
    }

    private static Optional<String> header(Record<byte[], Object> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", bytes("abc"));
        return new ConsumerRecord<>(
                "reports", 2, 77, NOW, TimestampType.CREATE_TIME, 0, 0, bytes(key), value, headers, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MockProcessorContext<byte[], Object> context(Map<String, String> more) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.putAll(more);
        MockProcessorContext<byte[], Object> context = new MockProcessorContext<>(properties);
        context.setCurrentSystemTimeMs(NOW);
        return context;
    }
}
