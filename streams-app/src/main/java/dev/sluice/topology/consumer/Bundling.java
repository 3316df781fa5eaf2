package dev.sluice.topology.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Which records Kafka Streams handles as one.
 *
 * @param most records in a bundle, at least 1: what a commit or the clock waits for at most
 * @param span how far the Kafka timestamps of records that go together may be apart, ms: records of other inputs, which are
 *     merged by them, find their place between bundles
 * @param bytes what a bundle may hold if it holds more than one record: Kafka Streams counts bundles when it limits what waits in
 *     memory, so their size limits its bytes
 */
public record Bundling(int most, long span, int bytes) {
    /** The same records, in bundles. */
    ConsumerRecords<byte[], byte[]> of(ConsumerRecords<byte[], byte[]> polled) {
        if (polled.isEmpty()) {
            return polled;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> bundles = new HashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            bundles.put(partition, of(polled.records(partition)));
        }
        return new ConsumerRecords<>(bundles, polled.nextOffsets());
    }

    private List<ConsumerRecord<byte[], byte[]>> of(List<ConsumerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<byte[], byte[]>> bundles = new ArrayList<>(records.size() / most + 1);
        for (int from = 0; from < records.size(); ) {
            int to = end(records, from);
            bundles.add(Bundle.standIn(records.subList(from, to)));
            from = to;
        }
        return bundles;
    }

    private int end(List<ConsumerRecord<byte[], byte[]>> records, int from) {
        int last = Math.min(records.size(), from + most);
        long first = records.get(from).timestamp();
        long held = size(records.get(from));
        int to = from + 1;
        while (to < last && Math.abs(records.get(to).timestamp() - first) <= span) {
            held += size(records.get(to));
            if (held > bytes) {
                return to;
            }
            to++;
        }
        return to;
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = (long) Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            size += header.value() == null ? 0 : header.value().length;
        }
        return size;
    }
}
