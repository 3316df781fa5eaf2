package dev.sluice.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.schemas.Compatibility;
import dev.sluice.schemas.InMemoryRegistry;
import dev.sluice.schemas.InMemoryRegistry.Registered;
import dev.sluice.schemas.RegistryRefusedException;
import dev.sluice.schemas.UnknownSchemaException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Confluent's REST paths over an in-memory registry, by the statuses and error codes of the real one. */
final class RegistryRoutes {
    private final InMemoryRegistry registry;
    private final ObjectMapper json;

    record Answer(int status, JsonNode body) {}

    /** An error by its code, whose first three digits are the HTTP status. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    RegistryRoutes(InMemoryRegistry registry, ObjectMapper json) {
        this.registry = registry;
        this.json = json;
    }

    Answer answer(String method, String rawPath, JsonNode body) {
        List<String> path = Arrays.stream(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        try {
            return new Answer(200, route(method, path, body));
        } catch (Refusal e) {
            return error(e.code, String.valueOf(e.getMessage()));
        } catch (UnknownSchemaException e) {
            return error(40403, "Schema not found");
        } catch (RegistryRefusedException e) {
            return error(e.status(), String.valueOf(e.getMessage()));
        }
    }

    private Answer error(int code, String message) {
        int status = code < 1000 ? code : code / 100;
        return new Answer(
                status, json.createObjectNode().put("error_code", code).put("message", message));
    }

    private JsonNode route(String method, List<String> path, JsonNode body) {
        String room = path.isEmpty() ? "" : path.get(0);
        return switch (room) {
            case "" -> json.createObjectNode();
            case "subjects" -> subjects(method, path, body);
            case "schemas" -> schemas(path);
            case "compatibility" -> compatibility(path, body);
            case "config" -> config(method, path, body);
            default -> throw new Refusal(404, "HTTP 404 Not Found");
        };
    }

    private JsonNode subjects(String method, List<String> path, JsonNode body) {
        boolean post = method.equals("POST");
        if (!post && !method.equals("GET")) {
            throw new Refusal(405, "HTTP 405 Method Not Allowed");
        }
        if (path.size() == 1) {
            return json.valueToTree(registry.subjects());
        }
        String subject = path.get(1);
        if (path.size() == 2 && post) {
            return found(subject, body);
        }
        if (path.size() == 3 && path.get(2).equals("versions")) {
            return post
                    ? json.createObjectNode().put("id", registry.register(subject, schema(body)))
                    : json.valueToTree(
                            versions(subject).stream().map(Registered::version).toList());
        }
        if (path.size() == 4) {
            return described(version(subject, path.get(3)));
        }
        if (path.size() == 5 && path.get(4).equals("schema")) {
            return tree(version(subject, path.get(3)).schema());
        }
        throw new Refusal(404, "HTTP 404 Not Found");
    }

    private JsonNode found(String subject, JsonNode body) {
        versions(subject);
        return registry.find(subject, schema(body))
                .map(this::described)
                .orElseThrow(() -> new Refusal(40403, "Schema not found"));
    }

    private JsonNode schemas(List<String> path) {
        if (path.equals(List.of("schemas", "types"))) {
            return json.createArrayNode().add("AVRO");
        }
        if (path.size() >= 3 && path.get(1).equals("ids")) {
            Schema schema = registry.schema(number(path.get(2), 40403));
            return path.size() == 3 ? json.createObjectNode().put("schema", schema.toString()) : tree(schema);
        }
        throw new Refusal(404, "HTTP 404 Not Found");
    }

    private JsonNode compatibility(List<String> path, JsonNode body) {
        if (path.size() < 4 || !path.get(1).equals("subjects")) {
            throw new Refusal(404, "HTTP 404 Not Found");
        }
        String subject = path.get(2);
        Schema schema = schema(body);
        List<String> why = path.size() == 4
                ? registry.incompatibilities(subject, schema)
                : registry.incompatibilities(version(subject, path.get(4)), schema);
        ObjectNode answer = json.createObjectNode().put("is_compatible", why.isEmpty());
        answer.set("messages", json.valueToTree(why));
        return answer;
    }

    private JsonNode config(String method, List<String> path, JsonNode body) {
        String subject = path.size() > 1 ? path.get(1) : "";
        if (!method.equals("PUT")) {
            Compatibility rule = subject.isEmpty() ? registry.defaultRule() : registry.rule(subject);
            return json.createObjectNode().put("compatibilityLevel", rule.name());
        }
        Compatibility rule = rule(body.path("compatibility").asText());
        if (subject.isEmpty()) {
            registry.defaultRule(rule);
        } else {
            registry.rule(subject, rule);
        }
        return json.createObjectNode().put("compatibility", rule.name());
    }

    private static Compatibility rule(String name) {
        return Arrays.stream(Compatibility.values())
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(42203, "Invalid compatibility level: " + name));
    }

    private List<Registered> versions(String subject) {
        List<Registered> versions = registry.versions(subject);
        if (versions.isEmpty()) {
            throw new Refusal(40401, "Subject '" + subject + "' not found.");
        }
        return versions;
    }

    private Registered version(String subject, String version) {
        List<Registered> versions = versions(subject);
        int number = version.equals("latest") ? versions.size() : number(version, 42202);
        if (number < 1 || number > versions.size()) {
            throw new Refusal(40402, "Version " + number + " not found.");
        }
        return versions.get(number - 1);
    }

    private static int number(String text, int code) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Refusal(code, text + " is not a number");
        }
    }

    private static Schema schema(JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new Refusal(42201, "Invalid schema type " + type);
        }
        try {
            return new Schema.Parser().parse(body.path("schema").asText());
        } catch (AvroRuntimeException e) {
            throw new Refusal(42201, "Invalid schema: " + e.getMessage());
        }
    }

    private JsonNode described(Registered registered) {
        return json.createObjectNode()
                .put("subject", registered.subject())
                .put("version", registered.version())
                .put("id", registered.id())
                .put("schema", registered.schema().toString());
    }

    private JsonNode tree(Schema schema) {
        try {
            return json.readTree(schema.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema prints as JSON", e);
        }
    }
}
