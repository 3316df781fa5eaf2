package dev.sluice.client;

import dev.sluice.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Settings of a {@link CommandConsumer}.
 *
 * @param all as given
 * @param name written into every acknowledgement
 */
record ConsumerSettings(Map<String, ?> all, Topics topics, String group, String name) {
    static final String NAME = "executor.name";

    /** Reads the settings; {@link ConfigException} names the one that is wrong. */
    static ConsumerSettings from(Map<String, ?> all) {
        String group = text(all, ConsumerConfig.GROUP_ID_CONFIG, "");
        if (group.isEmpty()) {
            throw new ConfigException(
                    ConsumerConfig.GROUP_ID_CONFIG + " must be set: executors of one group share the commands");
        }
        return new ConsumerSettings(
                Map.copyOf(all), new Topics(text(all, Topics.PREFIX_SETTING, "")), group, text(all, NAME, group));
    }

    private static String text(Map<String, ?> all, String key, String otherwise) {
        Object value = all.get(key);
        return value == null ? otherwise : value.toString();
    }

    Map<String, Object> consumer() {
        Map<String, Object> consumer = known(ConsumerConfig.configNames());
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return consumer;
    }

    Map<String, Object> producer() {
        Map<String, Object> producer = known(ProducerConfig.configNames());
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        // the group keeps out an instance that lost its partitions, so each instance has an id of its own
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return producer;
    }

    private Map<String, Object> known(Set<String> names) {
        Map<String, Object> found = new HashMap<>();
        all.forEach((key, value) -> {
            if (names.contains(key)) {
                found.put(key, value);
            }
        });
        return found;
    }

    /** Name and group: there may be secrets among the settings. */
    @Override
    public String toString() {
        return "ConsumerSettings[" + name + " in group " + group + "]";
    }
}
