package dev.sluice.executor.webhook;

import dev.sluice.executor.Target;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * An http(s) address with places for {@code {service}} and {@code {pool}}, as in
 * {@code https://scaler.example/{service}/{pool}}. Names are percent-encoded.
 */
record UrlTemplate(String text) {
    private static final String SERVICE = "{service}";
    private static final String POOL = "{pool}";

    /** Checks the address; {@link IllegalArgumentException} says what is wrong. */
    UrlTemplate {
        URI uri;
        try {
            uri = URI.create(filled(text, "a", "b"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not an address; its only placeholders are {service} and {pool}", e);
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("is not an http(s) address without a fragment");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("holds a user: executor.webhook.authorization is the place for it");
        }
    }

    /** The address for a target; {@link IllegalArgumentException} if its names have no place in an address. */
    URI of(Target target) {
        return URI.create(filled(text, encoded(target.service()), encoded(target.pool())));
    }

    private static String filled(String text, String service, String pool) {
        return text.replace(SERVICE, service).replace(POOL, pool);
    }

    private static String encoded(String name) {
        if (name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("the name '" + name + "' would change the path of an address");
        }
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Scheme, host and port: path and query may hold a token. */
    String origin() {
        URI uri = of(Target.of("a"));
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
