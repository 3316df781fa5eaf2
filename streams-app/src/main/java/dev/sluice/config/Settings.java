package dev.sluice.config;

import dev.sluice.config.text.Durations;
import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.limits.HttpLimits;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/**
 * How this installation runs: Kafka's settings under their own names, and ours beside them, all of them checked.
 *
 * <p>A client gets what its own definition knows: the plain names, and over them those behind its prefix.
 */
public final class Settings {
    private final Map<String, String> given;
    private final Map<String, Object> ours;
    private final Set<String> printable;

    /**
     * @param printable keys whose values may be printed
     */
    Settings(Map<String, String> given, Map<String, Object> ours, Set<String> printable) {
        this.printable = Set.copyOf(printable);
        this.given = Map.copyOf(given);
        this.ours = ours;
    }

    /**
     * Reads a properties file, and variables {@code SLUICE_FOO_BAR} of the environment over {@code foo.bar} in it.
     *
     * @throws InvalidSettingsException with everything that is wrong
     * @throws java.io.UncheckedIOException where the file cannot be read
     */
    public static Settings read(Path file, Map<String, String> environment, KafkaNames kafka) {
        return new SettingsCheck(SettingsSource.file(file).overriddenBy(environment), kafka).settings();
    }

    /**
     * Settings that a program states.
     *
     * @throws InvalidSettingsException with everything that is wrong
     */
    public static Settings of(Map<String, String> stated, KafkaNames kafka) {
        return new SettingsCheck(SettingsSource.stated(stated), kafka).settings();
    }

    /** For an admin client. */
    public Map<String, Object> admin() {
        return client(KafkaNames.ADMIN, "admin.");
    }

    /** For a producer. */
    public Map<String, Object> producer() {
        return client(KafkaNames.PRODUCER, "producer.");
    }

    /** For a consumer that is no part of the streams application. */
    public Map<String, Object> consumer() {
        return client(KafkaNames.CONSUMER, "consumer.");
    }

    /** For Kafka Streams, which picks the settings of its clients from it. */
    public Map<String, Object> streams() {
        Set<String> shared = Set.of(
                SettingNames.BOOTSTRAP_SERVERS,
                SettingNames.APPLICATION_ID,
                SettingNames.STATE_DIR,
                SettingNames.PROCESSING_GUARANTEE,
                SettingNames.STREAM_THREADS,
                SettingNames.COMMIT_INTERVAL_MS);
        Map<String, Object> settings = new HashMap<>();
        given.forEach((key, value) -> {
            if (!ours.containsKey(key) && !SettingsCheck.ofRegistry(key)) {
                settings.put(key, value);
            }
        });
        shared.forEach(key -> settings.put(key, value(key)));
        return settings;
    }

    /** For serdes and the registry's client. */
    public Map<String, Object> registry() {
        Map<String, Object> settings = new HashMap<>();
        given.forEach((key, value) -> {
            if (SettingsCheck.ofRegistry(key)) {
                settings.put(key, value);
            }
        });
        for (String key : SettingsCheck.REGISTRY) {
            if (!value(key).toString().isEmpty()) {
                settings.put(key, plain(value(key)));
            }
        }
        settings.put(SettingNames.VALUE_SERDE, text(SettingNames.VALUE_SERDE));
        return settings;
    }

    public String bootstrapServers() {
        return text(SettingNames.BOOTSTRAP_SERVERS);
    }

    /** Address of the registry, without the name and password that it may hold. */
    public String registryAddress() {
        RegistrySettings read = RegistrySettings.from(registry());
        return read.scope()
                .map(scope -> "mock://" + scope)
                .orElseGet(() -> read.addresses().stream()
                        .map(RegistrySettings.Address::toString)
                        .collect(Collectors.joining(",")));
    }

    public Topics topics() {
        return new Topics(text(Topics.PREFIX_SETTING));
    }

    /** How long a command waits for the brokers. */
    public Duration brokerTimeout() {
        return length(SettingNames.BROKER_TIMEOUT);
    }

    /** What holds for the loops of all services. */
    public LoopSettings loop() {
        return new LoopSettings(
                length(SettingNames.WINDOW),
                length(SettingNames.GRACE),
                length(SettingNames.COMMAND_VALIDITY),
                timeSource());
    }

    /** Which records are CloudEvents too: commands, none or all. */
    public String cloudEvents() {
        return text(SettingNames.CLOUD_EVENTS);
    }

    public TimeSource timeSource() {
        return TimeSource.valueOf(text(SettingNames.TIME_SOURCE).toUpperCase(Locale.ROOT));
    }

    public String applicationId() {
        return text(SettingNames.APPLICATION_ID);
    }

