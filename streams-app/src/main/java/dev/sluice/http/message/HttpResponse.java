package dev.sluice.http.message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a request is answered with. */
public sealed interface HttpResponse {
    /** The answer as a whole. */
    record Full(int status, String contentType, byte[] body, Map<String, String> headers) implements HttpResponse {
        public Full {
            headers = Map.copyOf(headers);
        }

        /** The same with one more header. */
        public Full with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Full(status, contentType, body, more);
        }
    }

    /** Server-sent events, from whoever takes the stream. */
    record Events(Consumer<EventStream> taker) implements HttpResponse {}

    /** A value as JSON; what is asked again must be asked anew. */
    static Full json(Object value) {
        return json(200, value);
    }

    /** A value as JSON with another status. */
    static Full json(int status, Object value) {
        return new Full(status, "application/json", JsonText.bytes(value), Map.of("Cache-Control", "no-store"));
    }

    /** Plain text. */
    static Full text(String contentType, String text) {
        return new Full(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of("Cache-Control", "no-store"));
    }

    /** No body. */
    static Full empty(int status) {
        return new Full(status, "", new byte[0], Map.of());
    }
}
