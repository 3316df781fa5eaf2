package dev.sluice.ingest.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.config.text.Spelling;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.topology.intake.EventProblems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The events of one request, all of them or none.
 *
 * @param events what was read; to be used only where there are no errors
 * @param errors everything that is wrong, the first {@link #MOST_ERRORS} of it
 */
public record EventBatch(List<Event> events, List<EventError> errors) {
    /** Errors that are told: who has made more of them has made one mistake many times. */
    public static final int MOST_ERRORS = 100;

    private static final String TYPE = "type";
    private static final String RATE = "request-rate";
    private static final String USAGE = "usage";
    private static final Schema RATE_SCHEMA = RequestRateEvent.getClassSchema();
    private static final Schema USAGE_SCHEMA = UsageEvent.getClassSchema();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public EventBatch {
        events = List.copyOf(events);
        errors = List.copyOf(errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
    }

    /** Reads one event or a list of events; {@code wall} (ms) tells what lies in the future. */
    public static EventBatch read(byte[] body, long wall) {
        try {
            JsonNode root = JSON.readTree(body);
            return root.isArray()
                    ? batch(root, wall)
                    : batch(JSON.createArrayNode().add(root), wall);
        } catch (JsonProcessingException e) {
            return malformed("the body is not JSON: " + e.getOriginalMessage() + place(e));
        } catch (IOException e) {
            return malformed("the body is not text: " + e.getMessage());
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ", at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static EventBatch malformed(String why) {
        return new EventBatch(List.of(), List.of(new EventError(-1, "", why)));
    }

    private static EventBatch batch(JsonNode list, long wall) {
        if (list.isEmpty()) {
            return malformed("the list holds no event");
        }
        List<Event> events = new ArrayList<>();
        List<EventError> errors = new ArrayList<>();
        for (int i = 0; i < list.size() && errors.size() < MOST_ERRORS; i++) {
            int index = i;
            List<EventError> own = new ArrayList<>();
            event(list.get(i), i, own).ifPresent(event -> {
                own.addAll(own.isEmpty() ? problems(event, index, wall) : List.of());
                events.add(event);
            });
            errors.addAll(own);
        }
        return new EventBatch(events, errors);
    }

    private static List<EventError> problems(Event event, int index, long wall) {
        List<EventProblems.Problem> found = event instanceof Event.Rate rate
                ? EventProblems.of(rate.record(), wall)
                : EventProblems.of(((Event.Usage) event).record(), wall);
        return found.stream()
                .map(problem -> new EventError(index, problem.field(), problem.detail()))
                .toList();
    }

    private static Optional<Event> event(JsonNode object, int index, List<EventError> errors) {
        if (!object.isObject()) {
            errors.add(new EventError(
                    index, "", "is " + Shown.of(object) + ", must be an object with the fields of an event"));
            return Optional.empty();
        }
        AvroJson reader = new AvroJson(index, errors);
        JsonNode type = object.path(TYPE);
        return switch (type.asText()) {
            case RATE ->
                Optional.of(new Event.Rate((RequestRateEvent) reader.record(RATE_SCHEMA, object, Set.of(TYPE))));
            case USAGE -> Optional.of(new Event.Usage((UsageEvent) reader.record(USAGE_SCHEMA, object, Set.of(TYPE))));
            default -> {
                String found = type.isMissingNode() ? "is missing" : "is " + Shown.of(type);
                errors.add(new EventError(
                        index,
                        TYPE,
                        found + ", must be \"" + RATE + "\" or \"" + USAGE + "\""
                                + Spelling.hint(type.asText(), List.of(RATE, USAGE))));
                yield Optional.empty();
            }
        };
    }
}
