package dev.sluice.topology.consumer;

import dev.sluice.text.DurationText;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log that no broker answers: once when that has lasted ten seconds, and once when it ends. Kafka's clients
 * tell of each attempt to connect, which is thousands of lines in a minute. Used by one thread.
 */
final class BrokerSilence {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerSilence.class);
    private static final long NONE = Long.MIN_VALUE;
    private static final long TOLD_AFTER_MS = 10_000;

    private long since = NONE;
    private boolean told;

    /** Notes a poll at {@code now} (ms), and whether a broker had answered since the one before. */
    void polled(boolean answered, long now) {
        if (answered) {
            end(now);
        } else if (since == NONE) {
            since = now;
        } else if (!told && now - since >= TOLD_AFTER_MS) {
            told = true;
            LOG.warn(
                    "No broker answers: reports are read, and decisions go on, once one does. What runs keeps running");
        }
    }

    private void end(long now) {
        if (told) {
            LOG.warn("Brokers answer again, after {}", DurationText.of(Duration.ofMillis(now - since)));
        }
        told = false;
        since = NONE;
    }

    /** Whether it has told that no broker answers. */
    boolean isTold() {
        return told;
    }
}
