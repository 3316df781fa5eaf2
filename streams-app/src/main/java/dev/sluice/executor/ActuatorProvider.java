package dev.sluice.executor;

import java.util.Map;

/** Makes the actuators of one name; found by Java's service loader. */
public interface ActuatorProvider {
    /** Value of {@code executor.actuator} that chooses it. */
    String name();

    /** An actuator by these settings. */
    Actuator create(Map<String, ?> settings);
}
