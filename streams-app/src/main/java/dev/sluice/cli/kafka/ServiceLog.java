package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.schemas.KeyPartition;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of one service on one topic, read from the newest backwards in its one partition. */
public final class ServiceLog<T extends SpecificRecord> implements AutoCloseable {
    private static final int FIRST_CHUNK = 512;
    private static final int LARGEST_CHUNK = 65_536;

    private final PartitionLog<T> log;
    private final String service;

    /** The log of a service; {@link CommandFailedException} where the topic is missing. */
    public ServiceLog(Connection connection, Topic topic, Class<T> type, String service) {
        int partitions = connection.partitions(topic);
        this.service = service;
        this.log = new PartitionLog<>(connection, topic, type, partition(service, partitions));
    }

    /** The partition of a key, as every producer's default partitioner chooses it. */
    static int partition(String key, int partitions) {
        return KeyPartition.of(key, partitions);
    }

    /** What the newest record says; empty where there is none or the newest is a tombstone. */
    public Optional<T> newest() {
        List<ConsumerRecord<String, byte[]>> last = backwards(1, Long.MAX_VALUE, record -> true);
        return last.isEmpty() || last.get(0).value() == null ? Optional.empty() : log.value(last.get(0));
    }

    /** The last records that are wanted, oldest first, among the newest {@code within} of the partition. */
    public List<T> last(int most, long within, Predicate<T> wanted) {
        return backwards(
                        most, within, record -> log.value(record).filter(wanted).isPresent())
                .stream()
                .flatMap(record -> log.value(record).stream())
                .toList();
    }

    /**
     * Gives the records of the service that were stamped {@code since} then, oldest first.
     *
     * @param within most records of the partition to read, the newest
     * @return whether there were no more than those
     */
    public boolean each(Instant since, long within, Consumer<T> each) {
        long end = log.end();
        long first = log.since(since);
        own(Math.max(first, end - within), end, record -> log.value(record).ifPresent(each));
        return first >= end - within;
    }

    @Override
    public void close() {
        log.close();
    }

    private List<ConsumerRecord<String, byte[]>> backwards(
            int most, long within, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        long first = log.first();
        long end = log.end();
        long stop = Math.max(first, within >= end ? 0 : end - within);
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        int chunk = FIRST_CHUNK;
        while (end > stop && found.size() < most) {
            long from = Math.max(stop, end - chunk);
            List<ConsumerRecord<String, byte[]>> inChunk = new ArrayList<>();
            own(from, end, record -> {
                if (wanted.test(record)) {
                    inChunk.add(record);
                }
            });
            found.addAll(0, inChunk);
            end = from;
            chunk = Math.min(LARGEST_CHUNK, chunk * 2);
        }
        return found.subList(Math.max(0, found.size() - most), found.size());
    }

    private void own(long from, long end, Consumer<ConsumerRecord<String, byte[]>> each) {
        log.between(from, end, record -> {
            if (service.equals(record.key())) {
                each.accept(record);
            }
        });
    }
}
