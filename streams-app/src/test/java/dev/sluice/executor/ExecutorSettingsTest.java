package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.Topic;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

final class ExecutorSettingsTest {
    @Test
    void everything_has_a_default_but_what_names_the_cluster() {
        ExecutorSettings settings = ExecutorSettings.from(Map.of("bootstrap.servers", "broker:9092"));

        assertThat(settings.group()).isEqualTo("sluice-executor");
        assertThat(settings.time().recorded()).isFalse();
        assertThat(settings.topics().name(Topic.SCALING_ACKS)).isEqualTo("scaling-acks");
    }

    @Test
    void names_of_kafka_pass_to_its_clients_and_ours_do_not() {
        ExecutorSettings settings = ExecutorSettings.from(Map.of(
                "bootstrap.servers", "broker:9092",
                "security.protocol", "SSL",
                "isolation.level", "read_uncommitted",
                "topic.prefix", "eu.",
                "executor.name", "a"));

        assertThat(settings.commandConsumer())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("group.id", "eu.sluice-executor")
                .doesNotContainKey("executor.name");
        assertThat(settings.producer())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("enable.idempotence", true)
                .containsEntry("acks", "all");
    }

    @Test
    void a_wrong_value_is_said_with_its_key() {
        assertThatThrownBy(() -> ExecutorSettings.from(Map.of("time.source", "sundial")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("time.source")
                .hasMessageContaining("sundial");
    }

    @Test
    void actuators_go_by_name_or_by_the_class_of_their_provider() {
        assertThat(Actuators.from(Map.of())).isInstanceOf(LogActuator.class);
        assertThat(Actuators.from(Map.of("executor.actuator", "simulated"))).isInstanceOf(SimulatedFleet.class);
        assertThat(Actuators.from(Map.of("executor.actuator", Scripted.class.getName())))
                .isInstanceOf(ScriptedPlatform.class);
    }

    @Test
    void an_unknown_actuator_is_said_with_the_known_ones() {
        assertThatThrownBy(() -> Actuators.from(Map.of("executor.actuator", "abacus")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("[log, simulated]");
    }

    /** A provider of others, named by its class. */
    public static final class Scripted implements ActuatorProvider {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Actuator create(Map<String, ?> settings) {
            return new ScriptedPlatform();
        }
    }
}
