package dev.sluice.schemas;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach the registry, under the names that Confluent's serializers use.
 *
 * @param scope the scope of {@code mock://scope}; empty for HTTP
 * @param urls base addresses with their path, tried in turn; empty for {@code mock://}
 * @param authorization value of the {@code Authorization} header
 */
public record RegistrySettings(
        Optional<String> scope,
        List<URI> urls,
        Optional<String> authorization,
        Duration connectTimeout,
        Duration readTimeout,
        Backoff backoff) {
    public static final String URL = "schema.registry.url";
    public static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    public static final String USER_INFO = "basic.auth.user.info";
    public static final String CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";
    public static final String READ_TIMEOUT_MS = "http.read.timeout.ms";
    public static final String MAX_RETRIES = "max.retries";
    public static final String RETRY_WAIT_MS = "retries.wait.ms";
    public static final String RETRY_MAX_WAIT_MS = "retries.max.wait.ms";

    private static final String MOCK = "mock://";

    public RegistrySettings {
        urls = List.copyOf(urls);
        if (scope.isEmpty() == urls.isEmpty()) {
            throw new ConfigException(URL, urls, "names either HTTP addresses or one mock:// scope");
        }
    }

    /** Reads the settings; {@link ConfigException} names the key and value that is wrong. */
    public static RegistrySettings from(Map<String, ?> settings) {
        String url = text(settings, URL)
                .orElseThrow(() -> new ConfigException(URL, null, "names the schema registry and must be set"));
        boolean mock = url.startsWith(MOCK);
        List<URI> urls = mock ? List.of() : addresses(url);
        return new RegistrySettings(
                mock ? Optional.of(url.substring(MOCK.length())) : Optional.empty(),
                urls,
                userInfo(settings, urls).map(RegistrySettings::basic),
                Duration.ofMillis(whole(settings, CONNECT_TIMEOUT_MS, 5_000)),
                Duration.ofMillis(whole(settings, READ_TIMEOUT_MS, 10_000)),
                new Backoff(
                        (int) whole(settings, MAX_RETRIES, 8),
                        Duration.ofMillis(whole(settings, RETRY_WAIT_MS, 100)),
                        Duration.ofMillis(whole(settings, RETRY_MAX_WAIT_MS, 10_000))));
    }

    private static List<URI> addresses(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .map(RegistrySettings::address)
                .toList();
    }

    private static URI address(String url) {
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below, with the key and the value
        }
        throw new ConfigException(URL, url, "is neither an http(s) address nor mock://scope");
    }

    private static Optional<String> userInfo(Map<String, ?> settings, List<URI> urls) {
        String source = text(settings, CREDENTIALS_SOURCE).orElse("URL");
        return switch (source) {
            case "URL" ->
                urls.stream()
                        .map(URI::getUserInfo)
                        .filter(info -> info != null && !info.isEmpty())
                        .findFirst();
            case "USER_INFO" ->
                Optional.of(text(settings, USER_INFO)
                        .orElseThrow(() -> new ConfigException(
                                USER_INFO, null, "must be set where " + CREDENTIALS_SOURCE + " is USER_INFO")));
            default -> throw new ConfigException(CREDENTIALS_SOURCE, source, "is neither URL nor USER_INFO");
        };
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> text(Map<String, ?> settings, String key) {
        Object value = settings.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = value instanceof Password password ? password.value() : value.toString();
        return Optional.of(text.strip()).filter(s -> !s.isEmpty());
    }

    private static long whole(Map<String, ?> settings, String key, long otherwise) {
        Optional<String> value = text(settings, key);
        try {
            long number = value.map(Long::parseLong).orElse(otherwise);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the key and the value
        }
        throw new ConfigException(key, value.orElse(""), "is not a whole number from zero");
    }
}
