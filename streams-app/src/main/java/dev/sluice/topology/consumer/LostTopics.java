package dev.sluice.topology.consumer;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics of declarations that somebody deleted while the application reads them. What it has read stays in force, so it goes on, and
 * the log tells once that a topic is gone. Brokers are asked twice a minute. Used by one thread.
 */
final class LostTopics {
    private static final Logger LOG = LoggerFactory.getLogger(LostTopics.class);
    private static final long BETWEEN_MS = 30_000;

    private final Function<Collection<String>, Map<String, ? extends KafkaFuture<?>>> describing;
    private final Set<String> lost = new HashSet<>();
    private Map<String, ? extends KafkaFuture<?>> asked = Map.of();
    private long askedAt;

    /** @param describing asks the brokers for descriptions of topics */
    LostTopics(Function<Collection<String>, Map<String, ? extends KafkaFuture<?>>> describing) {
        this.describing = describing;
    }

    /** Takes in what the brokers have answered, and asks again about these topics when it is time. */
    void look(Set<String> topics, long now) {
        if (now - askedAt < BETWEEN_MS) {
            return;
        }
        askedAt = now;
        asked.forEach(this::take);
        asked = describing.apply(topics);
    }

    private void take(String topic, KafkaFuture<?> answer) {
        if (isGone(answer)) {
            if (lost.add(topic)) {
                LOG.error(
                        "Topic {} is gone: what was read of it stays in force until a restart. sluice topics create makes"
                                + " it again; then apply its pools or budgets again, and restart run",
                        topic);
            }
        } else if (answer.isDone() && !answer.isCompletedExceptionally() && lost.remove(topic)) {
            LOG.warn("Topic {} is there again: apply its pools or budgets again, and restart run", topic);
        }
    }

    private static boolean isGone(KafkaFuture<?> answer) {
        try {
            if (answer.isDone()) {
                answer.get();
            }
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The topics that are gone. */
    Set<String> lost() {
        return Set.copyOf(lost);
    }
}
