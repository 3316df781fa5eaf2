package dev.sluice.ingest;

import dev.sluice.config.Settings;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic between the processes of ingest, made when the first of them starts. */
final class IngestTopics {
    private static final String KEPT_MS = Long.toString(Duration.ofDays(1).toMillis());

    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private IngestTopics() {}

    /** Name of the group, of Kafka Streams and of all topics of its own. */
    static String application(Settings settings) {
        return settings.applicationId() + "-ingest";
    }

    /** Name of the topic of exports. */
    static String exports(Settings settings) {
        return application(settings) + "-exports";
    }

    /** Makes the topic of exports unless it is there, with as many partitions as the events have. */
    static void create(Settings settings, Admin admin) {
        String events = settings.topics().name(Topic.REQUEST_RATE_EVENTS);
        Map<String, TopicDescription> described =
                asked(settings, admin.describeTopics(List.of(events)).allTopicNames(), "cannot see " + events);
        int partitions = described.values().iterator().next().partitions().size();
        NewTopic exports = new NewTopic(exports(settings), Optional.of(partitions), Optional.empty())
                .configs(Map.of("cleanup.policy", "delete", "retention.ms", KEPT_MS));
        try {
            asked(settings, admin.createTopics(List.of(exports)).all(), "cannot create the topic " + exports.name());
        } catch (TopicExistsException there) {
            return;
        }
        awaitSeen(settings, admin, exports.name());
    }

    /** A topic that was just made is not known to all brokers at once, and Kafka Streams takes that for an error. */
    private static void awaitSeen(Settings settings, Admin admin, String topic) {
        long end = System.nanoTime() + settings.brokerTimeout().toNanos();
        while (System.nanoTime() < end) {
            try {
                asked(settings, admin.describeTopics(List.of(topic)).allTopicNames(), "cannot see " + topic);
                return;
            } catch (KafkaException notYet) {
                LockSupport.parkNanos(LOOK_AGAIN_NS);
            }
        }
    }

    private static <T> T asked(Settings settings, java.util.concurrent.Future<T> answer, String what) {
        try {
            return answer.get(settings.brokerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new KafkaException(what, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException(what + ": no answer within broker.timeout", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(what, e);
        }
    }
}
