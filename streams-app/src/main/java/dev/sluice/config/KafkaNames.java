package dev.sluice.config;

import dev.sluice.config.text.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;

/** The settings that Kafka's clients know, plain or behind the prefixes that Kafka Streams takes them with. */
public final class KafkaNames {
    static final ConfigDef ADMIN = AdminClientConfig.configDef();
    static final ConfigDef PRODUCER = ProducerConfig.configDef();
    static final ConfigDef CONSUMER = ConsumerConfig.configDef();

    private static final Map<String, ConfigDef> PREFIXES = prefixes();

    private final List<ConfigDef> plain = new ArrayList<>(List.of(CONSUMER, PRODUCER, ADMIN));

    private KafkaNames() {}

    /** What producers, consumers and admin clients know. */
    public static KafkaNames clients() {
        return new KafkaNames();
    }

    /** What the clients know and Kafka Streams, whose definition this is. */
    public static KafkaNames with(ConfigDef streams) {
        KafkaNames names = new KafkaNames();
        names.plain.add(0, streams);
        return names;
    }

    /** The definitions of a setting; none where nobody knows it. */
    List<ConfigKey> keys(String name) {
        List<ConfigKey> keys = new ArrayList<>();
        plain.forEach(def -> find(def, name).ifPresent(keys::add));
        PREFIXES.forEach((prefix, def) -> {
            if (name.startsWith(prefix)) {
                find(def, name.substring(prefix.length())).ifPresent(keys::add);
            }
        });
        return keys;
    }

    /** All names without a prefix. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        plain.forEach(def -> names.addAll(def.names()));
        return names;
    }

    /** The value as Kafka takes it: a length of time with a unit becomes milliseconds where the setting counts those. */
    static String millis(String name, String value) {
        if (!name.endsWith(".ms") || value.matches("-?\\d+")) {
            return value;
        }
        try {
            return Long.toString(Durations.parse(value).toMillis());
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    /** Why a value cannot be; empty where it can. */
    static Optional<String> refusal(ConfigKey key, String value) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, parsed);
            }
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(why(key, e));
        }
    }

    private static String why(ConfigKey key, ConfigException e) {
        String said = Optional.ofNullable(e.getMessage()).orElse("");
        String lead = "for configuration " + key.name;
        int at = said.indexOf(lead);
        String rest = at < 0 ? said : said.substring(at + lead.length()).replaceFirst("^: ", "");
        if (rest.isEmpty()) {
            return "is not allowed";
        }
        return key.type == ConfigDef.Type.PASSWORD ? "is not allowed" : rest;
    }

    private static Optional<ConfigKey> find(ConfigDef def, String name) {
        return Optional.ofNullable(def.configKeys().get(name));
    }

    private static Map<String, ConfigDef> prefixes() {
        Map<String, ConfigDef> prefixes = new LinkedHashMap<>();
        prefixes.put("consumer.", CONSUMER);
        prefixes.put("main.consumer.", CONSUMER);
        prefixes.put("restore.consumer.", CONSUMER);
        prefixes.put("global.consumer.", CONSUMER);
        prefixes.put("producer.", PRODUCER);
        prefixes.put("admin.", ADMIN);
        return prefixes;
    }
}
