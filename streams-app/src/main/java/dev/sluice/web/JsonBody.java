package dev.sluice.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.config.text.JsonFault;
import dev.sluice.config.text.Spelling;
import dev.sluice.http.HttpRequest;
import dev.sluice.http.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** One JSON object of a request, field by field; what is wrong is a problem that names the field. */
record JsonBody(JsonNode node, String path) {
    private static final int DEEPEST = 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /** The object that is the body. */
    static JsonBody of(HttpRequest request) {
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

    Optional<String> text(String name) {
        return present(name).map(value -> {
            if (!value.isTextual()) {
                throw wrong(name, "must be a text");
            }
            return value.asText();
        });
    }

    String required(String name) {
        return text(name).filter(value -> !value.isBlank()).orElseThrow(() -> wrong(name, "is missing"));
    }

    Optional<Integer> count(String name) {
        return present(name).map(value -> {
            if (!value.canConvertToExactIntegral() || !value.canConvertToInt() || value.asInt() < 0) {
                throw wrong(name, "must be a whole number from 0");
            }
            return value.asInt();
        });
    }

    Optional<Long> whole(String name) {
        return present(name).map(value -> {
            if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
                throw wrong(name, "must be a whole number");
            }
            return value.asLong();
        });
    }

    /** A time: epoch milliseconds, or ISO 8601 in UTC. */
    Optional<Instant> time(String name) {
        return present(name).map(value -> {
            try {
                return value.isTextual()
                        ? Instant.parse(value.asText())
                        : Instant.ofEpochMilli(whole(name).orElseThrow());
            } catch (DateTimeParseException e) {
                throw wrong(name, "must be epoch milliseconds or a time such as 2026-03-02T08:00:00Z");
            }
        });
    }

    private Optional<JsonNode> present(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    ProblemException wrong(String name, String why) {
        return Parameters.wrong(path + name, why);
    }
}
