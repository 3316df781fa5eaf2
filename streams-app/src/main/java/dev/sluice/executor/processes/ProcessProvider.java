package dev.sluice.executor.processes;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.processes.setting.ProcessSettings;
import dev.sluice.executor.processes.state.StateDirectory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Worker processes on this machine, under {@code executor.actuator=processes}. */
public final class ProcessProvider implements ActuatorProvider {
    @Override
    public String name() {
        return "processes";
    }

    @Override
    public void define(ConfigDef settings) {
        ProcessSettings.define(settings);
    }

    /** The name that the state directory has: one executor at a time has it. */
    @Override
    public Optional<String> member(AbstractConfig settings) {
        try {
            return Optional.of("processes-" + StateDirectory.id(ProcessSettings.state(settings)));
        } catch (IOException e) {
            throw notUsable(e);
        }
    }

    private static ConfigException notUsable(IOException e) {
        return new ConfigException("executor.processes." + ProcessSettings.STATE_DIR + ": " + e.getMessage());
    }

    @Override
    public Actuator create(AbstractConfig settings) {
        try {
            return new ProcessActuator(ProcessSettings.from(settings), System.getenv(), InstantSource.system());
        } catch (IOException e) {
            throw notUsable(e);
        }
    }
}
