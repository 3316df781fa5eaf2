package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.actuators.LogActuator;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.executor.commands.Commands;
import dev.sluice.executor.commands.ScriptedPlatform;
import dev.sluice.schemas.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void pools_of_the_simulated_platform_have_the_lead_times_and_the_port_of_the_settings() {
        Actuator fleet = Actuators.from(Map.of(
                "executor.actuator", "simulated",
                "executor.simulated.lead.time.ms", "30000",
                "executor.simulated.lead.times.ms", "gpu=300000,llm/gpu=600000",
                "executor.simulated.port", "8080"));

        assertThat(readyIn(fleet, Target.of("checkout"))).isEqualTo(30);
        assertThat(readyIn(fleet, new Target("chat", "gpu"))).isEqualTo(300);
        assertThat(readyIn(fleet, new Target("llm", "gpu"))).isEqualTo(600);
        assertThat(fleet.instances(Target.of("checkout"), Commands.NOON)).hasSize(1);
    }

    /** Seconds until a replica is ready, to ten. */
    private static int readyIn(Actuator fleet, Target target) {
        Order order = new Order(target, 1, 1);
        fleet.apply(order, Commands.NOON);
        int seconds = 0;
        while (fleet.poll(List.of(new Actuator.Waiting(order, Commands.NOON.plusSeconds(seconds))))
                .isEmpty()) {
            seconds += 10;
        }
        return seconds;
    }

    @Test
    void weights_are_off_until_a_directory_is_named() {
        WeightSettings off = WeightSettings.from(Map.of());
        WeightSettings on = WeightSettings.from(Map.of(
                "executor.weights.dir", "/var/lib/sluice",
                "executor.weights.format", "nginx, envoy,nginx",
                "executor.weights.addresses", "gpu=gpu.internal:8080"));

        assertThat(off.directory()).isEmpty();
        assertThat(on.directory()).hasValue(Path.of("/var/lib/sluice"));
        assertThat(on.formats()).containsExactly(WeightFormat.NGINX, WeightFormat.ENVOY);
        assertThat(on.addresses().of(new Target("chat", "gpu"))).hasValue(new Address("gpu.internal", 8080));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {
                "executor.weights.format, haproxy, haproxy' is none of [nginx",
                "executor.weights.addresses, gpu, gpu' is not POOL=value"
            })
    void wrong_settings_of_weights_are_said_with_their_key(String key, String value, String why) {
        assertThatThrownBy(() -> WeightSettings.from(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(why);
    }

    @Test
    void an_unknown_actuator_is_said_with_the_known_ones() {
        assertThatThrownBy(() -> Actuators.from(Map.of("executor.actuator", "abacus")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("[log, simulated, ")
                .hasMessageContaining("nomad]");
    }

    /** A provider of others, named by its class. */
    public static final class Scripted implements ActuatorProvider {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Actuator create(AbstractConfig settings) {
            return new ScriptedPlatform();
        }
    }
}
