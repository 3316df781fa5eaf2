package dev.sluice.allocation.weights;

import dev.sluice.allocation.weights.Weights.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Weights as the file that Envoy's endpoint discovery watches: a DiscoveryResponse with one ClusterLoadAssignment
 * (envoy.config.endpoint.v3), a locality for each pool, in JSON, which is YAML too. Backends without traffic or without an
 * address are left out: Envoy has no weight 0.
 */
public final class EnvoyEndpoints {
    private static final String TYPE = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";

    private EnvoyEndpoints() {}

    /** The file for {@code weights}; {@code version} must differ from that of other weights. */
    public static String render(Weights weights, String version) {
        Map<String, List<Share>> pools = weights.shares().stream()
                .filter(share -> share.weight() > 0 && share.backend().address().isPresent())
                .collect(Collectors.groupingBy(
                        share -> share.backend().pool(), LinkedHashMap::new, Collectors.toList()));
        String localities = pools.entrySet().stream()
                .map(pool -> locality(pool.getKey(), pool.getValue()))
                .collect(Collectors.joining(","));
        return "{\"version_info\":" + Json.quoted(version) + ",\"resources\":[{\"@type\":" + Json.quoted(TYPE)
                + ",\"cluster_name\":" + Json.quoted(weights.service()) + ",\"endpoints\":[" + localities + "]}]}\n";
    }

    private static String locality(String pool, List<Share> shares) {
        int weight = shares.stream().mapToInt(Share::weight).sum();
        return shares.stream()
                .map(EnvoyEndpoints::endpoint)
                .collect(Collectors.joining(
                        ",",
                        "{\"locality\":{\"sub_zone\":" + Json.quoted(pool) + "},\"load_balancing_weight\":" + weight
                                + ",\"lb_endpoints\":[",
                        "]}"));
    }

    private static String endpoint(Share share) {
        Backend.Address at = share.backend().address().orElseThrow();
        return "{\"endpoint\":{\"address\":{\"socket_address\":{\"address\":" + Json.quoted(at.host())
                + ",\"port_value\":" + at.port() + "}}},\"health_status\":\"HEALTHY\",\"load_balancing_weight\":"
                + share.weight() + "}";
    }
}
