package dev.sluice.ingest.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What senders of JSON may say, and what they are told where it cannot be. */
final class EventBatchTest {
    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final String RATE = """
            {"type": "request-rate", "service": "shop", "instance": "shop-1", "from": 1772366390000,
             "to": "2026-03-01T12:00:00Z", "requests": 120, "latency": {"scale": 3, "zeroCount": 1, "offset": 40, "counts": [5, 0, 7]}}
            """;

    private static EventBatch read(String json) {
        return EventBatch.read(json.getBytes(StandardCharsets.UTF_8), NOW, bytes -> {});
    }

    @Test
    void one_event_or_a_list_is_read_with_times_in_either_form() {
        EventBatch one = read(RATE);
        assertThat(one.errors()).isEmpty();
        RequestRateEvent event = (RequestRateEvent) one.events().get(0).record();
        assertThat(event.getFrom()).isEqualTo(Instant.parse("2026-03-01T11:59:50Z"));
        assertThat(event.getTo()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(event.getRequests()).isEqualTo(120);
        assertThat(event.getErrors()).isZero();
        assertThat(event.getCompleted()).isNull();
        assertThat(event.getPool()).isEmpty();
        assertThat(event.getLatency().getCounts()).containsExactly(5L, 0L, 7L);

        EventBatch two = read("[" + RATE + """
                , {"type": "usage", "service": "shop", "instance": "shop-1", "pool": "spot", "from": 1772366390000,
                   "to": 1772366400000, "cpuUsed": 1.5, "memoryUsed": 1048576, "outOfMemoryKills": 1}]""");
        assertThat(two.errors()).isEmpty();
        UsageEvent usage = (UsageEvent) two.events().get(1).record();
        assertThat(usage.getCpuUsed()).isEqualTo(1.5);
        assertThat(usage.getMemoryUsed()).isEqualTo(1 << 20);
        assertThat(usage.getGpuUsed()).isNull();
        assertThat(usage.getPool()).isEqualTo("spot");
    }

    @Test
    void a_server_of_a_large_model_may_say_what_it_read_and_wrote() {
        String tokens = """
                "requests": 120, "promptTokens": 48000, "cachedPromptTokens": 16000, "outputTokens": 9000, "queueDepth": 2,
                "requestsRunning": 31, "kvCacheUsage": 0.62, "timeToFirstToken": {"scale": 3, "offset": 40, "counts": [5]},
                "interTokenTime": {"scale": 3, "offset": 20, "counts": [5]}""";
        EventBatch batch = read(RATE.replace("\"requests\": 120", tokens));
        assertThat(batch.errors()).isEmpty();
        RequestRateEvent event = (RequestRateEvent) batch.events().get(0).record();
        assertThat(event.getPromptTokens()).isEqualTo(48_000);
        assertThat(event.getCachedPromptTokens()).isEqualTo(16_000);
        assertThat(event.getOutputTokens()).isEqualTo(9_000);
        assertThat(event.getRequestsRunning()).isEqualTo(31);
        assertThat(event.getKvCacheUsage()).isEqualTo(.62);
        assertThat(event.getTimeToFirstToken().getCounts()).containsExactly(5L);
        assertThat(event.getInterTokenTime().getOffset()).isEqualTo(20);

        EventBatch wrong = read(RATE.replace(
                "\"requests\": 120",
                tokens.replace("16000", "48001").replace("0.62", "62").replace("9000", "-9")));
        assertThat(wrong.errors())
                .extracting(e -> e.field() + ": " + e.detail())
                .containsExactlyInAnyOrder(
                        "outputTokens: outputTokens is -9",
                        "kvCacheUsage: kvCacheUsage is 62, not from 0 to 1",
                        "cachedPromptTokens: cachedPromptTokens is 48001, more than promptTokens, which is 48000");
        assertThat(read(RATE.replace("\"requests\": 120", "\"requests\": 1, \"outputToken\": 3"))
                        .errors())
                .extracting(EventError::detail)
                .containsExactly("is not a field of RequestRateEvent; did you mean outputTokens?");
    }

    @Test
    void how_a_consumer_group_stands_may_be_told_too() {
        String lag = """
                "requests": 120, "lag": {"group": "workers", "partitions": 6, "reading": false, "stuckLag": 7,
                  "largest": [{"topic": "orders", "partition": 3, "lag": 900, "arrivals": 1.5, "stuck": true}]}""";
        EventBatch batch = read(RATE.replace("\"requests\": 120", lag));

        assertThat(batch.errors()).isEmpty();
        RequestRateEvent event = (RequestRateEvent) batch.events().get(0).record();
        assertThat(event.getLag().getPartitions()).isEqualTo(6);
        assertThat(event.getLag().getReading()).isFalse();
        assertThat(event.getLag().getLargest().get(0).getLag()).isEqualTo(900);

        assertThat(read(RATE.replace(
                                "\"requests\": 120", lag.replace("false", "0").replace("true", "\"yes\"")))
                        .errors())
                .extracting(e -> e.field() + ": " + e.detail())
                .containsExactly(
                        "lag.reading: is 0, must be true or false",
                        "lag.largest[0].stuck: is \"yes\", must be true or false");
    }

    @Test
    void each_error_is_told_with_its_place_and_what_was_meant() {
        EventBatch batch = read("""
                [{"type": "request-rate", "service": "shop", "instance": "a", "from": 1772366390000, "to": 1772366400000,
                  "request": 3, "units": "many"},
                 {"type": "requestrate", "service": "shop"},
                 7,
                 {"type": "usage", "service": "", "instance": "a", "from": 1772366400000, "to": 1772366390000,
                  "cpuUsed": -1, "memoryUsed": 1.5}]""");
        assertThat(batch.errors())
                .extracting(e -> e.index() + " " + e.field() + ": " + e.detail())
                .containsExactly(
                        "0 request: is not a field of RequestRateEvent; did you mean requests?",
                        "0 requests: is missing: Requests that arrived in the interval, served or not (a count).",
                        "0 units: is \"many\", must be a number",
                        "1 type: is \"requestrate\", must be \"request-rate\" or \"usage\"; did you mean request-rate?",
                        "2 : is 7, must be an object with the fields of an event",
                        "3 memoryUsed: is 1.5, must be a whole number");
    }

    @Test
    void what_sluice_would_send_to_dead_letters_is_refused_at_once_all_of_it() {
        EventBatch batch = read("""
                {"type": "usage", "service": " ", "instance": "a", "from": 1772366400000, "to": 1772366390000,
                 "cpuUsed": -1, "memoryUsed": -5}""");
        assertThat(batch.errors())
                .extracting(EventError::field)
                .containsExactly("service", "to", "cpuUsed", "memoryUsed");

        EventBatch future = read(RATE.replace("2026-03-01T12:00:00Z", "2026-03-01T12:11:00Z"));
        assertThat(future.errors()).singleElement().satisfies(e -> {
            assertThat(e.field()).isEqualTo("to");
            assertThat(e.detail()).contains("in the future");
        });
    }

    @Test
    void what_is_no_json_or_says_a_thing_twice_is_refused_as_a_whole() {
        for (String bad : List.of(
                "", "{", "[]", "null", RATE + RATE, "[" + RATE + "] x", RATE.replace("120", "120, \"requests\": 5"))) {
            EventBatch batch = read(bad);
            assertThat(batch.errors()).as(bad).isNotEmpty();
        }
        assertThat(EventBatch.read(new byte[] {(byte) 0xff, 0, 1}, NOW, bytes -> {})
                        .errors())
                .isNotEmpty();
        assertThat(read("[".repeat(5000)).errors()).hasSize(1);
    }

    @Test
    void a_hundred_errors_are_enough() {
        String bad = "{\"type\": \"usage\"}";
        EventBatch batch = read("[" + bad + ("," + bad).repeat(499) + "]");
        assertThat(batch.errors()).hasSize(EventBatch.MOST_ERRORS);
    }

    /** Any value in any field ends as an event that Sluice takes or as an error of that field, never as an exception. */
    @Test
    void any_value_in_any_field_is_taken_or_refused_with_its_name() throws Exception {
        JsonMapper json = new JsonMapper();
        Random random = new Random(7);
        List<Object> values = List.of(
                "x",
                "",
                -1,
                0,
                1,
                1.5,
                1e300,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                true,
                List.of(),
                List.of(1, "a"),
                Map.of(),
                Map.of("scale", 99));
        List<String> fields = RequestRateEvent.getClassSchema().getFields().stream()
                .map(field -> field.name())
                .toList();
        int taken = 0;
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> event =
                    new TreeMap<>(json.readValue(RATE, new TypeReference<Map<String, Object>>() {}));
            String field = fields.get(random.nextInt(fields.size()));
            Object value = values.get(random.nextInt(values.size()));
            event.put(field, value);
            EventBatch batch = EventBatch.read(json.writeValueAsBytes(event), NOW, bytes -> {});
            taken += batch.errors().isEmpty() ? 1 : 0;
            assertThat(batch.errors())
                    .allSatisfy(e -> assertThat(e.field().split("[.\\[]", 2)[0])
                            .as("%s=%s: %s", field, value, e.detail())
                            .isIn(field, "to"));
        }
        assertThat(taken).isBetween(200, 1_500);
    }

    @Test
    void a_body_that_ends_early_is_told_with_its_place_and_without_names_of_settings_of_a_parser() {
        assertThat(read("[{\"type\":").errors())
                .extracting(EventError::detail)
                .containsExactly("the body is not JSON: it ends too early, at line 1, column 10");
        assertThat(read("[] []").errors().get(0).detail()).isEqualTo("the body goes on after its end, in line 1");
        assertThat(read("").errors().get(0).detail()).isEqualTo("the body is empty");
    }
}
