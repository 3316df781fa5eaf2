package dev.sluice.ingest;

import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.Problem;
import dev.sluice.http.message.ProblemException;
import dev.sluice.ingest.events.Event;
import dev.sluice.ingest.events.EventBatch;
import dev.sluice.ingest.events.EventError;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * {@code POST /api/v1/events}: request-rate-events and usage-events as JSON, one or a list. Status 202 says that Kafka has all of them;
 * 400 that none was written.
 */
final class EventsApi {
    private static final int SHOWN = 3;

    private final Function<Event, ProducerRecord<byte[], byte[]>> records;
    private final Answers answers;
    private final RequestMemory memory;
    private final InstantSource clock;

    EventsApi(
            Function<Event, ProducerRecord<byte[], byte[]>> records,
            Answers answers,
            RequestMemory memory,
            InstantSource clock) {
        this.records = records;
        this.answers = answers;
        this.memory = memory;
        this.clock = clock;
    }

    HttpResponse handle(HttpRequest request) throws InterruptedException {
        try (RequestMemory.Share share = memory.open()) {
            byte[] body = BodyReader.read(request, share::take, "application/json");
            EventBatch batch = EventBatch.read(body, clock.millis(), share::take);
            if (!batch.errors().isEmpty()) {
                throw new ProblemException(problem(batch));
            }
            answers.requireStored(written(batch));
            return HttpResponse.json(202, Map.of("accepted", batch.events().size()));
        }
    }

    private List<ProducerRecord<byte[], byte[]>> written(EventBatch batch) {
        try {
            return batch.events().stream().map(records).toList();
        } catch (KafkaException e) {
            throw Answers.away("the schema registry does not answer: " + e.getMessage());
        }
    }

    private static Problem problem(EventBatch batch) {
        List<EventError> errors = batch.errors();
        String first = errors.stream()
                .limit(SHOWN)
                .map(EventsApi::sentence)
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        String rest = errors.size() > SHOWN ? "; and " + (errors.size() - SHOWN) + " more in errors" : "";
        return Problem.of(400, first + rest + ". Nothing was written.")
                .with("errors", errors.stream().map(EventsApi::json).toList());
    }

    private static String sentence(EventError error) {
        String place = error.index() < 0 ? "" : "event " + error.index() + ": ";
        return place + (isNamed(error) ? "" : error.field() + " ") + error.detail();
    }

    /** Whether the sentence says by itself what it is about. */
    private static boolean isNamed(EventError error) {
        String about = error.field();
        return about.isEmpty()
                || error.detail().startsWith(about)
                || error.detail().startsWith("the interval");
    }

    private static Map<String, Object> json(EventError error) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (error.index() >= 0) {
            json.put("index", error.index());
        }
        json.put("field", error.field());
        json.put("detail", error.detail());
        return json;
    }
}
