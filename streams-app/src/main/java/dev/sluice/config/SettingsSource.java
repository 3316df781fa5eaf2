package dev.sluice.config;

import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What somebody wrote in a properties file, and in the environment over it. */
final class SettingsSource {
    private static final String VARIABLE = "SLUICE_";

    /** Variables that Kubernetes gives every container for a service that happens to be called sluice…. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("SLUICE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

    private static final Pattern PORT_SETTING = Pattern.compile("SLUICE_(?!(.*_)?SERVICE_PORT).+_PORT");

    private final String name;
    private final Map<String, String> given = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>();
    private final List<SettingError> errors = new ArrayList<>();

    private SettingsSource(String name) {
        this.name = name;
    }

    /** Settings of a properties file. */
    static SettingsSource file(Path file) {
        SettingsSource source = new SettingsSource(file.toString());
        try (Reader in = Files.newBufferedReader(file)) {
            source.new Lines().load(in);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new UncheckedIOException("there is no settings file " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the settings file " + file + ": " + IoFault.describe(e), e);
        } catch (IllegalArgumentException e) {
            source.errors.add(new SettingError(file.toString(), "", "is not a properties file: " + e.getMessage()));
        }
        return source;
    }

    /** Settings that a program states. */
    static SettingsSource stated(Map<String, String> settings) {
        SettingsSource source = new SettingsSource("this process");
        settings.forEach((key, value) -> source.given.put(key, value.strip()));
        return source;
    }

    /** {@code SLUICE_FOO_BAR} overrides {@code foo.bar}. */
    SettingsSource overriddenBy(Map<String, String> environment) {
        environment.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE) && !isServiceLink(variable, value)) {
                String key = variable.substring(VARIABLE.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                given.put(key, value.strip());
                variables.put(key, variable);
            }
        });
        return this;
    }

    /** {@code SLUICE_HTTP_PORT=8081} is a setting, {@code SLUICE_HTTP_PORT=tcp://10.0.0.1:80} a link. */
    private static boolean isServiceLink(String variable, String value) {
        boolean address = value.contains("://");
        return SERVICE_LINK.matcher(variable).matches()
                && (address || !PORT_SETTING.matcher(variable).matches());
    }

    /** Key to text, trimmed. */
    Map<String, String> given() {
        return given;
    }

    /** What the key is called where it was written. */
    String written(String key) {
        return variables.getOrDefault(key, key);
    }

    String name() {
        return name;
    }

    /** What was wrong with the file itself. */
    List<SettingError> errors() {
        return errors;
    }

    /** Takes each line in turn, so that a key that stands twice is seen. */
    private final class Lines extends Properties {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(Object key, Object value) {
            String name = key.toString();
            String text = value.toString().strip();
            String before = given.put(name, text);
            if (before != null && !before.equals(text)) {
                errors.add(new SettingError(Secrets.key(name), "", "stands twice, with different values"));
            }
            return text;
        }
    }
}
