package dev.sluice.executor.kubernetes;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Settings of the actuator, as they stand behind {@code executor.kubernetes.}. */
final class Settings {
    private Settings() {}

    static KubernetesSettings of(String... keysAndValues) {
        ConfigDef definition = new ConfigDef();
        new KubernetesProvider().define(definition);
        Map<String, String> stated = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            stated.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return KubernetesSettings.from(new AbstractConfig(definition, stated, false));
    }
}
