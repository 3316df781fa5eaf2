package dev.sluice.web.json;

import dev.sluice.config.record.check.Limits;
import dev.sluice.config.text.Durations;
import dev.sluice.config.text.Zones;
import dev.sluice.events.BoundsOverride;
import dev.sluice.events.Force;
import dev.sluice.events.Freeze;
import dev.sluice.events.FrozenDirection;
import dev.sluice.events.Pause;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScheduledBounds;
import dev.sluice.policy.schedule.Cron;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How overrides and schedules are written as JSON. */
public final class OverrideForm {
    private static final List<String> TYPES = List.of("pause", "force", "freeze", "bounds", "schedule");
    private static final int RANDOM_LETTERS = 8;

    private OverrideForm() {}

    /** The word for an action of a record. */
    public static String type(Object action) {
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
    public static ScalingOverride read(String service, JsonBody body, Instant now) {
        body.only("id", "action", "owner", "reason", "from", "until", "for");
        JsonBody action = body.object("action");
        String type = action.required("type");
        Instant from = body.time("from").orElse(now);
        return ScalingOverride.newBuilder()
                .setService(service)
                .setId(id(body, type))
                .setOwner(body.required("owner"))
                .setReason(body.text("reason", Limits.TEXT).orElse(""))
                .setAt(now)
                .setFrom(from)
                .setUntil(until(body, from, now, type))
                .setAction(action(type, action))
                .build();
    }

    private static String id(JsonBody body, String type) {
        String id = body.text("id", Limits.NAME)
                .orElseGet(() -> type + "-" + UUID.randomUUID().toString().substring(0, RANDOM_LETTERS));
        if (id.isBlank()) {
            throw body.wrong("id", "must not be empty");
        }
        return id;
    }

    private static Instant until(JsonBody body, Instant from, Instant now, String type) {
        Optional<Instant> until = body.time("until");
        Optional<Duration> lasting = body.meaning("for", "a length of time such as 2h", Durations::parse);
        if (until.isPresent() && lasting.isPresent()) {
            throw body.wrong("for", "stands beside until: say one of them");
        }
        if (until.isEmpty() && lasting.isEmpty() && !type.equals("schedule")) {
            throw body.wrong("until", "is missing: an override must end; say until or for");
        }
        Instant end = lasting.map(from::plus).or(() -> until).orElse(JsonBody.LATEST);
        Instant begin = from.isAfter(now) ? from : now;
        if (!end.isAfter(begin) || end.isAfter(JsonBody.LATEST)) {
            throw body.wrong(
                    lasting.isPresent() ? "for" : "until",
                    "must end it after " + begin + ", by " + JsonBody.LATEST + ", not at " + end);
        }
        return end;
    }

    private static Object action(String type, JsonBody action) {
        return switch (type) {
            case "pause" -> {
                action.only("type");
                yield new Pause();
            }
            case "force" ->
                new Force(action.only("type", "replicas")
                        .replicas("replicas")
                        .orElseThrow(() -> action.wrong("replicas", "is missing")));
            case "freeze" -> new Freeze(direction(action.only("type", "direction")));
            case "bounds" -> {
                Bounds bounds = bounds(action.only("type", "min", "max"));
                yield new BoundsOverride(bounds.min().orElse(null), bounds.max().orElse(null));
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

    private record Bounds(Optional<Integer> min, Optional<Integer> max) {}

    private static Bounds bounds(JsonBody action) {
        Bounds bounds = new Bounds(action.replicas("min"), action.replicas("max"));
        if (bounds.min().isEmpty() && bounds.max().isEmpty()) {
            throw action.wrong("min", "is missing: say min, max or both");
        }
        int min = bounds.min().orElse(0);
        if (bounds.max().filter(max -> max < min).isPresent()) {
            throw action.wrong("max", "must not be below min, which is " + min);
        }
        return bounds;
    }

    private static ScheduledBounds schedule(JsonBody action) {
        Bounds bounds = bounds(action);
        Optional<String> end = cron(action, "end");
        Optional<Long> lasting = action.whole("lastingMs", 1, Limits.PERIOD_MS);
        if (end.isPresent() == lasting.isPresent()) {
            throw action.wrong(
                    "end",
                    end.isEmpty() ? "is missing: say end or lastingMs" : "stands beside lastingMs: say one of them");
        }
        return ScheduledBounds.newBuilder()
                .setMin(bounds.min().orElse(null))
                .setMax(bounds.max().orElse(null))
                .setStart(cron(action, "start").orElseThrow(() -> action.wrong("start", "is missing")))
                .setEnd(end.orElse(null))
                .setLastingMs(lasting.orElse(null))
                .setZone(action.meaning("zone", "the name of a time zone", Zones::parse)
                        .orElse(Zones.UTC)
                        .getId())
                .build();
    }

    private static Optional<String> cron(JsonBody action, String name) {
        return action.meaning(name, "a cron expression such as 0 8 * * 1-5", Cron::parse)
                .map(Cron::toString);
    }
}
