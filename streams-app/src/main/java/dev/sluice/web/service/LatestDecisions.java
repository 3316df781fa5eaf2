package dev.sluice.web.service;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.Parameters;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.Records;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changed lately, of all services together. */
public final class LatestDecisions {
    private static final int USUAL = 20;
    private static final int MOST = 100;

    private final ReadModel model;
    private final Records records;

    public LatestDecisions(ReadModel model, Records records) {
        this.model = model;
        this.records = records;
    }

    public HttpResponse list(HttpRequest request) {
        int limit = new Parameters(request).count("limit", USUAL, MOST);
        List<Map<String, @Nullable Object>> found = records.latestChanges(model, limit).stream()
                .map(decision -> OneService.decision(decision, answers(decision)))
                .toList();
        return HttpResponse.json(JsonObject.of("decisions", found).map());
    }

    private List<ScalingAck> answers(ScalingDecision decision) {
        return model.service(decision.getService()).map(records::answers).orElse(List.of());
    }
}
