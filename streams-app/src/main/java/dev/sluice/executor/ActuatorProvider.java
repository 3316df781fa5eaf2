package dev.sluice.executor;

import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Creates the actuators of one name. Found by Java's service loader, or by its class name.
 *
 * <p>Its settings have the prefix {@code executor.NAME.} in the settings file. A setting that {@link #define} calls
 * {@code address} is written {@code executor.nomad.address} for a provider named {@code nomad}. They are checked with
 * all other settings, and a setting of type {@code PASSWORD} is never printed.
 */
public interface ActuatorProvider {
    /** Value of {@code executor.actuator} that selects it: lower-case letters, digits and hyphens. */
    String name();

    /**
     * Adds its settings, under their names without the prefix. A setting without a default is required if the
     * provider is selected.
     */
    default void define(ConfigDef settings) {}

    /** Creates an actuator from its settings, under their names without the prefix. */
    Actuator create(AbstractConfig settings);

    /** The same, for an actuator that has to know the settings of its executor as well. */
    default Actuator create(AbstractConfig settings, ExecutorSettings executor) {
        return create(settings);
    }

    /**
     * A name in the consumer group that an executor with these settings keeps over its restarts. With it, an executor
     * that was killed goes on at once after its next start. Without it, its commands wait for the session timeout of the
     * one before. Only for a platform that has one executor with these settings at a time.
     */
    default Optional<String> member(AbstractConfig settings) {
        return Optional.empty();
    }

    /** The prefix of its settings. */
    default String prefix() {
        return ExecutorSettings.PREFIX + name() + ".";
    }
}
