package dev.sluice.web.model;

import dev.sluice.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the topics are.
 *
 * @param consumer settings of a consumer
 * @param registry settings of serdes
 * @param history how much of the past is read
 */
public record Source(Topics topics, Map<String, Object> consumer, Map<String, Object> registry, Duration history) {
    /** For a consumer of committed records in no group. */
    Map<String, Object> settings() {
        Map<String, Object> all = new HashMap<>(consumer);
        all.remove("group.id");
        all.remove("group.instance.id");
        all.put("client.id", "sluice-web");
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "earliest");
        all.put("max.poll.records", 200);
        all.put("fetch.max.bytes", 8 << 20);
        all.put("enable.metrics.push", false);
        all.put("default.api.timeout.ms", 10_000);
        all.put("request.timeout.ms", 10_000);
        return all;
    }
}
