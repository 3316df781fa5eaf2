package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Fields;
import dev.sluice.policy.ConsumerGroup;
import java.util.List;
import java.util.Set;

/** A trigger of KEDA that measures the lag of a consumer group. */
final class KafkaTrigger {
    private static final Set<String> TYPES = Set.of("kafka", "apache-kafka");
    private static final String GROUP = "consumerGroup";

    private KafkaTrigger() {}

    /** True if a trigger measures a group that it names. */
    static boolean is(String type, Fields metadata) {
        return TYPES.contains(type) && metadata.has(GROUP);
    }

    static void read(Fields metadata, Demands demands) {
        String group = metadata.required(GROUP);
        List<String> topics = metadata.text("topic")
                .filter(topic -> !topic.isEmpty())
                .map(List::of)
                .orElse(List.of());
        boolean idle =
                metadata.text("allowIdleConsumers").filter("true"::equals).isPresent();
        demands.group(metadata, new ConsumerGroup(group, topics, idle, ConsumerGroup.REBALANCE));
        metadata.remark("bootstrapServers", "the brokers of Sluice's settings are asked, by sluice ingest");
        metadata.remark(
                "lagThreshold",
                "is a length for each replica. Sluice sizes for how fast what waits must be read (objective.drain, 5m unless"
                        + " stated) and what one replica reads in a second (demand.perReplica, or learned)");
        metadata.remark(
                "excludePersistentLag", "needs nothing: what waits in a stuck partition is told, and not sized for");
        metadata.remark(
                "limitToPartitionsWithLag",
                "has no counterpart: the count is limited to all partitions, and sized for what waits");
        metadata.remark(
                "ensureEvenDistributionOfPartitions",
                "has no counterpart: any count up to the number of partitions may come");
        metadata.remark("partitionLimitation", "has no counterpart: all partitions of the topics are measured");
        for (String unread : List.of("offsetResetPolicy", "scaleToZeroOnInvalidOffset")) {
            metadata.remark(
                    unread,
                    "needs nothing: while the group has committed no offset, what arrives sizes the service, and one record"
                            + " keeps a replica");
        }
    }
}
