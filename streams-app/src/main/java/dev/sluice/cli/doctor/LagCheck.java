package dev.sluice.cli.doctor;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.TopicLog;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.text.Spelling;
import dev.sluice.events.LagDemand;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The consumer groups whose lag is the demand of a policy: whether they are there, have committed, and read those topics. */
final class LagCheck {
    private static final String WHAT = "lag";

    private final Connection connection;
    private final Map<String, LagDemand> demands = new TreeMap<>();

    LagCheck(Connection connection) {
        this.connection = connection;
    }

    List<Finding> look() {
        new TopicLog<>(connection, Topic.SCALING_POLICIES, ScalingPolicy.class).each(Instant.EPOCH, this::declared);
        if (demands.isEmpty()) {
            return List.of();
        }
        Collection<String> groups = connection
                .get(connection.admin().listGroups().valid())
                .stream()
                .map(GroupListing::groupId)
                .toList();
        Collection<String> topics =
                connection.get(connection.admin().listTopics().names());
        List<Finding> findings = new ArrayList<>();
        demands.forEach((service, demand) -> findings.add(look(service, demand, groups, topics)));
        return findings;
    }

    private void declared(String service, Optional<ScalingPolicy> policy) {
        demands.remove(service);
        policy.map(ScalingPolicy::getLag).ifPresent(demand -> demands.put(service, demand));
    }

    private Finding look(String service, LagDemand demand, Collection<String> groups, Collection<String> topics) {
        List<String> missing = demand.getTopics().stream()
                .filter(topic -> !topics.contains(topic))
                .toList();
        if (!missing.isEmpty()) {
            return Finding.broken(
                    WHAT,
                    service + ": there is no topic " + String.join(", ", missing) + near(missing.get(0), topics),
                    "correct demand.topics, or create the topic; until then it counts as without partitions");
        }
        Collection<TopicPartition> committed = committed(demand.getGroup());
        if (committed.isEmpty()) {
            boolean known = groups.contains(demand.getGroup());
            return Finding.warning(
                    WHAT,
                    service + ": group " + demand.getGroup()
                            + (known
                                    ? " has never committed an offset"
                                    : " is not known" + near(demand.getGroup(), groups)),
                    known
                            ? "commit offsets in its consumers: until then only arrivals size the service, and no replica is"
                                    + " taken away"
                            : "correct demand.group, or start a consumer of it");
        }
        return reads(service, demand, committed);
    }

    private static Finding reads(String service, LagDemand demand, Collection<TopicPartition> committed) {
        TreeSet<String> unread = new TreeSet<>(demand.getTopics());
        committed.forEach(partition -> unread.remove(partition.topic()));
        return unread.isEmpty()
                ? Finding.ok(
                        WHAT,
                        service + ": group " + demand.getGroup() + " has committed offsets of " + committed.size()
                                + " partitions")
                : Finding.warning(
                        WHAT,
                        service + ": group " + demand.getGroup() + " has committed nothing of "
                                + unread.stream().collect(Collectors.joining(", ")),
                        "correct demand.topics, or look whether its consumers subscribe to it");
    }

    private static String near(String name, Collection<String> names) {
        return Spelling.nearest(name, names)
                .map(other -> "; did you mean " + other + "?")
                .orElse("");
    }

    private Collection<TopicPartition> committed(String group) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = connection.get(
                    connection.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            return offsets.entrySet().stream()
                    .filter(entry -> Objects.nonNull(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        } catch (CommandFailedException e) {
            // a group that was never there
            return List.of();
        }
    }
}
