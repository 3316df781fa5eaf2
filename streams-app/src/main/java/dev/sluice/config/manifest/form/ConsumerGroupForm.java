package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.text.Durations;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a consumer group is written in files: {@code {signal: lag, group: order-workers, topics: [orders]}}. */
final class ConsumerGroupForm {
    private static final String GROUP = "group";
    private static final String TOPICS = "topics";
    private static final String IDLE = "allowIdleConsumers";
    private static final String REBALANCE = "rebalance";
    static final List<String> KEYS = List.of(GROUP, TOPICS, IDLE, REBALANCE);

    private ConsumerGroupForm() {}

    /** The group of a demand; empty with other signals, and where the document's problems say why. */
    static Optional<ConsumerGroup> read(YamlKeys keys, Optional<Signal> signal) {
        if (signal.filter(Signal.LAG::equals).isEmpty()) {
            // a signal that cannot be read is told by itself
            KEYS.stream()
                    .filter(key -> signal.isPresent() || !keys.has("signal"))
                    .flatMap(key -> keys.at(key).stream())
                    .forEach(value -> value.wrong("belongs to signal: lag"));
            return Optional.empty();
        }
        Optional<String> name = keys.required(GROUP).flatMap(YamlValue::text);
        List<String> topics = keys.at(TOPICS).map(ConsumerGroupForm::topics).orElse(List.of());
        boolean idle = keys.at(IDLE).flatMap(YamlValue::truth).orElse(false);
        Duration rebalance = keys.length(REBALANCE, Limits.LEAD_TIME_MS).orElse(ConsumerGroup.REBALANCE);
        return name.flatMap(group -> keys.of().made(() -> new ConsumerGroup(group, topics, idle, rebalance)));
    }

    private static List<String> topics(YamlValue value) {
        List<YamlValue> all = value.isList() ? value.entries() : List.of(value);
        return all.stream().flatMap(topic -> topic.written().stream()).toList();
    }

    static void write(ConsumerGroup group, Map<String, Object> keys) {
        keys.put(GROUP, group.name());
        if (!group.topics().isEmpty()) {
            keys.put(TOPICS, group.topics());
        }
        if (group.allowIdleConsumers()) {
            keys.put(IDLE, true);
        }
        if (!group.rebalance().equals(ConsumerGroup.REBALANCE)) {
            keys.put(REBALANCE, Durations.text(group.rebalance()));
        }
    }
}
