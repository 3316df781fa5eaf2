package dev.sluice.ingest.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.config.text.JsonFault;
import dev.sluice.config.text.Spelling;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.memory.CountedJson;
import dev.sluice.topology.intake.EventProblems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
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
            .build();

    public EventBatch {
        events = List.copyOf(events);
        errors = List.copyOf(errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
    }

    /**
     * Reads one event or a list of events, each by itself: what was made of its text is dropped before the next is read.
     *
     * @param wall ms since the epoch: tells what lies in the future
     * @param memory takes what the events take, bytes, or throws
     */
    public static EventBatch read(byte[] body, long wall, LongConsumer memory) {
        memory.accept(body.length);
        try (JsonParser in = new CountedJson(JSON.createParser(body), memory)) {
            return read(in, wall);
        } catch (JsonProcessingException e) {
            return malformed("the body is not JSON: " + JsonFault.describe(e));
        } catch (IOException e) {
            return malformed("the body is not text: " + e.getMessage());
        }
    }

    private static EventBatch malformed(String why) {
        return new EventBatch(List.of(), List.of(new EventError(-1, "", why)));
    }

    private static EventBatch read(JsonParser in, long wall) throws IOException {
        if (in.nextToken() == null) {
            return malformed("the body is empty");
        }
        boolean isList = in.currentToken() == JsonToken.START_ARRAY;
        List<Event> events = new ArrayList<>();
        List<EventError> errors = new ArrayList<>();
        int read = 0;
        if (!isList) {
            read(JSON.readTree(in), read++, wall, events, errors);
        }
        while (isList && in.nextToken() != JsonToken.END_ARRAY) {
            read(JSON.readTree(in), read++, wall, events, errors);
            if (errors.size() >= MOST_ERRORS) {
                return new EventBatch(List.of(), errors);
            }
        }
        if (in.nextToken() != null) {
            return malformed("the body goes on after its end, in line "
                    + in.currentTokenLocation().getLineNr());
        }
        return read == 0 ? malformed("the list holds no event") : new EventBatch(events, errors);
    }

    private static void read(JsonNode object, int index, long wall, List<Event> events, List<EventError> errors) {
        List<EventError> own = new ArrayList<>();
        event(object, index, own).ifPresent(event -> {
            own.addAll(own.isEmpty() ? problems(event, index, wall) : List.of());
            events.add(event);
        });
        errors.addAll(own);
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
