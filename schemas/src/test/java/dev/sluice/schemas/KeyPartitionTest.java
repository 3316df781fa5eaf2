package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

/** Keys are where the producer of Java puts them. */
final class KeyPartitionTest {
    @Test
    void a_key_is_where_the_producer_puts_it() {
        Random random = new Random(12);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            int partitions = 1 + random.nextInt(100);
            assertThat(KeyPartition.of(key, partitions)).isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
        }
    }
}
