package dev.sluice.allocation.weights;

import java.util.stream.Collectors;

/** Weights as plain JSON: {@code {"service":…,"total":…,"weights":[{"pool":…,"instance":…,"address":…,…}]}}. */
public final class WeightsJson {
    private WeightsJson() {}

    public static String render(Weights weights) {
        return "{\"service\":" + Json.quoted(weights.service()) + ",\"total\":" + weights.total()
                + weights.shares().stream()
                        .map(WeightsJson::share)
                        .collect(Collectors.joining(",", ",\"weights\":[", "]}"));
    }

    private static String share(Weights.Share share) {
        Backend backend = share.backend();
        String instance = backend.instance()
                .map(name -> ",\"instance\":" + Json.quoted(name))
                .orElse("");
        String address = backend.address()
                .map(at -> ",\"address\":" + Json.quoted(at.toString()))
                .orElse("");
        return "{\"pool\":" + Json.quoted(backend.pool()) + instance + address + ",\"ready\":" + backend.ready()
                + ",\"perReplica\":" + backend.perReplica() + ",\"weight\":" + share.weight() + "}";
    }
}
