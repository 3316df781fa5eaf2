package dev.sluice.ingest.memory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads JSON, and takes memory for what a reader makes of each token before it makes it. */
public final class CountedJson extends JsonParserDelegate {
    /** Of a field, a value, an object or a list with its place in what holds it, bytes: measured at a list of empty objects. */
    private static final int TOKEN = 96;

    private final LongConsumer memory;

    /** Counts what {@code parser} reads; {@code memory} takes bytes, or throws. */
    public CountedJson(JsonParser parser, LongConsumer memory) {
        super(parser);
        this.memory = memory;
    }

    @Override
    @SuppressWarnings("NullAway") // Jackson's interface says nothing of null; its contract has it for the end
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token != null && !token.isStructEnd()) {
            memory.accept(TOKEN);
        }
        return token;
    }
}
