package dev.sluice.cli.option;

import dev.sluice.config.KafkaNames;
import dev.sluice.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config FILE}: the settings that a command goes by. */
public final class SettingsOption {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Settings: a Java properties file. A variable SLUICE_FOO_BAR overrides foo.bar in it.")
    private @Nullable Path file;

    /** The settings, all of them checked; the log is set to their level first. */
    public Settings read() {
        return read(file());
    }

    /** The same of any file. */
    public static Settings read(Path file) {
        Map<String, String> environment = System.getenv();
        Settings.logLevel(file, environment).ifPresent(Logging::level);
        return Settings.read(file, environment, KafkaNames.with(StreamsConfig.configDef()));
    }

    Path file() {
        return Objects.requireNonNull(file, "--config is required");
    }
}
