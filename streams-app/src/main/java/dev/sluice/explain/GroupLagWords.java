package dev.sluice.explain;

import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.PartitionLag;
import dev.sluice.text.NumberText;

/** How a consumer group stands, in words: the group, and the partitions with the largest lag. */
record GroupLagWords(ConsumerGroupLag lag) {
    void into(NamedLines lines) {
        lines.add("group", lag.getGroup() + ", " + lag.getPartitions() + " partitions" + without() + unknown());
        lag.getLargest().forEach(partition -> lines.add("partition", words(partition)));
    }

    private String without() {
        return lag.getUncommittedPartitions() == 0
                ? ""
                : ", " + lag.getUncommittedPartitions() + " of them without a committed offset";
    }

    private String unknown() {
        return lag.getUnknownPartitions() == 0
                ? ""
                : ", " + lag.getUnknownPartitions() + " of them not told by any broker";
    }

    private static String words(PartitionLag partition) {
        return partition.getTopic() + "-" + partition.getPartition() + ": " + partition.getLag() + " wait, "
                + NumberText.of(partition.getArrivals()) + " per second arrive"
                + (partition.getStuck() ? ", stuck" : "");
    }
}
