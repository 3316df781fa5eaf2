package dev.sluice.cli.doctor;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KafkaVersions;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.schemas.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/** The brokers: their version, what they promise, and what they allow. */
final class BrokerCheck {
    private static final String METADATA = "metadata.version";
    private static final List<AclOperation> NEEDED =
            List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);

    private final Settings settings;
    private final Connection connection;

    BrokerCheck(Settings settings, Connection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        DescribeClusterResult cluster =
                connection.admin().describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
        Collection<Node> nodes = connection.get(cluster.nodes());
        findings.add(Finding.ok("brokers", settings.bootstrapServers() + ": " + nodes.size() + " answer"));
        findings.add(KafkaVersions.clientObstacle()
                .map(why -> Finding.broken("Kafka clients", why, "use the jar as it was built"))
                .orElseGet(() -> Finding.ok("Kafka clients", KafkaVersions.clientVersion())));
        findings.add(features());
        findings.add(rights());
        return findings;
    }

    private Finding features() {
        try {
            FeatureMetadata features =
                    connection.get(connection.admin().describeFeatures().featureMetadata());
            FinalizedVersionRange version = features.finalizedFeatures().get(METADATA);
            String level = version == null ? "unknown" : String.valueOf(version.maxVersionLevel());
            String guarantee = String.valueOf(settings.streams()
                    .getOrDefault(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2));
            return KafkaVersions.brokerWarning(features, guarantee)
                    .map(
                            why -> Finding.warning(
                                    "exactly once",
                                    why.replace("warning: ", ""),
                                    "kafka-features.sh upgrade --feature transaction.version=2, or processing.guarantee=at_least_once"))
                    .orElseGet(() -> Finding.ok("exactly once", METADATA + " " + level + ", " + guarantee));
        } catch (KafkaException e) {
            return Finding.unknown("exactly once", "the brokers do not tell their features: " + e.getMessage());
        }
    }

    /** What the principal of these settings may do with the topics. */
    private Finding rights() {
        MissingRights missing = new MissingRights(settings);
        boolean told = false;
        List<String> names =
                Arrays.stream(Topic.values()).map(connection.topics()::name).toList();
        Map<String, KafkaFuture<TopicDescription>> topics = connection
                .admin()
                .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        for (String name : names) {
            Optional<Set<AclOperation>> allowed =
                    Optional.ofNullable(topics.get(name)).flatMap(this::allowed);
            told |= allowed.isPresent();
            missing.add(name, lacking(allowed));
        }
        if (!missing.isEmpty()) {
            return Finding.warning(
                    "rights",
                    "these credentials lack " + missing.describe(),
                    "no process needs all: docs/security.md has what each does. " + missing.grants());
        }
        return told
                ? Finding.ok("rights", "may read and write all topics")
                : Finding.ok("rights", "the brokers check none, or do not tell");
    }

    private static List<AclOperation> lacking(Optional<Set<AclOperation>> allowed) {
        return NEEDED.stream()
                .filter(needed -> allowed.isPresent() && !allowed.get().contains(needed))
                .toList();
    }

    /** What is allowed on a topic: nothing where it may not even be described; empty where that is not told. */
    private Optional<Set<AclOperation>> allowed(KafkaFuture<TopicDescription> topic) {
        try {
            return Optional.ofNullable(connection.get(topic).authorizedOperations());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        } catch (CommandFailedException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.of(Set.of());
            }
            throw e;
        }
    }
}
