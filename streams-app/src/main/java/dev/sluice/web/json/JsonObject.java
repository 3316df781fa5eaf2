package dev.sluice.web.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that is put together; null is written. */
public final class JsonObject {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    public static JsonObject of(String name, @Nullable Object value) {
        return new JsonObject().put(name, value);
    }

    public JsonObject put(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    public JsonObject putAll(Map<String, ? extends @Nullable Object> more) {
        fields.putAll(more);
        return this;
    }

    public Map<String, @Nullable Object> map() {
        return Collections.unmodifiableMap(fields);
    }
}
