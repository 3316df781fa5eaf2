package dev.sluice.simulator.baseline.keda;

/**
 * How KEDA's Kafka scaler turns offsets into the lag that it hands to the HPA.
 *
 * <p>Source: kedacore/keda, pkg/scalers/kafka_scaler.go.
 *
 * @param threshold lag that one replica should have
 * @param partitions of the topic
 * @param even whether replicas should share the partitions evenly
 * @param idleConsumers whether more replicas than partitions are allowed
 */
public record KafkaLag(long threshold, int partitions, boolean even, boolean idleConsumers) {
    /**
     * Lag of one partition.
     *
     * @param committed offset of the group; below zero: it has none
     * @param newest offset of the partition; below zero: the broker did not say
     * @param latest whether a group without an offset begins at the end
     * @param zeroIfInvalid whether a group without an offset counts as having no lag
     */
    public static long ofPartition(long committed, long newest, boolean latest, boolean zeroIfInvalid) {
        if (newest < 0) {
            return 0;
        }
        if (committed >= 0) {
            return newest - committed;
        }
        if (zeroIfInvalid) {
            return 0;
        }
        return latest ? 1 : newest;
    }

    /** The lag that is reported: never more than keeps every partition's consumer busy. */
    public long reported(long total) {
        long lag = even ? evenFactor(total) * threshold : total;
        boolean capped = !idleConsumers && lag / threshold > partitions;
        return capped ? partitions * threshold : lag;
    }

    /** The smallest divisor of the partitions whose share of the threshold covers the lag, or all partitions. */
    int evenFactor(long total) {
        for (int factor = 1; factor < partitions; factor++) {
            if (partitions % factor == 0 && factor * threshold >= total) {
                return factor;
            }
        }
        return partitions;
    }
}
