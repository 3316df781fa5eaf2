package dev.sluice.config.record.check;

import dev.sluice.schemas.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How large what a record says may be. Within these limits nothing that a loop computes or stores can fail; beyond them a
 * record is a dead letter. {@code docs/clients.md} lists them.
 */
public final class Limits {
    /** Bytes of a value: three histograms with all their buckets fit. */
    public static final int VALUE_BYTES = 512 << 10;

    /** Characters of a name: of a service, pool, instance, tenant, owner. Kubernetes' names have no more. */
    public static final int NAME = 253;

    /** Characters of a text for people. */
    public static final int TEXT = 4096;

    /** Amounts of anything: units, requests in flight, cores, money. */
    public static final double AMOUNT = 1e18;

    /** What one replica serves, at least and at most. */
    public static final double LEAST_PER_REPLICA = 1e-9;

    public static final double MOST_PER_REPLICA = 1e15;

    /** Replicas of a policy, a pool, an override. */
    public static final int REPLICAS = 10_000_000;

    /** Priorities and weights among services. */
    public static final int RANK = 1_000_000;

    /** Generations of commands: half of the numbers that there are, so that later ones always exist. */
    public static final long GENERATION = 1L << 62;

    /** Numbers of grants; {@code seen} in a claim may be the largest of all, which says that none will be acted on. */
    public static final long GRANT_NUMBER = 1L << 62;

    /** In event time nothing tells what the future is, save that recordings were made before it; ms. */
    public static final long END_OF_RECORDINGS =
            Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    public static final long WINDOW_MS = Duration.ofDays(1).toMillis();
    public static final long LEAD_TIME_MS = Duration.ofDays(7).toMillis();

    /** A bound of latency: what is longer is a slip of the unit. */
    public static final long LATENCY_MS = Duration.ofDays(14).toMillis();

    public static final long PERIOD_MS = Duration.ofDays(366).toMillis();

    /** Pools of one policy. */
    public static final int POOLS = 32;

    /** Rate limits in one direction. */
    public static final int RATE_LIMITS = 32;

    private Limits() {}

    /** Whether a record's value is longer than any may be, or was so before it was cut by its reader. */
    public static Rejection tooLong(ConsumerRecord<byte[], byte[]> record) {
        int bytes = Math.max(record.serializedValueSize(), record.value() == null ? 0 : record.value().length);
        return bytes <= VALUE_BYTES
                ? Rejection.NOT
                : new Rejection(
                        DeadLetter.Reason.UNREADABLE, "the value has " + bytes + " bytes, more than " + VALUE_BYTES);
    }
}
