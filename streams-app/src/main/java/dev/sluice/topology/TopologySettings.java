package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.schemas.Topics;
import java.util.Map;

/**
 * What the topology is built from.
 *
 * @param topics names of the topics
 * @param loops what holds for all services
 * @param mostLive services that one task keeps in memory
 * @param serde class of the serde of values and its settings
 */
public record TopologySettings(Topics topics, LoopSettings loops, int mostLive, SerdeSettings serde) {
    /**
     * The serde of values.
     *
     * @param type class name of a Kafka serde
     * @param settings what it is configured with
     */
    public record SerdeSettings(String type, Map<String, ?> settings) {}
}
