package dev.sluice.web;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.ReaderStatus;
import dev.sluice.web.model.TopicReader;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How Sluice itself gets on, and whether what is shown is the present. */
final class Status {
    private final About about;
    private final ReadModel model;
    private final TopicReader reader;
    private final ClusterStatus cluster;

    Status(About about, ReadModel model, TopicReader reader, ClusterStatus cluster) {
        this.about = about;
        this.model = model;
        this.reader = reader;
        this.cluster = cluster;
    }

    HttpResponse response(HttpRequest request) {
        return HttpResponse.json(json());
    }

    Map<String, @Nullable Object> json() {
        ReaderStatus reading = reader.status();
        ClusterStatus.Seen seen = cluster.seen();
        return JsonObject.of("application", about.application())
                .put("version", about.version())
                .put("mode", about.mode())
                .put("instances", orNull(seen.instances()))
                .put("clusterLag", orNull(seen.lag()))
                .put("newestDecisionAgeMs", orNull(model.newestAgeMs()))
                .put("eventTime", model.isTimeOfRecords())
                .put("now", model.now())
                .put("writable", about.writable())
                .put("currency", about.currency().isEmpty() ? null : about.currency())
                .put("services", model.services().size())
                .put("stale", isStale(reading))
                .put("catchingUp", isCatchingUp(reading))
                .put("why", why(reading))
                .put("recordsBehind", reading.behind())
                .put("reachedAt", reading.reachedAt() == 0 ? null : reading.reachedAt())
                .put("historyMs", model.keptMs())
                .put("unreadableRecords", reader.unreadable())
                .put("recordsWithoutMemory", model.notShown())
                .map();
    }

    /** Whether what is shown is of the past, and the present follows. */
    boolean isCatchingUp() {
        return isCatchingUp(reader.status());
    }

    private boolean isCatchingUp(ReaderStatus reading) {
        return isStale(reading) && reading.failure().isEmpty();
    }

    private boolean isStale(ReaderStatus reading) {
        return !reading.isCaughtUp() || !model.preparing().isEmpty();
    }

    private String why(ReaderStatus reading) {
        if (!reading.failure().isEmpty()) {
            return reading.failure();
        }
        if (!model.preparing().isEmpty() || reading.isCaughtUp()) {
            return model.preparing();
        }
        return reading.reachedAt() == 0 ? "Sluice is connecting to Kafka." : "Sluice is reading the past.";
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