    public Path stateDirectory() {
        return Path.of(text(SettingNames.STATE_DIR));
    }

    /** For the executor: Kafka's settings, the registry's and its own, together. */
    public Map<String, Object> executor() {
        Map<String, Object> settings = new HashMap<>(given);
        settings.putAll(producer());
        settings.putAll(consumer());
        ours.forEach((key, value) -> settings.put(key, plain(value)));
        settings.putAll(registry());
        return settings;
    }

    /** For the controller of custom resources. */
    public ControllerSettings controller() {
        return ControllerSettings.from(ours);
    }

    /** Name of the platform that carries out commands. */
    public String actuator() {
        return text(ExecutorSettings.ACTUATOR);
    }

    /** Services whose state each task keeps at hand. */
    public int servicesInMemory() {
        return Integer.parseInt(text(SettingNames.SERVICES_IN_MEMORY));
    }

    /** Services without a policy that are kept. */
    public int servicesWithoutPolicy() {
        return Integer.parseInt(text(SettingNames.SERVICES_WITHOUT_POLICY));
    }

    /** Where the HTTP server listens; empty where there is none. */
    public Optional<HttpSettings> http() {
        int port = Integer.parseInt(text(SettingNames.HTTP_PORT));
        if (port == 0) {
            return Optional.empty();
        }
        // nobody asked for the default: two processes on one machine need not meet there
        int spares = given.containsKey(SettingNames.HTTP_PORT) ? 0 : SettingNames.HTTP_SPARE_PORTS;
        return Optional.of(new HttpSettings(text(SettingNames.HTTP_HOST), port, spares, httpToken(), HttpLimits.USUAL));
    }

    private Optional<String> httpToken() {
        String file = text(SettingNames.HTTP_TOKEN_FILE);
        String token =
                file.isEmpty() ? plain(value(SettingNames.HTTP_TOKEN)).toString() : TokenFile.read(Path.of(file));
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    /** How much of the past the HTTP API shows. */
    public Duration httpHistory() {
        return length(SettingNames.HTTP_HISTORY);
    }

    /** After how many windows reports are read too late for a process to be ready; 0: never. */
    public int httpReadyWindows() {
        return Integer.parseInt(text(SettingNames.HTTP_READY_WINDOWS));
    }

    /** Whether ingest takes reports over HTTP without a token, whoever sends them. */
    public boolean ingestAnonymous() {
        return Boolean.parseBoolean(text(SettingNames.INGEST_ANONYMOUS));
    }

    /** File that maps metrics to services; empty where the built-in mapping is enough. */
    public Optional<Path> ingestMapping() {
        String file = text(SettingNames.INGEST_MAPPING);
        return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
    }

    /** Topics with metrics of collectors. */
    public List<String> ingestTopics() {
        return ((List<?>) value(SettingNames.INGEST_OTLP_TOPICS))
                .stream()
                        .map(Object::toString)
                        .filter(topic -> !topic.equals("none"))
                        .toList();
    }

    /** Class of the serde for values. */
    public String valueSerde() {
        return text(SettingNames.VALUE_SERDE);
    }

    /** The level that a file or the environment sets for the log, before anything that logs is loaded. */
    public static Optional<String> logLevel(Path file, Map<String, String> environment) {
        Map<String, String> given =
                SettingsSource.file(file).overriddenBy(environment).given();
        return Optional.ofNullable(given.get(SettingNames.LOG_LEVEL));
    }

    /** The settings that were given, with secrets hidden. */
    @Override
    public String toString() {
        return new TreeMap<>(given)
                .entrySet().stream()
                        .map(e -> Secrets.key(e.getKey()) + "="
                                + (printable.contains(e.getKey()) ? e.getValue() : Secrets.HIDDEN))
                        .collect(Collectors.joining(", ", "Settings[", "]"));
    }

    private Map<String, Object> client(ConfigDef known, String prefix) {
        Map<String, Object> settings = new HashMap<>();
        given.forEach((key, value) -> {
            if (known.names().contains(key)) {
                settings.put(key, value);
            }
        });
        given.forEach((key, value) -> {
            if (key.startsWith(prefix) && known.names().contains(key.substring(prefix.length()))) {
                settings.put(key.substring(prefix.length()), value);
            }
        });
        return settings;
    }

    private Duration length(String key) {
        return Durations.parseOrMillis(text(key));
    }

    private String text(String key) {
        return value(key).toString();
    }

    private Object value(String key) {
        Object value = ours.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no setting of ours: " + key);
        }
        return value;
    }

    private static Object plain(Object value) {
        return value instanceof Password password ? password.value() : value;
    }
}
