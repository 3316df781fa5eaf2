package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.actuators.Actuators;
import dev.sluice.policy.Resources;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** An actuator that is not Sluice's, through the same door as those that are. */
final class ThirdPartyActuatorTest extends ActuatorContractTest {
    private final NomadProvider.Nomad nomad = (NomadProvider.Nomad) Actuators.from(Map.of(
            "executor.actuator", "nomad",
            "executor.nomad.address", "http://nomad:4646",
            "executor.nomad.token", "s3cr/et"));

    @Override
    protected Actuator create() {
        return nomad;
    }

    @Override
    protected int ordered(Target target) {
        return nomad.job(target).map(Order::replicas).orElse(0);
    }

    @Override
    protected Optional<Resources> size(Target target) {
        return nomad.job(target).flatMap(Order::size);
    }

    @Test
    void it_gets_its_settings_by_their_names_without_the_prefix() {
        assertThat(nomad.address).isEqualTo("http://nomad:4646");
        assertThat(nomad.token).isEqualTo("s3cr/et");
        assertThat(nomad.namespace).isEqualTo("default");
    }

    @Test
    void without_what_must_be_set_it_is_not_made() {
        assertThatThrownBy(() -> Actuators.from(Map.of("executor.actuator", "nomad")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("address");
    }
}
