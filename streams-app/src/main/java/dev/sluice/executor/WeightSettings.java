package dev.sluice.executor;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.settings.SettingRows;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Which files of load-balancer weights are written.
 *
 * @param directory where; empty: none are
 * @param addresses where each pool takes traffic that has no instances to name
 */
public record WeightSettings(Optional<Path> directory, List<WeightFormat> formats, PerPool<Address> addresses) {
    public static final String DIRECTORY = "executor.weights.dir";
    public static final String FORMAT = "executor.weights.format";
    public static final String ADDRESSES = "executor.weights.addresses";

    public WeightSettings {
        formats = List.copyOf(formats);
    }

    static ConfigDef define(ConfigDef definition) {
        new SettingRows(definition)
                .readable(
                        DIRECTORY,
                        "",
                        "a directory",
                        WeightSettings::directory,
                        "Where files with each service's load-balancer weights are kept; none: no files. See weights.md.")
                .list(
                        FORMAT,
                        "json",
                        "a list of `nginx`, `envoy`, `json`",
                        WeightSettings::formats,
                        "Formats of these files.")
                .readable(
                        ADDRESSES,
                        "",
                        "POOL=host:port or SERVICE/POOL=host:port, …",
                        WeightSettings::addresses,
                        "Where pools take traffic whose instances the platform does not name; SERVICE/=host:port for a"
                                + " service with one pool.");
        return definition;
    }

    /** Reads the settings; {@code ConfigException} names the key and value that is wrong. */
    public static WeightSettings from(Map<String, ?> all) {
        AbstractConfig read = new AbstractConfig(define(new ConfigDef()), all, false);
        return new WeightSettings(
                directory(read.getString(DIRECTORY)),
                formats(read.getList(FORMAT)),
                addresses(read.getString(ADDRESSES)));
    }

    private static Optional<Path> directory(Object text) {
        try {
            return Optional.of(text.toString()).filter(path -> !path.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static List<WeightFormat> formats(Object words) {
        return ((List<?>) words)
                .stream()
                        .map(word -> WeightFormat.of(word.toString()))
                        .distinct()
                        .toList();
    }

    private static PerPool<Address> addresses(Object text) {
        return PerPool.parse(text.toString(), Address::parse);
    }
}
