package dev.sluice.topology.consumer;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the reports of this instance's partitions are read too late to decide by. It is too far behind when one of them is read
 * longer ago than the limit, and keeps up again when all are within half of it, so that one slow window changes nothing. After a
 * start it is too far behind until all that waited has been read.
 *
 * <p>Example, with a limit of a minute: 59 s behind after having kept up, it keeps up; 61 s behind it does not, nor at 40 s; at
 * 30 s it does.
 */
public final class ReadLag {
    private final Duration limit;
    private final Supplier<Map<TopicPartition, Long>> readUpTo;
    private final InstantSource clock;
    /** When a partition of which nothing is known was first seen, ms. */
    private final Map<TopicPartition, Long> unknownSince = new HashMap<>();

    private boolean caughtUp;
    private boolean behind = true;

    /**
     * @param limit zero: it never is too far behind
     * @param readUpTo for each partition that this instance reads, the time up to which it is read (ms);
     *     {@link Long#MIN_VALUE} while that is not known
     */
    public ReadLag(Duration limit, Supplier<Map<TopicPartition, Long>> readUpTo, InstantSource clock) {
        this.limit = limit;
        this.readUpTo = readUpTo;
        this.clock = clock;
    }

    /** Why it does not keep up; empty where it does. */
    public synchronized Optional<String> tooFarBehind() {
        if (limit.isZero()) {
            return Optional.empty();
        }
        OptionalLong age = age();
        long most = behind ? limit.toMillis() / 2 : limit.toMillis();
        behind = age.isEmpty() || age.getAsLong() > most;
        caughtUp |= !behind;
        return behind ? Optional.of(said(age)) : Optional.empty();
    }

    private String said(OptionalLong age) {
        return "it catches up: reports are read "
                + (age.isPresent()
                        ? DurationText.ofMillis((double) age.getAsLong()) + " late"
                        : "from before its start")
                + ", " + DurationText.of(limit) + " is allowed (http.ready.windows)";
    }

    /** How far the partition that is furthest behind is behind, ms; empty while an instance that has just started does not know. */
    public synchronized OptionalLong age() {
        long now = clock.millis();
        Map<TopicPartition, Long> read = readUpTo.get();
        unknownSince.keySet().retainAll(read.keySet());
        long most = 0;
        for (Map.Entry<TopicPartition, Long> one : read.entrySet()) {
            if (one.getValue() != Long.MIN_VALUE) {
                unknownSince.remove(one.getKey());
                most = Math.max(most, now - one.getValue());
            } else if (caughtUp) {
                most = Math.max(most, now - unknownSince.computeIfAbsent(one.getKey(), first -> now));
            } else {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(most);
    }
}
