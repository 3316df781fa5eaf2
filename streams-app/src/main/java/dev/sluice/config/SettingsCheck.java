package dev.sluice.config;

import dev.sluice.config.text.Spelling;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;

/** Turns what was written into settings, or finds everything that is wrong with it. */
final class SettingsCheck {
    /** Settings of ours that the registry's client reads. */
    static final Set<String> REGISTRY = Set.of(
            RegistrySettings.URL,
            RegistrySettings.CREDENTIALS_SOURCE,
            RegistrySettings.USER_INFO,
            RegistrySettings.CONNECT_TIMEOUT_MS,
            RegistrySettings.READ_TIMEOUT_MS,
            RegistrySettings.MAX_RETRIES,
            RegistrySettings.RETRY_WAIT_MS,
            RegistrySettings.RETRY_MAX_WAIT_MS);

    /** What Confluent's serdes read besides; with our own serde they mean nothing and are refused. */
    private static final Set<String> FOREIGN_SERDE = Set.of(
            "auto.register.schemas",
            "use.latest.version",
            "latest.compatibility.strict",
            "normalize.schemas",
            "bearer.auth.credentials.source",
            "bearer.auth.token");

    /** Settings whose addresses may hold a password, and whose reasons never repeat the value. */
    private static final Set<String> REASONS_WITHOUT_VALUE =
            Set.of(RegistrySettings.URL, SettingNames.BOOTSTRAP_SERVERS);

    private static final String FOREIGN_PREFIX = "schema.registry.";

    /**
     * Handlers that decide what happens to a record that fails. Kafka Streams sees a bundle of up to 250 records as one: a
     * handler that goes on would skip them all.
     */
    private static final Set<String> HANDLERS = Set.of(
            "processing.exception.handler",
            "deserialization.exception.handler",
            "default.deserialization.exception.handler",
            "production.exception.handler",
            "default.production.exception.handler");

    private final SettingsSource source;
    private final KafkaNames kafka;
    private final List<SettingError> errors;
    private final Optional<ActuatorProvider> chosen;
    private final List<String> actuators;
    private final ConfigDef definitions;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Object> ours = new HashMap<>();

    SettingsCheck(SettingsSource source, KafkaNames kafka) {
        this.source = source;
        this.kafka = kafka;
        this.errors = new ArrayList<>(source.errors());
        String actuator = source.given().getOrDefault(ExecutorSettings.ACTUATOR, "log");
        this.chosen = Actuators.provider(actuator);
        this.actuators =
                Actuators.providers().stream().map(ActuatorProvider::prefix).toList();
        this.definitions = SettingNames.with(chosen);
    }

    /** Whether a setting is for a serde of somebody else's. */
    static boolean ofRegistry(String key) {
        return FOREIGN_SERDE.contains(key) || key.startsWith(FOREIGN_PREFIX);
    }

