package dev.sluice.cli.topics;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.SluiceTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;

/** How the topics of the contract should be: what they keep and for how long, and which must have equal partitions. */
public final class TopicLayout {
    static final String CLEANUP = "cleanup.policy";
    static final String RETENTION = "retention.ms";
    static final String COMPACTION_LAG = "min.compaction.lag.ms";
    static final String LARGEST_RECORD = "max.message.bytes";

    /** Every setting that a layout speaks of. */
    static final List<String> KEYS = List.of(CLEANUP, RETENTION, COMPACTION_LAG, LARGEST_RECORD);

    private static final String FOREVER = "-1";

    private final TimeSource time;

    /** With time from the records nothing is thrown away by its age: recorded demand is old from the start. */
    TopicLayout(TimeSource time) {
        this.time = time;
    }

    /** Topics as {@code topics create} makes them, on a broker of their own whose time is that of the records or not. */
    public static List<NewTopic> alone(TimeSource time, int partitions) {
        TopicLayout layout = new TopicLayout(time);
        return Arrays.stream(Topic.values())
                .map(topic -> new NewTopic(topic.plainName(), partitions, (short) 1).configs(layout.settings(topic)))
                .toList();
    }

    /** The settings of a topic that differ from a broker's. */
    Map<String, String> settings(Topic topic) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CLEANUP, topic.compacted() ? "compact" : "delete");
        if (!topic.compacted()) {
            settings.put(RETENTION, retention(topic));
        }
        if (topic == Topic.SCALING_COMMANDS) {
            // the commands of a service's pools have one key: none may go before executors have seen it
            settings.put(COMPACTION_LAG, Long.toString(Duration.ofDays(1).toMillis()));
        }
        if (topic == Topic.DEAD_LETTERS) {
            // whatever the broker takes elsewhere: a dead letter that it refuses would stop the application
            settings.put(LARGEST_RECORD, Integer.toString(DeadLetter.MAX_BYTES));
        }
        return settings;
    }

    private String retention(Topic topic) {
        // an override that holds for years is one event, and nobody says it again
        boolean forever = time == TimeSource.EVENT || topic == Topic.SCALING_OVERRIDES;
        return forever ? FOREVER : Long.toString(kept(topic).toMillis());
    }

    private static Duration kept(Topic topic) {
        return switch (topic) {
            case SCALING_DECISIONS, SCALING_ACKS -> Duration.ofDays(30);
            case RESOURCE_COSTS -> Duration.ofDays(400);
            case DEAD_LETTERS -> Duration.ofDays(14);
            default -> Duration.ofDays(7);
        };
    }

    /** What stands in the way of running on these topics; nothing where they will do. */
    public static List<String> obstacles(Map<Topic, TopicState> found) {
        List<String> obstacles = new ArrayList<>();
        partitions(found).ifPresent(obstacles::add);
        wrongSettings(found).forEach(wrong -> obstacles.add(wrong.describe()));
        return obstacles;
    }

    /** Settings of topics that stand in the way. */
    public static List<WrongSetting> wrongSettings(Map<Topic, TopicState> found) {
        List<WrongSetting> wrong = new ArrayList<>();
        found.forEach((topic, state) -> {
            String cleanup = state.settings().getOrDefault(CLEANUP, "");
            if (cleanup.contains("compact") != topic.compacted()) {
                wrong.add(new WrongSetting(topic, CLEANUP, cleanup, topic.compacted() ? "compact" : "delete"));
            }
        });
        Optional.ofNullable(found.get(Topic.DEAD_LETTERS))
                .map(state -> state.settings().get(LARGEST_RECORD))
                .filter(largest -> Long.parseLong(largest) < DeadLetter.MAX_BYTES)
                .ifPresent(largest -> wrong.add(new WrongSetting(
                        Topic.DEAD_LETTERS, LARGEST_RECORD, largest, Integer.toString(DeadLetter.MAX_BYTES))));
        return wrong;
    }

    /**
     * A setting of a topic that stands in the way.
     *
     * @param found its value
     * @param needed a value that will do
     */
    public record WrongSetting(Topic topic, String key, String found, String needed) {
        public String describe() {
            String least = key.equals(LARGEST_RECORD) ? "at least " : "";
            return topic.plainName() + " has " + key + "=" + found + " and needs " + least + needed;
        }
    }

    /** Why the inputs cannot be read together; empty where they can. */
    public static Optional<String> partitions(Map<Topic, TopicState> found) {
        List<Topic> inputs =
                SluiceTopology.INPUTS.stream().filter(found::containsKey).toList();
        TreeSet<Integer> counts = inputs.stream()
                .flatMap(topic -> Optional.ofNullable(found.get(topic)).stream())
                .map(TopicState::partitions)
                .collect(Collectors.toCollection(TreeSet::new));
        if (counts.size() <= 1) {
            return Optional.empty();
        }
        return Optional.of(inputs.stream()
                .map(topic -> topic.plainName() + " has "
                        + Optional.ofNullable(found.get(topic))
                                .map(TopicState::partitions)
                                .orElse(0))
                .collect(Collectors.joining(", ", "topics that are read together need equal partitions: ", "")));
    }

    /** What differs from the layout without standing in the way. */
    List<String> differences(Topic topic, TopicState state) {
        List<String> differences = new ArrayList<>();
        settings(topic).forEach((key, wanted) -> {
            String there = state.settings().getOrDefault(key, "");
            if (!there.equals(wanted)) {
                differences.add(key + "=" + there + ", new ones get " + wanted);
            }
        });
        return differences;
    }
}
