package dev.sluice.schemas;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach the registry, under the names that Confluent's serializers use.
 *
 * @param scope the scope of {@code mock://scope}; empty for HTTP
 * @param addresses tried in turn; empty for {@code mock://}
 */
public record RegistrySettings(
        Optional<String> scope,
        List<Address> addresses,
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
    /** Addresses in which no user and password can be. */
    private static final Pattern PLAIN = Pattern.compile(
            "[A-Za-z][A-Za-z0-9+.-]*://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?(/[A-Za-z0-9._/-]*)?");

    /**
     * One address of the registry.
     *
     * @param uri base address with its path, without user and password
     * @param authorization value of the {@code Authorization} header for this address and no other
     */
    public record Address(URI uri, Optional<String> authorization) {
        /** The address; never the authorization. */
        @Override
        public String toString() {
            return uri.toString();
        }

        private Address with(String userInfo) {
            byte[] bytes = userInfo.getBytes(StandardCharsets.UTF_8);
            return new Address(uri, Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes)));
        }
    }

    public RegistrySettings {
        addresses = List.copyOf(addresses);
        if (scope.isEmpty() == addresses.isEmpty()) {
            throw new ConfigException(URL + " names neither HTTP addresses nor one mock:// scope");
        }
    }

    /** Reads the settings; {@link ConfigException} names the key that is wrong, and the value unless it may hold a secret. */
    public static RegistrySettings from(Map<String, ?> settings) {
        String url = text(settings, URL)
                .orElseThrow(() -> new ConfigException(URL, null, "names the schema registry and must be set"));
        boolean mock = url.startsWith(MOCK);
        return new RegistrySettings(
                mock ? Optional.of(url.substring(MOCK.length())) : Optional.empty(),
                mock ? List.of() : addresses(url, settings),
                Duration.ofMillis(whole(settings, CONNECT_TIMEOUT_MS, 5_000)),
                Duration.ofMillis(whole(settings, READ_TIMEOUT_MS, 10_000)),
                new Backoff(
                        (int) Math.min(Integer.MAX_VALUE, whole(settings, MAX_RETRIES, 8)),
                        Duration.ofMillis(whole(settings, RETRY_WAIT_MS, 100)),
                        Duration.ofMillis(Math.max(
                                whole(settings, RETRY_WAIT_MS, 100), whole(settings, RETRY_MAX_WAIT_MS, 10_000)))));
    }

    /** Addresses as they may be printed: one that could hold a user and password is hidden. */
    public static String printable(String urls) {
        return split(urls).allMatch(url -> PLAIN.matcher(url).matches()) ? urls : "[hidden]";
    }

    private static Stream<String> split(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).filter(s -> !s.isEmpty());
    }

    private static List<Address> addresses(String list, Map<String, ?> settings) {
        List<URI> urls = split(list).map(RegistrySettings::url).toList();
        String source = text(settings, CREDENTIALS_SOURCE).orElse("URL");
        return switch (source) {
            case "URL" -> urls.stream().map(RegistrySettings::ofUrl).toList();
            case "USER_INFO" -> ofUserInfo(urls, settings);
            default -> throw new ConfigException(CREDENTIALS_SOURCE + " is neither URL nor USER_INFO");
        };
    }

    private static URI url(String url) {
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
            // an @ behind a slash is the end of a password that has a slash
            if (http && plain && uri.getHost() != null && !uri.getRawPath().contains("@")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below, without the value where that may hold a password
        }
        throw new ConfigException(
                URL,
                printable(url),
                "is neither an http(s) address nor mock://scope; in a user and password the characters / ? # @ : % are"
                        + " written %2F %3F %23 %40 %3A %25");
    }

    /** Each address with the user and password that it holds itself. */
    private static Address ofUrl(URI url) {
        Address plain = new Address(withoutUserInfo(url), Optional.empty());
        String userInfo = url.getUserInfo();
        return userInfo == null || userInfo.isEmpty() ? plain : plain.with(userInfo);
    }

    /** All addresses with the one user and password of the settings, which must not go out in the clear beside TLS. */
    private static List<Address> ofUserInfo(List<URI> urls, Map<String, ?> settings) {
        String userInfo = text(settings, USER_INFO)
                .orElseThrow(() ->
                        new ConfigException(USER_INFO + " must be set where " + CREDENTIALS_SOURCE + " is USER_INFO"));
        if (urls.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new ConfigException(
                    URL + " names both https and http addresses: " + USER_INFO
                            + " would be sent to the latter unencrypted; write user and password into the addresses that need them");
        }
        return urls.stream()
                .map(url -> new Address(withoutUserInfo(url), Optional.empty()).with(userInfo))
                .toList();
    }

    private static URI withoutUserInfo(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return URI.create(url.getScheme() + "://" + url.getHost() + port + url.getRawPath());
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
