package dev.sluice.executor;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Makes the actuators of one name; found by Java's service loader, or by its class name.
 *
 * <p>Its settings stand in the settings file behind {@code executor.NAME.}: one that {@link #define} calls {@code address}
 * is written {@code executor.nomad.address} for a provider called {@code nomad}. They are checked with all others, and one
 * of type {@code PASSWORD} is never printed.
 */
public interface ActuatorProvider {
    /** Value of {@code executor.actuator} that chooses it: lower-case letters, digits and hyphens. */
    String name();

    /** Adds its settings, under their names without the prefix. One without a default must be set where it is chosen. */
    default void define(ConfigDef settings) {}

    /** An actuator by its settings, under their names without the prefix. */
    Actuator create(AbstractConfig settings);

    /** What stands in front of its settings. */
    default String prefix() {
        return ExecutorSettings.PREFIX + name() + ".";
    }
}
