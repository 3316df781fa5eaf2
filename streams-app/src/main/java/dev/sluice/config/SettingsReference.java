package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Writes the reference of all settings from their definitions. */
public final class SettingsReference {
    private SettingsReference() {}

    /** Writes the reference to the file that the one argument names. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), markdown());
    }

    /** The reference as Markdown. */
    static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        groups().forEach((group, keys) -> {
            page.append("\n## ").append(group).append("\n\n");
            page.append("| Setting | Default | Allowed values | Meaning |\n|---|---|---|---|\n");
            keys.forEach(key -> page.append(row(key)));
        });
        return page.toString();
    }

    private static Map<String, List<ConfigKey>> groups() {
        Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
        for (String name : SettingNames.GROUPS) {
            List<ConfigKey> keys = SettingNames.ALL.configKeys().values().stream()
                    .filter(key -> name.equals(key.group))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .toList();
            groups.put(name, keys);
        }
        return groups;
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name + "` | " + byDefault(key) + " | " + allowed(key) + " | " + key.documentation + " |\n";
    }

    private static String byDefault(ConfigKey key) {
        if (!key.hasDefault()) {
            return "must be set";
        }
        boolean secret = key.type == ConfigDef.Type.PASSWORD;
        String text = String.valueOf(ConfigDef.convertToString(key.defaultValue, key.type));
        return secret || text.isEmpty() ? "none" : "`" + text + "`";
    }

    private static String allowed(ConfigKey key) {
        String says = String.valueOf(key.validator);
        if (key.validator instanceof ConfigDef.Range) {
            // [0,...] and [0,...,65535]
            String least = says.substring(1, says.indexOf(','));
            String most = says.substring(says.lastIndexOf(',') + 1, says.length() - 1);
            return "whole number from " + least + (most.equals("...") ? "" : " to " + most);
        }
        if (key.validator instanceof ConfigDef.ValidString) {
            return "`" + says.substring(1, says.length() - 1).replace(", ", "`, `") + "`";
        }
        return says.isEmpty() || key.validator instanceof ConfigDef.NonEmptyString ? "text" : says;
    }

    private static final String INTRODUCTION = """
            # Settings

            `--config FILE` names a Java properties file. It takes Kafka's own settings under their own names
            (`security.protocol`, `sasl.jaas.config`, `client.id`, …), plain or with the prefixes of Kafka Streams:
            `consumer.`, `main.consumer.`, `restore.consumer.`, `global.consumer.`, `producer.`, `admin.`. The settings
            below are Sluice's own. An unknown key is refused. All errors are reported at once, each with its key and
            value; a value that could hold a password is not printed.

            A third-party actuator has its settings under `executor.NAME.`. The settings of the one that
            `executor.actuator` names are checked too, if its jar is on the class path.

            The environment variable `SLUICE_FOO_BAR` overrides `foo.bar` in the file. Durations are written `250ms`,
            `10s`, `5m`, `1h`, `7d`, or as plain milliseconds.

            A file needs two lines:

            ```properties
            bootstrap.servers=localhost:9092
            schema.registry.url=http://localhost:8081
            ```

            This page is generated from the definitions in the code, and a test compares the two. To generate it again:

            ```
            mvn -q -DskipTests package
            java -cp streams-app/target/sluice.jar dev.sluice.config.SettingsReference docs/settings.md
            ```
            """;
}
