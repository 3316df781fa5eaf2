package dev.sluice.web;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** The OpenAPI document of the routes; a test compares the two. */
final class OpenApi {
    private static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    static HttpResponse response(HttpRequest request) {
        return new HttpResponse.Full(200, "application/json", bytes(), Map.of("Cache-Control", "no-cache"));
    }

    private static byte[] bytes() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar can be read", e);
        }
    }
}
