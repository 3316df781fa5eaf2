package dev.sluice.web.json;

import dev.sluice.config.text.Spelling;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.Problem;
import dev.sluice.http.message.ProblemException;
import dev.sluice.text.NumberText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Optional;

/** What a request asks for in its query, checked. */
public record Parameters(HttpRequest request) {
    /** A whole number from 0 to a most, or what holds where nothing is said. */
    public int count(String name, int otherwise, int most) {
        Optional<String> text = request.query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value < 0) {
                throw wrong(name, "must not be negative, but is " + value);
            }
            return Math.min(value, most);
        } catch (NumberFormatException e) {
            throw wrong(name, "must be a whole number, not " + text.get());
        }
    }

    /** A time: epoch milliseconds, or ISO 8601 in UTC. */
    Optional<Long> time(String name) {
        return request.query(name).map(text -> {
            try {
                return text.matches("-?\\d{1,15}")
                        ? Long.parseLong(text)
                        : Instant.parse(text).toEpochMilli();
            } catch (DateTimeParseException | ArithmeticException e) {
                throw wrong(name, "must be epoch milliseconds or a time such as 2026-03-02T08:00:00Z, not " + text);
            }
        });
    }

    /** The span {@code from} to {@code to}; an open end is as far as there is anything. */
    public Span span() {
        Span span = new Span(time("from").orElse(Long.MIN_VALUE), time("to").orElse(Long.MAX_VALUE));
        if (span.from() > span.to()) {
            throw wrong("from", "must not be after to");
        }
        return span;
    }

    /** A span of time, both ends inclusive, epoch ms. */
    public record Span(long from, long to) {
        public boolean has(long at) {
            return at >= from && at <= to;
        }
    }

    public boolean flag(String name) {
        return switch (request.query(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "must be true or false");
        };
    }

    /** One of these words. */
    public Optional<String> word(String name, Collection<String> words) {
        Optional<String> given = request.query(name);
        given.filter(word -> !words.contains(word)).ifPresent(word -> {
            throw wrong(
                    name, "must be one of " + String.join(", ", words) + ", not " + word + Spelling.hint(word, words));
        });
        return given;
    }

    /** A number within bounds, both exclusive. */
    public Optional<Double> between(String name, double low, double high) {
        return request.query(name).map(text -> {
            try {
                double value = Double.parseDouble(text);
                if (value > low && value < high) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw wrong(
                    name,
                    "must be a number above " + NumberText.exactly(low) + " and below " + NumberText.exactly(high)
                            + ", not " + text);
        });
    }

    public static ProblemException wrong(String name, String why) {
        return new ProblemException(Problem.of(400, name + " " + why).with("parameter", name));
    }
}
