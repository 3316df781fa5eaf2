package dev.sluice.executor.kubernetes;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorProvider;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Kubernetes. */
public final class KubernetesProvider implements ActuatorProvider {
    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public void define(ConfigDef settings) {
        KubernetesSettings.define(settings);
    }

    @Override
    public Actuator create(AbstractConfig settings) {
        return KubernetesActuator.connect(KubernetesSettings.from(settings));
    }
}
