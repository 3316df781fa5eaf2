package dev.sluice.web.service;

import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.weights.ReadyCapacity;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.ProblemException;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.model.ServiceView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The share of traffic that each pool of a service should get now. */
public final class Traffic {
    private final Services services;

    public Traffic(Services services) {
        this.services = services;
    }

    public HttpResponse weights(HttpRequest request) {
        ServiceView view = services.of(request);
        List<Map<String, @Nullable Object>> pools = view.readyCapacity(Traffic::pools)
                .orElseThrow(() -> new ProblemException(
                        404, "there is no command for " + view.service() + ", so its pools are not known"));
        return HttpResponse.json(JsonObject.of("pools", pools).map());
    }

    private static List<Map<String, @Nullable Object>> pools(ReadyCapacity capacity) {
        Weights weights = capacity.weights(new PerPool<>(Map.of()), target -> List.of());
        return weights.shares().stream()
                .map(share -> JsonObject.of("pool", share.backend().pool())
                        .put("weight", share.weight())
                        .put("ready", share.backend().ready())
                        .put("ordered", capacity.ordered(share.backend().pool()))
                        .put("perReplica", share.backend().perReplica())
                        .map())
                .toList();
    }
}
