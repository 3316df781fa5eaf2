package dev.sluice.schemas;

import dev.sluice.events.Reason;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import java.time.Instant;
import java.util.Map;

/** Records that the tests send about. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Samples() {}

    static Map<String, Object> mock(String scope) {
        return Map.of(RegistrySettings.URL, "mock://" + scope);
    }

    static RequestRateEvent demand(long requests) {
        return RequestRateEvent.newBuilder()
                .setService("checkout")
                .setInstance("checkout-1")
                .setFrom(NOON)
                .setTo(NOON.plusSeconds(10))
                .setRequests(requests)
                .build();
    }

    static ScalingCommand command(int replicas, long generation) {
        return ScalingCommand.newBuilder()
                .setService("checkout")
                .setReplicas(replicas)
                .setPrevious(1)
                .setGeneration(generation)
                .setReason(Reason.FORECAST)
                .setDecisionId("checkout-" + generation)
                .setIssuedAt(NOON)
                .setValidUntil(NOON.plusSeconds(300))
                .build();
    }
}
