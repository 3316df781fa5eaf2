package dev.sluice.web;

import dev.sluice.config.text.Durations;
import dev.sluice.events.BoundsOverride;
import dev.sluice.events.Force;
import dev.sluice.events.Freeze;
import dev.sluice.events.FrozenDirection;
import dev.sluice.events.Pause;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScheduledBounds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How overrides and schedules are written as JSON. */
final class OverrideForm {
    private static final List<String> TYPES = List.of("pause", "force", "freeze", "bounds", "schedule");
    private static final Instant FAR = Instant.parse("2200-01-01T00:00:00Z");
    private static final int RANDOM_LETTERS = 8;

    private OverrideForm() {}

    /** The word for an action of a record. */
    static String type(Object action) {
        if (action instanceof Pause) {
            return "pause";
        }
        if (action instanceof Force) {
            return "force";
        }
        if (action instanceof Freeze) {
            return "freeze";
        }
        if (action instanceof BoundsOverride) {
            return "bounds";
        }
        return action instanceof ScheduledBounds ? "schedule" : "withdrawal";
    }

    /** The record that a body asks for, which is checked as a record later. */
    static ScalingOverride read(String service, JsonBody body, Instant now) {
        body.only("id", "action", "owner", "reason", "from", "until", "for");
        JsonBody action = body.object("action");
        String type = action.required("type");
        Instant from = body.time("from").orElse(now);
        return ScalingOverride.newBuilder()
                .setService(service)
                .setId(body.text("id")
                        .orElseGet(
                                () -> type + "-" + UUID.randomUUID().toString().substring(0, RANDOM_LETTERS)))
                .setOwner(body.required("owner"))
                .setReason(body.text("reason").orElse(""))
                .setAt(now)
                .setFrom(from)
                .setUntil(until(body, from, type))
                .setAction(action(type, action))
                .build();
    }

    private static Instant until(JsonBody body, Instant from, String type) {
        Optional<Instant> until = body.time("until");
        Optional<String> lasting = body.text("for");
        if (until.isPresent() && lasting.isPresent()) {
            throw body.wrong("for", "stands beside until: say one of them");
        }
        if (lasting.isPresent()) {
            try {
                return from.plus(Durations.parse(lasting.get()));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw body.wrong("for", "must be a length of time such as 2h: " + e.getMessage());
            }
        }
        if (until.isEmpty() && !type.equals("schedule")) {
            throw body.wrong("until", "is missing: an override must end; say until or for");
        }
        return until.orElse(FAR);
    }

    private static Object action(String type, JsonBody action) {
        return switch (type) {
            case "pause" -> {
                action.only("type");
                yield new Pause();
            }
            case "force" ->
                new Force(action.only("type", "replicas")
                        .count("replicas")
                        .orElseThrow(() -> action.wrong("replicas", "is missing")));
            case "freeze" -> new Freeze(direction(action.only("type", "direction")));
            case "bounds" -> {
                action.only("type", "min", "max");
                yield new BoundsOverride(
                        action.count("min").orElse(null), action.count("max").orElse(null));
            }
            case "schedule" -> schedule(action.only("type", "min", "max", "start", "end", "lastingMs", "zone"));
            default -> throw action.wrong("type", "must be one of " + String.join(", ", TYPES) + ", not " + type);
        };
    }

    private static FrozenDirection direction(JsonBody action) {
        String word = action.required("direction");
        try {
            return FrozenDirection.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw action.wrong("direction", "must be UP or DOWN, not " + word);
        }
    }

    private static ScheduledBounds schedule(JsonBody action) {
        return ScheduledBounds.newBuilder()
                .setMin(action.count("min").orElse(null))
                .setMax(action.count("max").orElse(null))
                .setStart(action.required("start"))
                .setEnd(action.text("end").orElse(null))
                .setLastingMs(action.whole("lastingMs").orElse(null))
                .setZone(action.text("zone").orElse("UTC"))
                .build();
    }
}
