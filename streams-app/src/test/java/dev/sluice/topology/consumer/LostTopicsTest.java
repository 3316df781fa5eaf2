package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** Brokers that say what the test says of the topic of pools. */
final class LostTopicsTest {
    private static final String POOLS = "resource-pools";

    private final AtomicInteger asked = new AtomicInteger();
    private KafkaFuture<String> answer = KafkaFuture.completedFuture("there");
    private final LostTopics topics = new LostTopics(names -> {
        asked.incrementAndGet();
        return Map.of(POOLS, answer);
    });
    private long now = 1_000_000;

    private void minute(KafkaFuture<String> answers) {
        answer = answers;
        for (long end = now + 61_000; now < end; now += 100) {
            topics.look(Set.of(POOLS), now);
        }
    }

    private static KafkaFuture<String> failed(KafkaException why) {
        KafkaFutureImpl<String> future = new KafkaFutureImpl<>();
        future.completeExceptionally(why);
        return future;
    }

    @Test
    void a_topic_that_was_deleted_is_lost_until_it_is_made_again() {
        minute(KafkaFuture.completedFuture("there"));
        assertThat(topics.lost()).isEmpty();
        minute(failed(new UnknownTopicOrPartitionException("gone")));
        assertThat(topics.lost()).containsExactly(POOLS);
        minute(KafkaFuture.completedFuture("there again"));
        assertThat(topics.lost()).isEmpty();
    }

    @Test
    void brokers_that_do_not_answer_tell_nothing() {
        minute(failed(new TimeoutException("no broker")));
        minute(new KafkaFutureImpl<>());
        assertThat(topics.lost()).isEmpty();
    }

    @Test
    void brokers_are_asked_twice_a_minute() {
        minute(KafkaFuture.completedFuture("there"));
        assertThat(asked.get()).isBetween(2, 3);
    }
}
