package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** What Kafka Streams gets to see of the records that were polled, and what the processor finds in it. */
final class BundlingTest {
    private static final TopicPartition REPORTS = new TopicPartition("request-rate-events", 1);
    private static final int MUCH = 1 << 20;
    private static final TopicPartition ACKS = new TopicPartition("scaling-acks", 1);

    @Test
    void neighbours_of_a_partition_go_together_up_to_the_most() {
        var bundles = new Bundling(3, 1000, MUCH).of(polled(Map.of(REPORTS, at(10, 11, 12, 13, 14), ACKS, at(12))));

        assertThat(sizes(bundles, REPORTS)).containsExactly(3, 2);
        assertThat(sizes(bundles, ACKS)).containsExactly(1);
    }

    @Test
    void large_records_make_small_bundles_because_memory_is_counted_in_bundles() {
        var bundles = new Bundling(100, 1000, 6).of(polled(Map.of(REPORTS, at(10, 11, 12, 13, 14, 15, 16))));

        assertThat(sizes(bundles, REPORTS)).containsExactly(3, 3, 1);
        assertThat(sizes(new Bundling(100, 1000, 0).of(polled(Map.of(REPORTS, at(10, 11)))), REPORTS))
                .containsExactly(1, 1);
    }

    @Test
    void where_order_counts_only_records_of_the_same_time_go_together() {
        var bundles = new Bundling(3, 0, MUCH).of(polled(Map.of(REPORTS, at(10, 10, 11, 12, 12, 12, 12))));

        assertThat(sizes(bundles, REPORTS)).containsExactly(2, 1, 3, 1);
        assertThat(bundles.records(REPORTS))
                .extracting(ConsumerRecord::timestamp)
                .containsExactly(10L, 11L, 12L, 12L);
    }

    @Test
    void records_of_different_times_do_not_go_together() {
        var bundles = new Bundling(100, 1000, MUCH).of(polled(Map.of(REPORTS, at(0, 900, 1000, 1001, 600_000, 1900))));

        assertThat(sizes(bundles, REPORTS)).containsExactly(3, 1, 1, 1);
    }

    @Test
    void a_bundle_that_waits_is_committed_from_its_first_record_on() {
        var bundles = new Bundling(3, 1000, MUCH).of(polled(Map.of(REPORTS, at(10, 11, 12, 13))));

        assertThat(bundles.records(REPORTS)).extracting(ConsumerRecord::offset).containsExactly(0L, 3L);
        assertThat(bundles.nextOffsets()).containsEntry(REPORTS, new OffsetAndMetadata(4));
    }

    @Test
    void the_processor_finds_every_record_as_it_was_polled() {
        List<ConsumerRecord<byte[], byte[]>> reports = at(10, 11, 12);
        var bundles = new Bundling(3, 1000, MUCH).of(polled(Map.of(REPORTS, reports)));

        assertThat(unpacked(bundles.records(REPORTS).get(0))).containsExactlyElementsOf(reports);
    }

    @Test
    void a_record_that_came_alone_stands_for_itself_whatever_its_headers_say() {
        RecordHeaders forged = new RecordHeaders(List.of(new RecordHeader("sluice.bundle", bytes("x"))));
        Record<byte[], byte[]> alone = new Record<>(bytes("checkout"), bytes("report"), 10, forged);

        ConsumerRecord<byte[], byte[]> found =
                Bundle.of(alone, Optional.empty()).get(0);

        assertThat(found.key()).isEqualTo(bytes("checkout"));
        assertThat(found.value()).isEqualTo(bytes("report"));
        assertThat(found.headers().lastHeader("sluice.bundle").value()).isEqualTo(bytes("x"));
    }

    private static List<ConsumerRecord<byte[], byte[]>> unpacked(ConsumerRecord<byte[], byte[]> standIn) {
        Record<byte[], byte[]> seen =
                new Record<>(standIn.key(), standIn.value(), standIn.timestamp(), standIn.headers());
        return Bundle.of(seen, Optional.empty());
    }

    private static List<Integer> sizes(ConsumerRecords<byte[], byte[]> bundles, TopicPartition partition) {
        return bundles.records(partition).stream().map(b -> unpacked(b).size()).toList();
    }

    private static ConsumerRecords<byte[], byte[]> polled(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
        return new ConsumerRecords<>(records, Map.of(REPORTS, new OffsetAndMetadata(4)));
    }

    /** Records of these Kafka timestamps, at the offsets from 0 on. */
    private static List<ConsumerRecord<byte[], byte[]>> at(long... times) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long time : times) {
            records.add(new ConsumerRecord<>(
                    REPORTS.topic(),
                    REPORTS.partition(),
                    records.size(),
                    time,
                    TimestampType.CREATE_TIME,
                    1,
                    1,
                    bytes("s" + time),
                    bytes("v" + time),
                    new RecordHeaders(),
                    Optional.of(3)));
        }
        return records;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
