package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.schemas.Topics;
import dev.sluice.topology.output.CloudEventHeaders;
import java.util.Map;

/**
 * What the topology is built from.
 *
 * @param topics names of the topics
 * @param loops what holds for all services
 * @param mostLive services that one process keeps in memory, all its tasks together; or {@link #AS_MANY_AS_FIT}
 * @param mostUnmanaged services without a policy that one process keeps at all, all its tasks together
 * @param serde class of the serde of values and its settings
 * @param headers which records are CloudEvents too
 */
public record TopologySettings(
        Topics topics,
        LoopSettings loops,
        int mostLive,
        int mostUnmanaged,
        SerdeSettings serde,
        CloudEventHeaders headers) {
    /** Services without a policy that are kept where nothing else is set. */
    public static final int MOST_UNMANAGED = 10_000;
    /** As many live services as half of the heap holds. */
    public static final int AS_MANY_AS_FIT = 0;

    public TopologySettings(Topics topics, LoopSettings loops, int mostLive, SerdeSettings serde) {
        this(topics, loops, mostLive, MOST_UNMANAGED, serde);
    }

    public TopologySettings(Topics topics, LoopSettings loops, int mostLive, int mostUnmanaged, SerdeSettings serde) {
        this(topics, loops, mostLive, mostUnmanaged, serde, CloudEventHeaders.NONE);
    }

    /** The same with headers of CloudEvents. */
    public TopologySettings with(CloudEventHeaders other) {
        return new TopologySettings(topics, loops, mostLive, mostUnmanaged, serde, other);
    }

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
