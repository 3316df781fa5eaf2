package dev.sluice.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.schemas.RegistryClient.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** A registry over HTTP, by Confluent's REST API. */
public final class HttpRegistry implements SchemaRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNKNOWN_SUBJECT = 40401;
    private static final int UNKNOWN_VERSION = 40402;
    private static final int UNKNOWN_SCHEMA = 40403;

    private final RegistryClient client;

    public HttpRegistry(RegistrySettings settings) {
        this.client = new RegistryClient(settings);
    }

    @Override
    public int register(String subject, Schema schema) {
        String path = "/subjects/" + encoded(subject) + "/versions";
        return accepted(client.ask("POST", path, body(schema), HttpRegistry::namesId), subject)
                .path("id")
                .intValue();
    }

    @Override
    public OptionalInt idOf(String subject, Schema schema) {
        Answer answer = client.ask("POST", "/subjects/" + encoded(subject), body(schema), HttpRegistry::namesId);
        return answer.errorCode() == UNKNOWN_SUBJECT || answer.errorCode() == UNKNOWN_SCHEMA
                ? OptionalInt.empty()
                : OptionalInt.of(accepted(answer, subject).path("id").intValue());
    }

    @Override
    public Schema schema(int id) {
        Answer answer = client.ask("GET", "/schemas/ids/" + id, "", HttpRegistry::holdsSchema);
        if (answer.errorCode() == UNKNOWN_SCHEMA) {
            throw new UnknownSchemaException(id);
        }
        JsonNode body = accepted(answer, "schema id " + id);
        try {
            return new Schema.Parser().parse(body.path("schema").textValue());
        } catch (AvroRuntimeException e) {
            throw new UnreadableRecordException("schema id " + id + " is no Avro schema: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true";
        Answer answer = client.ask(
                "POST", path, body(schema), body -> body.path("is_compatible").isBoolean());
        if (answer.errorCode() == UNKNOWN_SUBJECT || answer.errorCode() == UNKNOWN_VERSION) {
            return List.of();
        }
        JsonNode body = accepted(answer, subject);
        if (body.path("is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> messages = texts(body.path("messages"));
        return messages.isEmpty() ? differences(subject, schema) : messages;
    }

    /** What keeps a schema and the latest version apart, for registries that only say that something does. */
    private List<String> differences(String subject, Schema schema) {
        String path = "/subjects/" + encoded(subject) + "/versions/latest";
        JsonNode latest = accepted(client.ask("GET", path, "", HttpRegistry::holdsSchema), subject);
        Schema before = new Schema.Parser().parse(latest.path("schema").textValue());
        List<String> found = Compatibility.FULL.violations(schema, List.of(before));
        return found.isEmpty() ? List.of("the registry calls it incompatible and does not say why") : found;
    }

    @Override
    public List<String> subjects() {
        Answer answer = client.ask("GET", "/subjects", "", JsonNode::isArray);
        return texts(accepted(answer, "the list of subjects")).stream().sorted().toList();
    }

    /** Whether a body names the id of a schema: a whole number from 1. */
    private static boolean namesId(JsonNode body) {
        JsonNode id = body.path("id");
        return id.isInt() && id.intValue() > 0;
    }

    private static boolean holdsSchema(JsonNode body) {
        return body.path("schema").isTextual();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static JsonNode accepted(Answer answer, String what) {
        if (answer.isError()) {
            throw new RegistryRefusedException(
                    answer.status(), what + ": the registry says " + answer.status() + ": " + answer.message());
        }
        return answer.body();
    }

    private static String body(Schema schema) {
        return JSON.createObjectNode().put("schema", schema.toString()).toString();
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
