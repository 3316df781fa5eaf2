package dev.sluice.executor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The actuator that the settings choose, by name or by class. */
public final class Actuators {
    private Actuators() {}

    /** The log. */
    private static final class Log implements ActuatorProvider {
        @Override
        public String name() {
            return "log";
        }

        @Override
        public Actuator create(Map<String, ?> settings) {
            return new LogActuator();
        }
    }

    /** A fleet in memory with the lead times of the settings. */
    private static final class Simulated implements ActuatorProvider {
        @Override
        public String name() {
            return "simulated";
        }

        @Override
        public Actuator create(Map<String, ?> settings) {
            AbstractConfig read = new AbstractConfig(ExecutorSettings.define(new ConfigDef()), settings, false);
            Duration lead = Duration.ofMillis(read.getLong(ExecutorSettings.SIMULATED_LEAD_TIME_MS));
            PerPool<Duration> leads =
                    ExecutorSettings.leadTimes(read.getString(ExecutorSettings.SIMULATED_LEAD_TIMES_MS));
            int port = read.getInt(ExecutorSettings.SIMULATED_PORT);
            return new SimulatedFleet(
                    target -> leads.of(target).orElse(lead), port > 0 ? OptionalInt.of(port) : OptionalInt.empty());
        }
    }

    /** The actuator named by {@code executor.actuator}; {@link ConfigException} lists the names where there is none. */
    public static Actuator from(Map<String, ?> settings) {
        Object given = settings.get(ExecutorSettings.ACTUATOR);
        String name = given == null ? "log" : given.toString();
        List<ActuatorProvider> all = providers();
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseGet(() -> ofClass(name, all))
                .create(settings);
    }

    private static List<ActuatorProvider> providers() {
        Stream<ActuatorProvider> others =
                ServiceLoader.load(ActuatorProvider.class).stream().map(ServiceLoader.Provider::get);
        return Stream.concat(Stream.of(new Log(), new Simulated()), others).toList();
    }

    private static ActuatorProvider ofClass(String name, List<ActuatorProvider> all) {
        try {
            return Class.forName(name)
                    .asSubclass(ActuatorProvider.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            List<String> names = all.stream().map(ActuatorProvider::name).toList();
            throw new ConfigException(
                    ExecutorSettings.ACTUATOR,
                    name,
                    "is neither one of " + names + " nor the class of an " + ActuatorProvider.class.getName());
        }
    }
}
