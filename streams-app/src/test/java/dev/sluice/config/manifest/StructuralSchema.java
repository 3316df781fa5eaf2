package dev.sluice.config.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges values by a structural schema as an API server with strict field validation does. The test on a real API server
 * shows that both agree.
 */
public final class StructuralSchema {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

    private final JsonNode schema;

    public StructuralSchema(Map<String, Object> schema) {
        this(new ObjectMapper().<JsonNode>valueToTree(schema));
    }

    private StructuralSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** What is wrong with a value; empty if nothing is. */
    public Optional<String> refusal(JsonNode value) {
        return refusal("", value);
    }

    private Optional<String> refusal(String path, JsonNode value) {
        if (!hasType(value)) {
            return Optional.of(path + ": not of type " + schema.path("type"));
        }
        return own(value).map(why -> path + ": " + why).or(() -> below(path, value));
    }

    private boolean hasType(JsonNode value) {
        if (schema.path(INT_OR_STRING).asBoolean()) {
            return value.isTextual() || value.isIntegralNumber();
        }
        return switch (schema.path("type").asText("any")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isNumber() && value.canConvertToExactIntegral();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }

    /** What is wrong with the value itself. */
    private Optional<String> own(JsonNode value) {
        boolean enumerated = !schema.has("enum") || contains(schema.path("enum"), value);
        boolean excluded = contains(schema.path("not").path("enum"), value);
        if (!enumerated || excluded) {
            return Optional.of("not one of the words");
        }
        if (value.isTextual()) {
            return text(value.textValue());
        }
        if (value.isNumber()) {
            return number(value.doubleValue());
        }
        if (value.isArray()) {
            return size(value.size(), "Items");
        }
        return value.isObject() ? size(value.size(), "Properties").or(() -> keys(value)) : Optional.empty();
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> text(String text) {
        boolean matches = !schema.has("pattern")
                || Pattern.compile(schema.path("pattern").asText())
                        .matcher(text)
                        .find();
        return matches ? size(text.length(), "Length") : Optional.of("does not match");
    }

    private Optional<String> number(double number) {
        double least = schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY);
        double most = schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
        boolean low = schema.path("exclusiveMinimum").asBoolean() ? number <= least : number < least;
        boolean high = schema.path("exclusiveMaximum").asBoolean() ? number >= most : number > most;
        return low || high ? Optional.of("out of bounds") : Optional.empty();
    }

    private Optional<String> size(int size, String of) {
        boolean fits = size >= schema.path("min" + of).asInt(0)
                && size <= schema.path("max" + of).asInt(Integer.MAX_VALUE);
        return fits ? Optional.empty() : Optional.of("too many or too few " + of);
    }

    private Optional<String> keys(JsonNode value) {
        for (JsonNode key : schema.path("required")) {
            if (!value.has(key.asText())) {
                return Optional.of(key.asText() + " is missing");
            }
        }
        int fitting = 0;
        for (JsonNode alternative : schema.path("oneOf")) {
            fitting += value.has(alternative.path("required").path(0).asText()) ? 1 : 0;
        }
        return schema.has("oneOf") && fitting != 1 ? Optional.of("not exactly one of them") : Optional.empty();
    }

    private Optional<String> below(String path, JsonNode value) {
        if (value.isArray()) {
            for (JsonNode entry : value) {
                Optional<String> wrong = new StructuralSchema(schema.path("items")).refusal(path + "[]", entry);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Optional<String> wrong = field(path + "." + field.getKey(), field.getKey(), field.getValue());
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<String> field(String path, String key, JsonNode value) {
        if (schema.path("properties").has(key)) {
            return new StructuralSchema(schema.path("properties").path(key)).refusal(path, value);
        }
        return schema.path(PRESERVE).asBoolean() ? Optional.empty() : Optional.of(path + ": unknown");
    }
}
