package dev.sluice.executor;

import dev.sluice.executor.settings.SettingRows;
import dev.sluice.schemas.Backoff;
import dev.sluice.schemas.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the executor goes by.
 *
 * @param all every setting as given: Kafka's and the registry's own names pass through
 * @param name written into every acknowledgement
 * @param group consumer group that shares the commands out
 * @param lookBack how far back acknowledgements are read at a start: no command may be valid for longer
 * @param workers orders that are at the platform at once
 * @param orderTimeout how long the platform may take to accept one
 * @param scope the commands that it carries out
 * @param circuitFailures calls of the platform that fail in a row before it is left alone for a time; 0: it never is
 */
public record ExecutorSettings(
        Map<String, ?> all,
        Topics topics,
        String name,
        String group,
        TimeSource time,
        Backoff backoff,
        Duration lookBack,
        int workers,
        Duration orderTimeout,
        Scope scope,
        int circuitFailures) {
    /** In front of every setting of the executor, and with a name behind it of every setting of an actuator. */
    public static final String PREFIX = "executor.";

    public static final String ACTUATOR = "executor.actuator";
    public static final String NAME = "executor.name";
    public static final String GROUP = "executor.group";
    public static final String DEFAULT_GROUP = "sluice-executor";
    public static final String SERVICES = "executor.services";
    public static final String POOLS = "executor.pools";
    public static final String CIRCUIT_FAILURES = "executor.circuit.failures";
    public static final String RETRIES = "executor.retries";
    public static final String RETRY_WAIT_MS = "executor.retry.wait.ms";
    public static final String RETRY_MAX_WAIT_MS = "executor.retry.max.wait.ms";
    public static final String LOOK_BACK_MS = "executor.look.back.ms";
    public static final String WORKERS = "executor.workers";
    public static final String ORDER_TIMEOUT_MS = "executor.order.timeout.ms";
    public static final String TIME_SOURCE = "time.source";

    private static final int SESSION_TIMEOUT_MS = 10_000;

    public ExecutorSettings {
        all = Map.copyOf(all);
    }

    /** The executor's own settings, but for those of the actuators, for a settings file to check itself by. */
    public static ConfigDef define(ConfigDef definition) {
        new SettingRows(definition)
                .text(
                        ACTUATOR,
                        "log",
                        "Platform: log, simulated, kubernetes, keda, processes, webhook, docker, the name of another on the class path, or its"
                                + " class.")
                .text(NAME, "executor", "Name in every acknowledgement.")
                .text(
                        GROUP,
                        DEFAULT_GROUP,
                        "Consumer group, behind the prefix. With executor.services or executor.pools, a fingerprint of both is added: executors of one group share the commands.")
                .list(
                        SERVICES,
                        "*",
                        "NAME or GLOB*, …",
                        Scope::patternOf,
                        "Services whose commands it carries out. Those of others are skipped: neither carried out nor acknowledged.")
                .list(
                        POOLS,
                        "*",
                        "NAME or GLOB*, …",
                        Scope::patternOf,
                        "Pools whose commands it carries out. A service that has one pool has \"\", which * includes.")
                .count(WORKERS, 32, 1, "Orders that are at the platform at once; a service and pool has one at a time.")
                .count(
                        ORDER_TIMEOUT_MS,
                        30_000,
                        1,
                        "How long the platform may take to accept an order; then it is interrupted and tried again.")
                .count(RETRIES, 5, 0, "Retries of an order that failed.")
                .count(
                        CIRCUIT_FAILURES,
                        10,
                        0,
                        "Calls of the platform that fail in a row, for two targets at least, before orders wait: 5 s, then twice as long each time up to 1 min. 0: orders never wait.")
                .whole(
                        RETRY_WAIT_MS,
                        500L,
                        "Wait before the first, milliseconds. It doubles each time; each is shortened by up to half at random.")
                .whole(RETRY_MAX_WAIT_MS, 10_000L, "Longest wait.")
                .whole(
                        LOOK_BACK_MS,
                        3_600_000L,
                        "How far back acknowledgements are read at a start; no command may be valid for longer.");
        return WeightSettings.define(definition);
    }

    /** Reads the settings; {@code ConfigException} names the key and value that is wrong. */
    public static ExecutorSettings from(Map<String, ?> all) {
        ConfigDef definition = define(new ConfigDef())
                .define(
                        TIME_SOURCE,
                        ConfigDef.Type.STRING,
                        "wall",
                        ValidString.in("wall", "event"),
                        Importance.MEDIUM,
                        "Which now: the clock's, or that of the records.")
                .define(
                        Topics.PREFIX_SETTING,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "In front of each topic's name.");
        AbstractConfig read = new AbstractConfig(definition, all, false);
        String prefix = read.getString(Topics.PREFIX_SETTING);
        long first = read.getLong(RETRY_WAIT_MS);
        Scope scope = Scope.of(read.getList(SERVICES), read.getList(POOLS));
        return new ExecutorSettings(
                all,
                new Topics(prefix),
                read.getString(NAME),
                scope.group(prefix + read.getString(GROUP)),
                read.getString(TIME_SOURCE).equals("event")
                        ? TimeSource.event()
                        : TimeSource.wall(InstantSource.system()),
                new Backoff(
                        read.getInt(RETRIES),
                        Duration.ofMillis(first),
                        Duration.ofMillis(Math.max(first, read.getLong(RETRY_MAX_WAIT_MS)))),
                Duration.ofMillis(read.getLong(LOOK_BACK_MS)),
                read.getInt(WORKERS),
                Duration.ofMillis(read.getInt(ORDER_TIMEOUT_MS)),
                scope,
                read.getInt(CIRCUIT_FAILURES));
    }

    /** Settings of the consumer of commands. Unless told otherwise, one that was killed is missed for ten seconds. */
    public Map<String, Object> commandConsumer() {
        Map<String, Object> consumer = historyConsumer();
        consumer.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return consumer;
    }

    /** Settings of the consumer that reads old acknowledgements. */
    public Map<String, Object> historyConsumer() {
        Map<String, Object> consumer = known(ConsumerConfig.configNames());
        consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return consumer;
    }

    /** Settings of the producer of acknowledgements: it tries for as long as the executor lives. */
    public Map<String, Object> producer() {
        Map<String, Object> producer = known(ProducerConfig.configNames());
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
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

    /** The same under another time source. */
    public ExecutorSettings withTime(TimeSource other) {
        return new ExecutorSettings(
                all, topics, name, group, other, backoff, lookBack, workers, orderTimeout, scope, circuitFailures);
    }

    /** Name and group: there may be secrets among the settings. */
    @Override
    public String toString() {
        return "ExecutorSettings[" + name + " in group " + group + "]";
    }
}
