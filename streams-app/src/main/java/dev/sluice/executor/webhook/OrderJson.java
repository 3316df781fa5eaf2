package dev.sluice.executor.webhook;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.Order;
import dev.sluice.policy.Resources;
import dev.sluice.schemas.ShortText;
import java.nio.charset.StandardCharsets;

/** The body of a request: an order as JSON, 64 KiB at most. */
final class OrderJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_EVIDENCE = 2_000;

    private OrderJson() {}

    static byte[] of(Order order) {
        ObjectNode json = JSON.createObjectNode()
                .put("type", "scaling.order")
                .put("id", order.id())
                .put("service", order.target().service())
                .put("pool", order.target().pool())
                .put("replicas", order.replicas())
                .put("generation", order.generation());
        order.size().ifPresent(size -> resources(json.putObject("resources"), size));
        order.drain().ifPresent(drain -> json.put("drainSeconds", drain.toMillis() / 1000.0));
        order.cause()
                .ifPresent(cause -> json.put("reason", cause.reason())
                        .put("evidence", ShortText.of(cause.evidence(), LONGEST_EVIDENCE))
                        .put("issuedAt", cause.issuedAt().toString())
                        .put("validUntil", cause.validUntil().toString()));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The resources that the order sets. */
    private static void resources(ObjectNode json, Resources size) {
        if (size.cpuCores() > 0) {
            json.put("cpuCores", size.cpuCores());
        }
        putIfSet(json, "memoryBytes", size.memoryBytes());
        if (size.gpus() > 0) {
            json.put("gpus", size.gpus());
        }
        putIfSet(json, "gpuMemoryBytes", size.gpuMemoryBytes());
        putIfSet(json, "storageBytes", size.storageBytes());
    }

    private static void putIfSet(ObjectNode json, String name, long bytes) {
        if (bytes > 0) {
            json.put(name, bytes);
        }
    }
}
