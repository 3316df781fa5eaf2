package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.actuators.Actuators;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of actuators, Sluice's own and others', in one file with all the rest. */
final class ActuatorSettingsTest {
    private static Settings settings(String... keysAndValues) {
        Map<String, String> stated = new HashMap<>(
                Map.of("bootstrap.servers", "broker:9092", "schema.registry.url", "http://registry:8081"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            stated.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.of(stated, KafkaNames.clients());
    }

    @Test
    void an_actuator_of_somebody_else_brings_its_settings() {
        Map<String, Object> all = settings(
                        "executor.actuator", "nomad",
                        "executor.nomad.address", "http://nomad:4646",
                        "executor.nomad.token", "s3cr/et")
                .executor();

        assertThat(all)
                .containsEntry("executor.nomad.address", "http://nomad:4646")
                .containsEntry("executor.nomad.token", "s3cr/et")
                .containsEntry("executor.nomad.namespace", "default");
        assertThat(Actuators.from(all)).isNotNull();
    }

    @Test
    void a_misspelled_setting_of_it_is_refused_with_the_one_that_was_meant() {
        assertThatThrownBy(() -> settings("executor.actuator", "nomad", "executor.nomad.adress", "http://nomad:4646"))
                .hasMessageContaining(
                        "executor.nomad.adress=[hidden]: is not a known setting; did you mean executor.nomad.address?")
                .hasMessageContaining("executor.nomad.address: is missing");
    }

    @Test
    void what_it_must_have_may_be_missing_where_another_is_chosen() {
        assertThat(settings("executor.actuator", "log").actuator()).isEqualTo("log");
        assertThatThrownBy(() -> settings("executor.actuator", "nomad"))
                .hasMessageContaining("executor.nomad.address: is missing: Nomad's address.");
    }

    @Test
    void its_password_is_never_shown() {
        assertThat(settings(
                                "executor.actuator", "nomad",
                                "executor.nomad.address", "http://nomad:4646",
                                "executor.nomad.token", "s3cr/et")
                        .toString())
                .contains("executor.nomad.token=[hidden]")
                .doesNotContain("s3cr/et");
    }

    @Test
    void settings_of_an_actuator_that_is_not_on_this_class_path_are_left_to_the_executor() {
        assertThat(settings("executor.actuator", "elsewhere", "executor.elsewhere.region", "eu")
                        .actuator())
                .isEqualTo("elsewhere");
        assertThatThrownBy(() -> settings("executor.elsewhere.region", "eu"))
                .hasMessageContaining("executor.elsewhere.region=[hidden]: is not a known setting");
    }

    @Test
    void built_in_ones_are_checked_by_the_same_door() {
        assertThatThrownBy(() -> settings("executor.simulated.port", "70000"))
                .hasMessageContaining("executor.simulated.port=70000");
        assertThatThrownBy(() -> settings("executor.simulated.lead.tme.ms", "1"))
                .hasMessageContaining("did you mean executor.simulated.lead.time.ms?");
    }

    @Test
    void the_reference_has_those_that_come_with_sluice() {
        assertThat(SettingsReference.markdown())
                .contains("`executor.simulated.port`")
                .doesNotContain("executor.nomad");
    }
}
