package dev.sluice.web;

import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.weights.ReadyCapacity;
import dev.sluice.http.HttpRequest;
import dev.sluice.http.HttpResponse;
import dev.sluice.http.ProblemException;
import dev.sluice.web.model.ServiceView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The share of traffic that each pool of a service should get now. */
final class Traffic {
    private final Services services;

    Traffic(Services services) {
        this.services = services;
    }

    HttpResponse weights(HttpRequest request) {
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
