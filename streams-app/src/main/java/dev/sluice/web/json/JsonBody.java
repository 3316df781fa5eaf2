package dev.sluice.web.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.text.JsonFault;
import dev.sluice.config.text.Spelling;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.ProblemException;
import dev.sluice.schemas.ShortText;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** One JSON object of a request, field by field; what is wrong is a problem that names the field. */
public record JsonBody(JsonNode node, String path) {
    /** No time is later. What is meant to last for good is said to end then. */
    static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private static final int DEEPEST = 20;
    private static final int BRIEF = 40;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /** The object that is the body. */
    public static JsonBody of(HttpRequest request) {
        String type = request.contentType();
        if (!type.equals("application/json")) {
            throw new ProblemException(
                    415, "the body must be application/json, not " + (type.isEmpty() ? "unnamed" : type));
        }
        try {
            JsonNode read = MAPPER.reader().readTree(request.body());
            if (read == null || !read.isObject()) {
                throw new ProblemException(400, "the body must be a JSON object");
            }
            return new JsonBody(read, "");
        } catch (JacksonException e) {
            throw new ProblemException(400, "the body is not JSON: " + JsonFault.describe(e));
        } catch (IOException e) {
            throw new ProblemException(400, "the body is not JSON");
        }
    }

    /** Refuses fields that nobody reads: a misspelled one would be passed over. */
    JsonBody only(String... names) {
        List<String> known = List.of(names);
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String hint = Spelling.hint(name, new TreeSet<>(known));
                throw wrong(name, "is not known" + (hint.isEmpty() ? "; known are " + String.join(", ", known) : hint));
            }
        });
        return this;
    }

    JsonBody object(String name) {
        JsonNode value = node.path(name);
        if (!value.isObject()) {
            throw wrong(name, "must be an object");
        }
        return new JsonBody(value, path + name + ".");
    }

    Optional<String> text(String name, int longest) {
        return present(name).map(value -> {
            if (!value.isTextual()) {
                throw wrong(name, "must be a text");
            }
            if (value.asText().length() > longest) {
                throw wrong(
                        name,
                        "must have at most " + longest + " characters, not "
                                + value.asText().length());
            }
            return value.asText();
        });
    }

    String required(String name) {
        return text(name, Limits.NAME).filter(value -> !value.isBlank()).orElseThrow(() -> wrong(name, "is missing"));
    }

    /** What a text means; its reader refuses others with an {@link IllegalArgumentException}. */
    <T> Optional<T> meaning(String name, String form, Function<String, T> reader) {
        return text(name, Limits.NAME).map(text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw wrong(name, "must be " + form + ": " + e.getMessage());
            }
        });
    }

    Optional<Integer> replicas(String name) {
        return whole(name, 0, Limits.REPLICAS).map(Math::toIntExact);
    }

    Optional<Long> whole(String name, long least, long most) {
        return present(name).map(value -> {
            boolean whole = value.canConvertToExactIntegral() && value.canConvertToLong();
            if (!whole || value.asLong() < least || value.asLong() > most) {
                throw wrong(name, "must be a whole number from " + least + " to " + most + ", not " + brief(value));
            }
            return value.asLong();
        });
    }

    /** A time: epoch milliseconds, or ISO 8601 in UTC. */
    Optional<Instant> time(String name) {
        return present(name).map(value -> {
            Instant time = read(value)
                    .orElseThrow(
                            () -> wrong(name, "must be epoch milliseconds or a time such as 2026-03-02T08:00:00Z"));
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw wrong(name, "must be from " + Instant.EPOCH + " to " + LATEST + ", not " + brief(value));
            }
            return time;
        });
    }

    private static Optional<Instant> read(JsonNode value) {
        if (value.canConvertToExactIntegral() && value.canConvertToLong()) {
            return Optional.of(Instant.ofEpochMilli(value.asLong()));
        }
        try {
            return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String brief(JsonNode value) {
        return ShortText.of(value.toString(), BRIEF);
    }

    private Optional<JsonNode> present(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    ProblemException wrong(String name, String why) {
        return Parameters.wrong(path + name, why);
    }
}
