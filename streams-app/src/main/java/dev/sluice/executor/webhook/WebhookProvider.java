package dev.sluice.executor.webhook;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.settings.SettingRows;
import dev.sluice.executor.settings.Validators;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/** The actuator {@code webhook}. */
public final class WebhookProvider implements ActuatorProvider {
    private static final String URL = "url";
    private static final String SECRET = "secret";
    private static final String SECRET_FILE = "secret.file";
    private static final String AUTHORIZATION = "authorization";
    private static final String TIMEOUT_MS = "timeout.ms";
    private static final String READY_URL = "ready.url";
    private static final String READY_INTERVAL_MS = "ready.interval.ms";

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void define(ConfigDef settings) {
        settings.define(
                SECRET,
                ConfigDef.Type.PASSWORD,
                "",
                Importance.HIGH,
                "Secret that signs each request, at least 24 bytes: whsec_ and Base64, or plain text. Two, separated by a"
                        + " space, while one replaces the other.");
        settings.define(
                AUTHORIZATION,
                ConfigDef.Type.PASSWORD,
                "",
                Importance.MEDIUM,
                "Value of the header Authorization; none: no such header.");
        settings.define(
                URL,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                Validators.readable("an http(s) address", WebhookProvider::check),
                Importance.HIGH,
                "Where the actuator webhook posts orders; {service} and {pool} are replaced.");
        new SettingRows(settings)
                .text(SECRET_FILE, "", "File with the secret or the two secrets; it is read before each request.")
                .count(TIMEOUT_MS, 10_000, 1, "How long one answer may take, milliseconds.")
                .readable(
                        READY_URL,
                        "",
                        "an http(s) address",
                        WebhookProvider::check,
                        "Where ready replicas are asked for; {service} and {pool} are replaced. None: they are not.")
                .count(READY_INTERVAL_MS, 2_000, 1, "How often for each service and pool at most, milliseconds.");
    }

    private static void check(Object url) {
        if (!url.toString().isEmpty()) {
            var unused = new UrlTemplate(url.toString());
        }
    }

    @Override
    public Actuator create(AbstractConfig settings) {
        Duration every = Duration.ofMillis(settings.getInt(READY_INTERVAL_MS));
        WebhookClient client = new WebhookClient(
                keys(settings),
                Optional.of(settings.getPassword(AUTHORIZATION).value()).filter(value -> !value.isEmpty()),
                Duration.ofMillis(settings.getInt(TIMEOUT_MS)),
                InstantSource.system());
        return new WebhookActuator(
                client,
                new UrlTemplate(settings.getString(URL)),
                Optional.of(settings.getString(READY_URL))
                        .filter(ready -> !ready.isEmpty())
                        .map(ready -> new WebhookActuator.ReadyQuestion(new UrlTemplate(ready), every)),
                InstantSource.system(),
                System::nanoTime);
    }

    /** The secrets of the setting, or those that a file holds at the time. */
    private Supplier<SigningKeys> keys(AbstractConfig settings) {
        String secret = settings.getPassword(SECRET).value();
        String file = settings.getString(SECRET_FILE);
        if (secret.isEmpty() == file.isEmpty()) {
            throw new ConfigException("one of " + prefix() + SECRET + " and " + prefix() + SECRET_FILE
                    + " must be set for the actuator webhook, and not both");
        }
        try {
            SigningKeys keys = file.isEmpty() ? SigningKeys.parse(secret) : read(Path.of(file));
            return file.isEmpty() ? () -> keys : () -> reread(Path.of(file));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(prefix() + (file.isEmpty() ? SECRET : SECRET_FILE) + " " + e.getMessage());
        }
    }

    /** The secrets as of now. A file that is being replaced is read again with the next attempt. */
    private SigningKeys reread(Path file) {
        try {
            return read(file);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(prefix() + SECRET_FILE + " " + e.getMessage(), e);
        }
    }

    private static SigningKeys read(Path file) {
        try {
            return SigningKeys.parse(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("names a file that cannot be read: " + IoFault.describe(e), e);
        }
    }
}
