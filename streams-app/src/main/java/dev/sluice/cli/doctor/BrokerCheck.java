package dev.sluice.cli.doctor;

import dev.sluice.cli.io.Connection;
import dev.sluice.cli.io.KafkaVersions;
import dev.sluice.config.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.streams.StreamsConfig;

/** The brokers: their version, what they promise, and what they allow. */
final class BrokerCheck {
    private static final String METADATA = "metadata.version";

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
        Set<String> missing = new TreeSet<>();
        boolean told = false;
        for (TopicDescription topic : connection
                .get(connection
                        .admin()
                        .describeTopics(
                                connection.existing().values().stream()
                                        .map(TopicDescription::name)
                                        .toList(),
                                new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames())
                .values()) {
            Optional<Set<AclOperation>> allowed = Optional.ofNullable(topic.authorizedOperations());
            told |= allowed.isPresent();
            for (AclOperation needed : List.of(AclOperation.READ, AclOperation.WRITE)) {
                if (allowed.isPresent() && !allowed.get().contains(needed)) {
                    missing.add(needed + " on " + topic.name());
                }
            }
        }
        if (!missing.isEmpty()) {
            return Finding.warning(
                    "rights",
                    "these credentials lack " + String.join(", ", missing),
                    "kafka-acls.sh --add --allow-principal User:NAME --operation READ --operation WRITE --topic NAME, for the"
                            + " topics that the process uses (docs/clients.md lists who writes what)");
        }
        return told
                ? Finding.ok("rights", "may read and write all topics")
                : Finding.ok("rights", "the brokers check none, or do not tell");
    }
}
