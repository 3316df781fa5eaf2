package dev.sluice.embedded;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a broker, which are there once they are made: a controller answers before its brokers know them. */
public final class BrokerTopics {
    private BrokerTopics() {}

    /** Makes topics, and waits until the broker has all of them. */
    public static void create(String bootstrapServers, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(topics).all().get();
            List<String> names = topics.stream().map(NewTopic::name).toList();
            while (!areKnown(admin, names)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** How many partitions a topic has. */
    public static int partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
    }

    private static boolean areKnown(Admin admin, List<String> names) throws ExecutionException, InterruptedException {
        try {
            admin.describeTopics(names).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }
}
