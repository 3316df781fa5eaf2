package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.schemas.Topics;
import java.util.Map;

/**
 * What the topology is built from.
 *
 * @param topics names of the topics
 * @param loops what holds for all services
 * @param mostLive services that one process keeps in memory, all its tasks together; or {@link #AS_MANY_AS_FIT}
 * @param serde class of the serde of values and its settings
 */
public record TopologySettings(Topics topics, LoopSettings loops, int mostLive, SerdeSettings serde) {
    /** As many live services as half of the heap holds. */
    public static final int AS_MANY_AS_FIT = 0;

    /**
     * The serde of values.
     *
     * @param type class name of a Kafka serde
     * @param settings what it is configured with
     */
    public record SerdeSettings(String type, Map<String, ?> settings) {
        /** The class: there may be a password among the settings. */
        @Override
        public String toString() {
            return type;
        }
    }
}
