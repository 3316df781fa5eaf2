package dev.sluice.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.schemas.ShortText;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads JSON into protobuf messages by OTLP's rules: names in lower camel case, enums as numbers, 64-bit integers as numbers or texts,
 * unknown names ignored. Ids of traces and spans, which OTLP writes as hex unlike protobuf's own mapping, are left out: nothing here uses
 * them.
 */
final class ProtobufJson {
    private static final Set<String> IDS = Set.of("trace_id", "span_id", "parent_span_id");

    private ProtobufJson() {}

    /** Adds an object's fields to a message; IOException names the place of a value that does not fit. */
    static void merge(JsonNode object, Message.Builder message) throws IOException {
        merge(object, message, "");
    }

    private static void merge(JsonNode object, Message.Builder message, String path) throws IOException {
        if (!object.isObject()) {
            throw new IOException((path.isEmpty() ? "it" : path) + " is not an object");
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> given = fields.next();
            Optional<FieldDescriptor> field = field(message, given.getKey());
            if (field.isPresent() && !given.getValue().isNull()) {
                set(
                        message,
                        field.get(),
                        given.getValue(),
                        path.isEmpty() ? given.getKey() : path + "." + given.getKey());
            }
        }
    }

    private static Optional<FieldDescriptor> field(Message.Builder message, String name) {
        return message.getDescriptorForType().getFields().stream()
                .filter(field ->
                        field.getJsonName().equals(name) || field.getName().equals(name))
                .filter(field -> !IDS.contains(field.getName()))
                .findFirst();
    }

    private static void set(Message.Builder message, FieldDescriptor field, JsonNode given, String path)
            throws IOException {
        if (!field.isRepeated()) {
            message.setField(field, value(message, field, given, path));
            return;
        }
        if (!given.isArray()) {
            throw new IOException(path + " is not a list");
        }
        int index = 0;
        for (JsonNode entry : given) {
            message.addRepeatedField(field, value(message, field, entry, path + "[" + index++ + "]"));
        }
    }

    private static Object value(Message.Builder message, FieldDescriptor field, JsonNode given, String path)
            throws IOException {
        try {
            return switch (field.getJavaType()) {
                case MESSAGE -> nested(message, field, given, path);
                case STRING -> text(given, path);
                case BOOLEAN -> truth(given, path);
                case DOUBLE -> number(given, path);
                case FLOAT -> (float) number(given, path);
                case INT -> Math.toIntExact(whole(field, given, path));
                case LONG -> whole(field, given, path);
                case ENUM -> constant(field, given, path);
                case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(text(given, path)));
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(path + " is " + brief(given) + ": " + e.getMessage(), e);
        }
    }

    private static Message nested(Message.Builder message, FieldDescriptor field, JsonNode given, String path)
            throws IOException {
        Message.Builder builder = message.newBuilderForField(field);
        merge(given, builder, path);
        return builder.build();
    }

    private static boolean truth(JsonNode given, String path) throws IOException {
        require(given.isBoolean(), given, path);
        return given.booleanValue();
    }

    private static String text(JsonNode given, String path) throws IOException {
        require(given.isTextual(), given, path);
        return given.textValue();
    }

    private static double number(JsonNode given, String path) throws IOException {
        if (given.isTextual()) {
            return Double.parseDouble(given.textValue());
        }
        require(given.isNumber(), given, path);
        return given.doubleValue();
    }

    private static long whole(FieldDescriptor field, JsonNode given, String path) throws IOException {
        if (given.isTextual()) {
            boolean unsigned =
                    field.getType() == FieldDescriptor.Type.FIXED64 || field.getType() == FieldDescriptor.Type.UINT64;
            return unsigned ? Long.parseUnsignedLong(given.textValue()) : Long.parseLong(given.textValue());
        }
        require(given.isNumber() && given.canConvertToExactIntegral() && given.canConvertToLong(), given, path);
        return given.longValue();
    }

    /** A constant by its number; by its name, too, since some senders write that. */
    private static EnumValueDescriptor constant(FieldDescriptor field, JsonNode given, String path) throws IOException {
        EnumValueDescriptor found = given.isTextual()
                ? field.getEnumType().findValueByName(given.textValue())
                : given.isInt() ? field.getEnumType().findValueByNumber(given.intValue()) : null;
        if (found == null) {
            throw wrong(path, given);
        }
        return found;
    }

    private static void require(boolean fits, JsonNode given, String path) throws IOException {
        if (!fits) {
            throw wrong(path, given);
        }
    }

    private static IOException wrong(String path, JsonNode given) {
        return new IOException(path + " is " + brief(given) + ", which does not fit there");
    }

    private static String brief(JsonNode given) {
        return ShortText.of(given.toString(), 40);
    }
}
