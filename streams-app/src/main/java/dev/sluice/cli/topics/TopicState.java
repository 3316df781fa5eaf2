package dev.sluice.cli.topics;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.schemas.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/**
 * How a topic is in the cluster.
 *
 * @param partitions number of partitions
 * @param replicas replicas of each partition
 * @param settings its settings that {@link TopicLayout} speaks of
 */
public record TopicState(int partitions, int replicas, Map<String, String> settings) {
    public TopicState {
        settings = Map.copyOf(settings);
    }

    /** The topics of the contract that are there. */
    public static Map<Topic, TopicState> all(Connection connection) {
        Map<Topic, TopicDescription> found = connection.existing();
        List<ConfigResource> resources = found.values().stream()
                .map(d -> new ConfigResource(ConfigResource.Type.TOPIC, d.name()))
                .toList();
        Map<ConfigResource, Config> configs =
                connection.get(connection.admin().describeConfigs(resources).all());
        Map<String, Config> byName = new TreeMap<>();
        configs.forEach((resource, config) -> byName.put(resource.name(), config));
        Map<Topic, TopicState> states = new LinkedHashMap<>();
        found.forEach((topic, description) -> {
            Config config = byName.get(description.name());
            states.put(topic, of(description, config == null ? new Config(List.of()) : config));
        });
        return states;
    }

    private static TopicState of(TopicDescription description, Config config) {
        Map<String, String> settings = new TreeMap<>();
        for (String key : TopicLayout.KEYS) {
            ConfigEntry entry = config.get(key);
            if (entry != null && entry.value() != null) {
                settings.put(key, entry.value());
            }
        }
        int replicas = description.partitions().get(0).replicas().size();
        return new TopicState(description.partitions().size(), replicas, settings);
    }
}
