package dev.sluice.executor.actuators;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.docker.DockerProvider;
import dev.sluice.executor.keda.KedaProvider;
import dev.sluice.executor.kubernetes.KubernetesProvider;
import dev.sluice.executor.processes.ProcessProvider;
import dev.sluice.executor.settings.SettingRows;
import dev.sluice.executor.webhook.WebhookProvider;
import dev.sluice.text.Checks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The actuator that the settings choose, by name or by class. */
public final class Actuators {
    private static final List<ActuatorProvider> BUILT_IN = List.of(
            new Log(),
            new Simulated(),
            new KubernetesProvider(),
            new KedaProvider(),
            new ProcessProvider(),
            new WebhookProvider(),
            new DockerProvider());

    private Actuators() {}

    /** The log. */
    private static final class Log implements ActuatorProvider {
        @Override
        public String name() {
            return "log";
        }

        @Override
        public Actuator create(AbstractConfig settings) {
            return new LogActuator();
        }
    }

    /** A fleet in memory with the lead times of the settings. */
    private static final class Simulated implements ActuatorProvider {
        private static final String LEAD_TIME_MS = "lead.time.ms";
        private static final String LEAD_TIMES_MS = "lead.times.ms";
        private static final String LIMITS = "limits";
        private static final String PORT = "port";

        @Override
        public String name() {
            return "simulated";
        }

        @Override
        public void define(ConfigDef settings) {
            new SettingRows(settings)
                    .whole(LEAD_TIME_MS, 60_000L, "Lead time of the simulated platform.")
                    .readable(
                            LEAD_TIMES_MS,
                            "",
                            "POOL=ms or SERVICE/POOL=ms, …",
                            Simulated::leadTimes,
                            "Lead times of the simulated platform's pools that differ from that, milliseconds.")
                    .readable(
                            LIMITS,
                            "",
                            "POOL=replicas or SERVICE/POOL=replicas, …",
                            Simulated::limits,
                            "Most replicas that a service gets in a pool of the simulated platform.")
                    .port(
                            PORT,
                            "Port of the simulated platform's replicas, at made-up loopback addresses; 0: they have none.");
        }

        @Override
        public Actuator create(AbstractConfig settings) {
            Duration lead = Duration.ofMillis(settings.getLong(LEAD_TIME_MS));
            PerPool<Duration> leads = leadTimes(settings.getString(LEAD_TIMES_MS));
            PerPool<Integer> limits = limits(settings.getString(LIMITS));
            int port = settings.getInt(PORT);
            return new SimulatedFleet(
                    target -> leads.of(target).orElse(lead),
                    target -> limits.of(target).orElse(Integer.MAX_VALUE),
                    port > 0 ? OptionalInt.of(port) : OptionalInt.empty());
        }

        private static PerPool<Integer> limits(Object text) {
            return PerPool.parse(text.toString(), count -> {
                int limit = Integer.parseInt(count);
                Checks.amount("a limit", limit);
                return limit;
            });
        }

        private static PerPool<Duration> leadTimes(Object text) {
            return PerPool.parse(text.toString(), millis -> {
                long lead = Long.parseLong(millis);
                Checks.amount("a lead time", (double) lead);
                return Duration.ofMillis(lead);
            });
        }
    }

    /** Those that come with Sluice. */
    public static List<ActuatorProvider> builtIn() {
        return BUILT_IN;
    }

    /** Those that come with Sluice and those on the class path. */
    public static List<ActuatorProvider> providers() {
        Stream<ActuatorProvider> others =
                ServiceLoader.load(ActuatorProvider.class).stream().map(ServiceLoader.Provider::get);
        return Stream.concat(BUILT_IN.stream(), others).toList();
    }

    /** The provider of a name or class; empty where there is none. */
    public static Optional<ActuatorProvider> provider(String name) {
        return providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .or(() -> ofClass(name));
    }

    /** The definition of a provider's settings, by their names without the prefix. */
    public static ConfigDef definition(ActuatorProvider provider) {
        ConfigDef definition = new ConfigDef();
        provider.define(definition);
        return definition;
    }

    /** The actuator named by {@code executor.actuator}; {@link ConfigException} lists the names where there is none. */
    public static Actuator from(Map<String, ?> settings) {
        ActuatorProvider provider = named(settings);
        return provider.create(config(provider, settings), ExecutorSettings.from(settings));
    }

    /** The settings with the name in the consumer group that the actuator has for its executor, unless one is set. */
    public static Map<String, Object> withMember(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        ActuatorProvider provider = named(settings);
        provider.member(config(provider, settings))
                .ifPresent(name -> all.putIfAbsent(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
        return all;
    }

    private static AbstractConfig config(ActuatorProvider provider, Map<String, ?> settings) {
        return new AbstractConfig(definition(provider), own(provider, settings), false);
    }

    private static ActuatorProvider named(Map<String, ?> settings) {
        Object given = settings.get(ExecutorSettings.ACTUATOR);
        String name = given == null ? "log" : given.toString();
        return provider(name)
                .orElseThrow(() -> new ConfigException(
                        ExecutorSettings.ACTUATOR,
                        name,
                        "is neither one of "
                                + providers().stream()
                                        .map(ActuatorProvider::name)
                                        .toList() + " nor the class of an "
                                + ActuatorProvider.class.getName()));
    }

    /** The settings behind a provider's prefix, without it. */
    private static Map<String, Object> own(ActuatorProvider provider, Map<String, ?> settings) {
        Map<String, Object> own = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(provider.prefix())) {
                own.put(key.substring(provider.prefix().length()), value);
            }
        });
        return own;
    }

    private static Optional<ActuatorProvider> ofClass(String name) {
        try {
            return Optional.of(Class.forName(name)
                    .asSubclass(ActuatorProvider.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            return Optional.empty();
        }
    }
}
