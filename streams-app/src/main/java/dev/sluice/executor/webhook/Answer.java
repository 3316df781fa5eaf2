package dev.sluice.executor.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.executor.Outcome;
import dev.sluice.schemas.ShortText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a receiver answered.
 *
 * @param body its beginning
 * @param retryAfter the header of that name
 */
record Answer(int status, String body, Optional<String> retryAfter) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_TEXT = 300;

    /** What it means for the order. */
    Outcome outcome(Instant now) {
        JsonNode json = json();
        if (isSuccess()) {
            return new Outcome.Applied(said(json, status == 202 ? "accepted" : "done"), ready(json));
        }
        return switch (status) {
            case 409 -> new Outcome.Superseded(said(json, "a newer order is in force"), number(json, "generation"));
            case 408, 425, 429 -> failed(json, true, now);
            default -> failed(json, status >= 500, now);
        };
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    private Outcome failed(JsonNode json, boolean retryable, Instant now) {
        String message =
                "the receiver answered " + status + meaning() + said(json, "").transform(Answer::appended);
        OptionalInt limit = replicas(json, "limit");
        boolean retried = retryable && limit.isEmpty();
        return new Outcome.Failed(message, retried, retried ? pause(now) : Duration.ZERO, limit);
    }

    private String meaning() {
        return switch (status) {
            case 401, 403 -> " (it refuses the signature or authorization)";
            case 410 -> " (the target is gone)";
            case 429 -> " (too many requests)";
            default ->
                status / 100 == 3
                        ? ", a redirect, which is not followed: executor.webhook.url must name the receiver itself"
                        : "";
        };
    }

    private static String appended(String said) {
        return said.isEmpty() ? "" : ": " + said;
    }

    /** What the header Retry-After asks for, in seconds or as a date. */
    private Duration pause(Instant now) {
        String text = retryAfter.orElse("").strip();
        Duration pause = Duration.ZERO;
        if (text.matches("\\d{1,9}")) {
            pause = Duration.ofSeconds(Long.parseLong(text));
        } else if (!text.isEmpty()) {
            try {
                pause = Duration.between(
                        now,
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeException e) {
                // neither seconds nor a date: as if it were missing
            }
        }
        return pause.isNegative() ? Duration.ZERO : pause;
    }

    /** The replicas that the body says are ready. */
    OptionalInt ready() {
        return ready(json());
    }

    /** The newest generation that the body says was carried out. */
    OptionalLong generation() {
        return number(json(), "generation");
    }

    private static OptionalInt ready(JsonNode json) {
        return replicas(json, "ready");
    }

    private static OptionalInt replicas(JsonNode json, String name) {
        OptionalLong count = number(json, name);
        return count.isPresent() && count.getAsLong() <= Outcome.MOST_REPLICAS
                ? OptionalInt.of((int) count.getAsLong())
                : OptionalInt.empty();
    }

    /** A whole number from 0. */
    private static OptionalLong number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    /** What the receiver says to people: its {@code message} or {@code error}, or the beginning of a text. */
    private String said(JsonNode json, String otherwise) {
        String text = json.isMissingNode() || json.isValueNode()
                ? body
                : json.path("message").asText(json.path("error").asText(""));
        String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        String shortened = ShortText.of(plain, LONGEST_TEXT);
        return shortened.isEmpty() ? otherwise : shortened;
    }

    private JsonNode json() {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