    Settings settings() {
        source.given().forEach((key, value) -> texts.put(key, KafkaNames.millis(key, value)));
        definitions.configKeys().forEach((name, key) -> own(key));
        source.given().keySet().stream()
                .filter(key -> !definitions.names().contains(key))
                .forEach(this::others);
        together();
        named();
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparing(SettingError::key));
            throw new InvalidSettingsException(source.name(), errors);
        }
        return new Settings(texts, ours, printable());
    }

    private void own(ConfigKey key) {
        String text = texts.get(key.name);
        if (text == null || text.isEmpty()) {
            otherwise(key);
            return;
        }
        Optional<String> refusal = KafkaNames.refusal(key, text);
        refusal.ifPresent(why -> invalid(key.name, why));
        if (refusal.isEmpty()) {
            ours.put(key.name, ConfigDef.parseType(key.name, text, key.type));
        }
    }

    private void otherwise(ConfigKey key) {
        if (isOfAnotherActuator(key)) {
            return;
        }
        if (key.hasDefault()) {
            ours.put(key.name, key.defaultValue);
        } else {
            errors.add(new SettingError(key.name, "", "is missing: " + key.documentation));
        }
    }

    private void others(String key) {
        if (HANDLERS.contains(key)) {
            wrong(
                    key,
                    "cannot be set: Kafka Streams would skip up to 250 good records with a bad one; Sluice sends "
                            + "each record that it cannot use to dead-letters by itself");
            return;
        }
        if (ofRegistry(key)) {
            if (AvroSerde.class.getName().equals(ours.get(SettingNames.VALUE_SERDE))) {
                wrong(
                        key,
                        "is known to Confluent's serde only, and " + SettingNames.VALUE_SERDE + " names another"
                                + Spelling.hint(key, definitions.names()));
            }
            return;
        }
        List<ConfigKey> keys = kafka.keys(key);
        if (keys.isEmpty() && isOfUnknownActuator(key)) {
            return;
        }
        if (keys.isEmpty()) {
            Set<String> known = new TreeSet<>(kafka.names());
            known.addAll(definitions.names());
            wrong(key, "is not a known setting" + Spelling.hint(key, known));
            return;
        }
        keys.stream()
                .flatMap(k -> KafkaNames.refusal(k, text(key)).stream())
                .findFirst()
                .ifPresent(why -> invalid(key, why));
    }

    /** What only several settings together tell. */
    private void together() {
        if (!errors.isEmpty()) {
            return;
        }
        try {
            RegistrySettings.from(new TreeMap<>(texts));
        } catch (ConfigException e) {
            errors.add(new SettingError(RegistrySettings.URL, "", String.valueOf(e.getMessage())));
        }
        String tokenFile = text(SettingNames.HTTP_TOKEN_FILE);
        if (!tokenFile.isEmpty()) {
            token(tokenFile);
        }
    }

    private void token(String file) {
        if (!text(SettingNames.HTTP_TOKEN).isEmpty()) {
            wrong(SettingNames.HTTP_TOKEN_FILE, "is set beside " + SettingNames.HTTP_TOKEN + ": set one of them");
            return;
        }
        try {
            TokenFile.read(Path.of(file));
        } catch (IllegalArgumentException e) {
            wrong(SettingNames.HTTP_TOKEN_FILE, String.valueOf(e.getMessage()));
        }
    }

    /** Whether a setting belongs to an actuator that is not chosen: it may be missing. */
    private boolean isOfAnotherActuator(ConfigKey key) {
        return actuators.stream().anyMatch(key.name::startsWith)
                && chosen.filter(provider -> key.name.startsWith(provider.prefix()))
                        .isEmpty();
    }

    /** Whether a setting belongs to the chosen actuator, which only the executor's class path may have. */
    private boolean isOfUnknownActuator(String key) {
        String name = text(ExecutorSettings.ACTUATOR);
        return chosen.isEmpty() && !name.isEmpty() && key.startsWith(ExecutorSettings.PREFIX + name + ".");
    }

    /** A value that its definition refuses. The reason may repeat the value, so a hidden one is told the rule instead. */
    private void invalid(String key, String why) {
        wrong(key, isPrintable(key) || REASONS_WITHOUT_VALUE.contains(key) ? why : rule(key));
    }

    private String rule(String key) {
        return Optional.ofNullable(definitions.configKeys().get(key))
                .map(own -> String.valueOf(own.validator))
                .filter(rule -> !rule.isBlank())
                .map(rule -> "must be " + rule)
                .orElse("is not allowed");
    }

    /** Two installations on one cluster differ by their prefix: where nothing else is said, their groups do too. */
    private void named() {
        String prefix = String.valueOf(ours.getOrDefault(Topics.PREFIX_SETTING, ""));
        if (text(SettingNames.APPLICATION_ID).isEmpty() && !prefix.isEmpty()) {
            ours.put(SettingNames.APPLICATION_ID, prefix + SettingNames.USUAL_APPLICATION_ID);
        }
    }

    /** Something wrong, for a reason that does not repeat the value. */
    private void wrong(String key, String why) {
        String value = source.given().getOrDefault(key, "");
        String shown = value.isEmpty() || isPrintable(key) ? value : Secrets.HIDDEN;
        String written = source.written(key);
        errors.add(new SettingError(written.equals(key) ? Secrets.key(key) : written, shown, why));
    }

    private boolean isPrintable(String key) {
        ConfigKey own = definitions.configKeys().get(key);
        List<ConfigKey> known = own == null ? kafka.keys(key) : List.of(own);
        return Secrets.isPrintable(key, known, source.given().getOrDefault(key, ""));
    }

    private Set<String> printable() {
        return texts.keySet().stream().filter(this::isPrintable).collect(Collectors.toSet());
    }

    private String text(String key) {
        return texts.getOrDefault(key, "");
    }
}
