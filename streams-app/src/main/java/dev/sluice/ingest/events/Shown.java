package dev.sluice.ingest.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.schemas.ShortText;

/** A JSON value as an error message shows it: short. */
final class Shown {
    private static final int MOST = 60;

    private Shown() {}

    static String of(JsonNode value) {
        String text = value.isContainerNode() ? (value.isArray() ? "a list" : "an object") : value.toString();
        return ShortText.of(text, MOST);
    }
}
