package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of Kafka's own are known by Kafka's names, with Kafka's checks, and with people's lengths of time. */
final class KafkaNamesTest {
    private static final KafkaNames STREAMS = KafkaNames.with(StreamsConfig.configDef());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linger.ms",
                "producer.linger.ms",
                "max.poll.records",
                "consumer.max.poll.records",
                "main.consumer.max.poll.records",
                "restore.consumer.fetch.max.bytes",
                "global.consumer.auto.offset.reset",
                "admin.retries",
                "sasl.jaas.config"
            })
    void a_name_that_a_client_takes_is_known_plain_or_behind_the_prefix_of_a_client_that_takes_it(String name) {
        assertThat(STREAMS.keys(name)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "producer.max.poll.records",
                "consumer.linger.ms",
                "admin.linger.ms",
                "restore.producer.linger.ms",
                "main.linger.ms",
                "consumer.",
                "consumer",
                "producer.producer.linger.ms",
                "LINGER.MS",
                ""
            })
    void a_name_behind_the_prefix_of_a_client_that_does_not_take_it_is_unknown(String name) {
        assertThat(STREAMS.keys(name)).isEmpty();
    }

    @Test
    void what_only_kafka_streams_takes_is_unknown_to_commands_that_run_none() {
        assertThat(STREAMS.keys("num.standby.replicas")).isNotEmpty();
        assertThat(KafkaNames.clients().keys("num.standby.replicas")).isEmpty();
        assertThat(STREAMS.names()).contains("num.standby.replicas", "acks", "max.poll.records");
        assertThat(KafkaNames.clients().names()).contains("acks").doesNotContain("num.standby.replicas");
    }

    @ParameterizedTest
    @CsvSource({
        "linger.ms, 5, 5",
        "linger.ms, -1, -1",
        "linger.ms, 1.5s, 1500",
        "consumer.request.timeout.ms, 2m, 120000",
        "linger.ms, soon, soon",
        "max.poll.records, 5s, 5s",
        "retention.hours, 5h, 5h",
        "linger.ms, 0.0001ms, 0",
    })
    void a_length_with_a_unit_is_milliseconds_where_kafka_counts_those_and_as_written_elsewhere(
            String name, String value, String taken) {
        assertThat(KafkaNames.millis(name, value)).isEqualTo(taken);
    }

    @Test
    void kafka_would_refuse_each_of_its_numbers_that_is_a_word_and_so_do_we() {
        List<ConfigKey> numbers = STREAMS.names().stream()
                .flatMap(name -> STREAMS.keys(name).stream())
                .filter(key -> List.of(
                                ConfigDef.Type.INT, ConfigDef.Type.LONG, ConfigDef.Type.DOUBLE, ConfigDef.Type.SHORT)
                        .contains(key.type))
                .toList();

        assertThat(numbers).hasSizeGreaterThan(80);
        numbers.forEach(key -> {
            assertThat(KafkaNames.refusal(key, "many"))
                    .as(key.name)
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith("Not a number")
                            .doesNotContain("Invalid value", "configuration"));
            if (key.hasDefault() && key.defaultValue != null) {
                assertThat(KafkaNames.refusal(key, String.valueOf(key.defaultValue)))
                        .as("the default of " + key.name)
                        .isEmpty();
            }
        });
    }

    @Test
    void the_reason_why_a_password_cannot_be_does_not_hold_the_password() {
        ConfigKey password = new ConfigDef()
                .define(
                        "ssl.key.password",
                        ConfigDef.Type.PASSWORD,
                        ConfigDef.NO_DEFAULT_VALUE,
                        (name, value) -> {
                            throw new ConfigException(name, value, "s3cret is too short");
                        },
                        ConfigDef.Importance.HIGH,
                        "")
                .configKeys()
                .get("ssl.key.password");

        assertThat(KafkaNames.refusal(Objects.requireNonNull(password), "s3cret"))
                .contains("is not allowed");
    }
}
