package dev.sluice.ingest.lag;

import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.ingest.series.Export;
import dev.sluice.ingest.series.ReporterKey;
import dev.sluice.ingest.series.Role;
import dev.sluice.ingest.series.Sample;
import dev.sluice.ingest.series.SeriesId;
import dev.sluice.ingest.series.Temporality;
import dev.sluice.ingest.series.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what a consumer group has still to do. The end offset of a partition is a count of all that ever arrived in it: its growth is the
 * demand. The distance from the committed offset to it is the backlog. A partition without a committed offset is unread from its
 * beginning on.
 */
record LagReader(Admin admin) {
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    /**
     * What the group would report.
     *
     * @param time ns since the epoch
     */
    Export read(Lag lag, long time) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(admin.listConsumerGroupOffsets(lag.group())
                .partitionsToOffsetAndMetadata()
                .get());
        Set<TopicPartition> partitions = partitions(lag, committed.keySet());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
        List<Sample> samples = new ArrayList<>();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata read = committed.get(partition);
            long begin = Objects.requireNonNullElse(begins.get(partition), 0L);
            long position = read == null ? begin : Math.max(begin, read.offset());
            samples.add(sample(partition, Role.REQUESTS, Temporality.CUMULATIVE, time, end));
            samples.add(sample(partition, Role.BACKLOG, Temporality.LEVEL, time, Math.max(0, end - position)));
        });
        return new Export(new ReporterKey(lag.service(), "", lag.group(), Role.Kind.DEMAND), time, samples);
    }

    private static Sample sample(TopicPartition partition, Role role, Temporality temporality, long time, long value) {
        SeriesId series = new SeriesId(Objects.hash(partition.topic(), role.word()), partition.partition());
        return new Sample(series, role, 0, false, temporality, 0, time, Double.NaN, new Value.Amount(value));
    }

    private Set<TopicPartition> partitions(Lag lag, Set<TopicPartition> committed)
            throws ExecutionException, InterruptedException {
        if (lag.topics().isEmpty()) {
            return committed;
        }
        Set<TopicPartition> all = new HashSet<>();
        admin.describeTopics(lag.topics())
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition -> all.add(new TopicPartition(name, partition.partition()))));
        return all;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                admin.listOffsets(asked, COMMITTED).all().get();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }
}
