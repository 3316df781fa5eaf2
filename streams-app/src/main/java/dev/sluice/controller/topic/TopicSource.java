package dev.sluice.controller.topic;

import dev.sluice.schemas.Topics;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the topics are.
 *
 * @param consumer settings of a consumer
 * @param producer settings of a producer
 * @param registry settings of serdes
 */
public record TopicSource(
        Topics topics, Map<String, Object> consumer, Map<String, Object> producer, Map<String, Object> registry) {
    /** For a consumer of committed records in no group. */
    Map<String, Object> consumerSettings() {
        Map<String, Object> all = new HashMap<>(consumer);
        all.remove("group.id");
        all.remove("group.instance.id");
        all.put("client.id", "sluice-controller");
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "earliest");
        all.put("allow.auto.create.topics", false);
        all.put("enable.metrics.push", false);
        all.put("default.api.timeout.ms", 10_000);
        all.put("request.timeout.ms", 10_000);
        return all;
    }

    /** For a producer that gives up in time to look whether the record is still wanted. */
    public Map<String, Object> producerSettings() {
        Map<String, Object> all = new HashMap<>(producer);
        all.remove("transactional.id");
        all.put("client.id", "sluice-controller");
        all.put("acks", "all");
        all.put("enable.idempotence", true);
        all.put("max.block.ms", 10_000);
        all.put("request.timeout.ms", 10_000);
        all.put("linger.ms", 20);
        all.put("delivery.timeout.ms", 20_000);
        all.put("enable.metrics.push", false);
        return all;
    }
}
