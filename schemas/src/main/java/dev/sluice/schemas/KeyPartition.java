package dev.sluice.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Where the default partitioner of Java's client puts a key. All records of a service must be there, because one task of Kafka
 * Streams reads them all. Clients of other languages may put it elsewhere unless told (docs/clients.md).
 */
public final class KeyPartition {
    private KeyPartition() {}

    /** Returns the partition of a key among so many, at least 1. */
    public static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Returns the partition of the key of a service. */
    public static int of(String service, int partitions) {
        return of(service.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
