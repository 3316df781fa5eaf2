package dev.sluice.config;

import dev.sluice.config.text.Spelling;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.RegistrySettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    private static final String FOREIGN_PREFIX = "schema.registry.";

    private final SettingsSource source;
    private final KafkaNames kafka;
    private final List<SettingError> errors;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Object> ours = new HashMap<>();

    SettingsCheck(SettingsSource source, KafkaNames kafka) {
        this.source = source;
        this.kafka = kafka;
        this.errors = new ArrayList<>(source.errors());
    }

    /** Whether a setting is for a serde of somebody else's. */
    static boolean ofRegistry(String key) {
        return FOREIGN_SERDE.contains(key) || key.startsWith(FOREIGN_PREFIX);
    }

    Settings settings() {
        source.given().forEach((key, value) -> texts.put(key, KafkaNames.millis(key, value)));
        SettingNames.ALL.configKeys().forEach((name, key) -> own(key));
        source.given().keySet().stream()
                .filter(key -> !SettingNames.ALL.names().contains(key))
                .forEach(this::others);
        together();
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparing(SettingError::key));
            throw new InvalidSettingsException(source.name(), errors);
        }
        return new Settings(texts, ours);
    }

    private void own(ConfigKey key) {
        String text = texts.get(key.name);
        if (text == null || text.isEmpty()) {
            otherwise(key);
            return;
        }
        Optional<String> refusal = KafkaNames.refusal(key, text);
        refusal.ifPresent(why -> wrong(key.name, why));
        if (refusal.isEmpty()) {
            ours.put(key.name, ConfigDef.parseType(key.name, text, key.type));
        }
    }

    private void otherwise(ConfigKey key) {
        if (key.hasDefault()) {
            ours.put(key.name, key.defaultValue);
        } else {
            errors.add(new SettingError(key.name, "", "is missing: " + key.documentation));
        }
    }

    private void others(String key) {
        if (ofRegistry(key)) {
            if (AvroSerde.class.getName().equals(ours.get(SettingNames.VALUE_SERDE))) {
                wrong(key, "is known to Confluent's serde only, and " + SettingNames.VALUE_SERDE + " names another");
            }
            return;
        }
        List<ConfigKey> keys = kafka.keys(key);
        if (keys.isEmpty()) {
            Set<String> known = new TreeSet<>(kafka.names());
            known.addAll(SettingNames.ALL.names());
            wrong(key, "is no setting" + Spelling.hint(key, known));
            return;
        }
        keys.stream()
                .flatMap(k -> KafkaNames.refusal(k, text(key)).stream())
                .findFirst()
                .ifPresent(why -> wrong(key, why));
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
    }

    private void wrong(String key, String why) {
        String value = source.given().getOrDefault(key, "");
        String shown = Secrets.hide(key, value);
        errors.add(new SettingError(
                source.written(key), shown, shown.equals(value) ? why : why.replace(value, Secrets.HIDDEN)));
    }

    private String text(String key) {
        return texts.getOrDefault(key, "");
    }
}
