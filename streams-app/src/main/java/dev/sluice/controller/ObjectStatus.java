package dev.sluice.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.controller.crd.StatusSchema;
import dev.sluice.web.model.summary.Summary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of an object, made from what is known now on top of what it said before: times of changes are kept as long as
 * nothing changes, and what is not known any more stays as it was.
 */
final class ObjectStatus {
    private static final ObjectMapper TEXT = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JsonNode before;
    private final Instant now;
    private final ObjectNode status = JSON.objectNode();

    private ObjectStatus(JsonNode before, Instant now) {
        this.before = before;
        this.now = now;
    }

    /**
     * @param before what it said
     * @param service what is known of the service; empty if nothing is, or it is none
     */
    static ObjectNode of(JsonNode before, Acceptance acceptance, Optional<Summary> service, Instant now) {
        ObjectStatus made = new ObjectStatus(before, now);
        made.status.put("observedGeneration", acceptance.generation());
        ArrayNode conditions = made.status.putArray("conditions");
        conditions.add(made.accepted(acceptance));
        if (service.isPresent()) {
            conditions.add(made.healthy(service.get(), acceptance.generation()));
        } else {
            made.old(StatusSchema.HEALTHY).ifPresent(conditions::add);
        }
        service.filter(known -> known.at() != null)
                .ifPresentOrElse(
                        made::decided,
                        () -> before.properties().forEach(field -> {
                            if (!made.status.has(field.getKey())) {
                                made.status.set(field.getKey(), field.getValue());
                            }
                        }));
        return made.status;
    }

    private ObjectNode accepted(Acceptance acceptance) {
        return condition(
                StatusSchema.ACCEPTED,
                acceptance.inForce() ? "True" : "False",
                acceptance.reason(),
                acceptance.message(),
                acceptance.generation());
    }

    private ObjectNode healthy(Summary service, long generation) {
        String word = switch (service.state()) {
            case "ok" -> "True";
            case "unknown" -> "Unknown";
            default -> "False";
        };
        String reason = service.state().substring(0, 1).toUpperCase(Locale.ROOT)
                + service.state().substring(1);
        String why = Optional.ofNullable(service.why())
                .filter(text -> !text.isEmpty())
                .orElse("it serves what is asked of it");
        return condition(StatusSchema.HEALTHY, word, reason, why, generation);
    }

    private ObjectNode condition(String type, String word, String reason, String message, long generation) {
        String since = old(type)
                .filter(known -> known.path("status").asText().equals(word))
                .map(known -> known.path("lastTransitionTime").asText())
                .filter(time -> !time.isEmpty())
                .orElse(time(now));
        return JSON.objectNode()
                .put("type", type)
                .put("status", word)
                .put("observedGeneration", generation)
                .put("lastTransitionTime", since)
                .put("reason", reason)
                .put("message", message);
    }

    private Optional<JsonNode> old(String type) {
        for (JsonNode condition : before.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private void decided(Summary service) {
        Optional.ofNullable(service.mode()).ifPresent(mode -> status.put("mode", mode.toLowerCase(Locale.ROOT)));
        ObjectNode replicas = status.putObject("replicas");
        put(replicas, "desired", service.target());
        put(replicas, "ordered", service.ordered());
        put(replicas, "ready", service.ready());
        if (!service.pools().isEmpty()) {
            ArrayNode pools = status.putArray("pools");
            for (Summary.PoolPart part : service.pools()) {
                ObjectNode pool = pools.addObject().put("name", part.pool()).put("desired", part.target());
                put(pool, "ready", part.ready());
            }
        }
        status.putObject("why").put("reason", String.valueOf(service.reason())).put("message", service.detail());
        boolean same = before.at("/replicas/desired").equals(replicas.path("desired")) && before.has("since");
        Instant at =
                Optional.ofNullable(service.at()).map(Instant::ofEpochMilli).orElse(now);
        status.put("since", same ? before.path("since").asText() : time(at));
    }

    private static void put(ObjectNode object, String key, @Nullable Integer count) {
        if (count != null) {
            object.put(key, count);
        }
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Whether a status says something else than another one, rather than the same with other numbers in its words. */
    static boolean isNews(JsonNode status, JsonNode before) {
        return !withoutNumbersInWords(status).equals(withoutNumbersInWords(before));
    }

    private static JsonNode withoutNumbersInWords(JsonNode status) {
        ObjectNode copy = status.deepCopy();
        if (copy.path("why") instanceof ObjectNode why) {
            why.remove("message");
        }
        for (JsonNode condition : copy.path("conditions")) {
            ObjectNode own = (ObjectNode) condition;
            own.put("message", own.path("message").asText().replaceAll("\\d[\\d.,]*", "#"));
        }
        try {
            // a number is of the same type then, whether it was made here or came from the server
            return TEXT.readTree(copy.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }

    /** The body of a merge patch that replaces the one by the other. */
    static String patch(JsonNode status, JsonNode before) {
        ObjectNode patch = status.deepCopy();
        before.properties().forEach(field -> {
            if (!patch.has(field.getKey())) {
                patch.putNull(field.getKey());
            }
        });
        if (patch.path("replicas") instanceof ObjectNode replicas && !replicas.has("ready")) {
            replicas.putNull("ready");
        }
        return JSON.objectNode().set("status", patch).toString();
    }
}
