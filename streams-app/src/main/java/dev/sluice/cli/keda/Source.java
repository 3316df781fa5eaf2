package dev.sluice.cli.keda;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where KEDA gets the replicas to run, each as a trigger of a ScaledObject. */
enum Source {
    /** The executor with the actuator keda, over gRPC. */
    EXTERNAL_PUSH("sluice-keda.sluice:50051", 30) {
        @Override
        Map<String, Object> metadata(ScaledPool scaled, String address) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("scalerAddress", address);
            metadata.put("service", scaled.service());
            if (!scaled.pool().isEmpty()) {
                metadata.put("pool", scaled.pool());
            }
            return metadata;
        }
    },
    /** The HTTP server of {@code run}. */
    METRICS_API("http://sluice-run.sluice:8080", 5) {
        @Override
        Map<String, Object> metadata(ScaledPool scaled, String address) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put(
                    "url",
                    withoutSlash(address) + "/api/v1/services/" + encoded(scaled.service()) + "/desired"
                            + (scaled.pool().isEmpty() ? "" : "?pool=" + encoded(scaled.pool())));
            metadata.put("valueLocation", "replicas");
            metadata.put("targetValue", "1");
            metadata.put("activationTargetValue", "0");
            return metadata;
        }
    },
    /** A Prometheus that reads {@code /metrics} of {@code run}. */
    PROMETHEUS("http://prometheus.monitoring:9090", 5) {
        @Override
        Map<String, Object> metadata(ScaledPool scaled, String address) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("serverAddress", address);
            // each instance of run tells the same number
            metadata.put(
                    "query",
                    "max(" + METRIC + "{service=" + quoted(scaled.service()) + ",pool=" + quoted(scaled.pool()) + "})");
            metadata.put("threshold", "1");
            metadata.put("activationThreshold", "0");
            // by default KEDA takes no answer for zero, and ends the service
            metadata.put("ignoreNullValues", "false");
            return metadata;
        }
    };

    /** The gauge of replicas to run. */
    static final String METRIC = "sluice_desired_replicas";

    private final String address;
    private final int pollingSeconds;

    Source(String address, int pollingSeconds) {
        this.address = address;
        this.pollingSeconds = pollingSeconds;
    }

    abstract Map<String, Object> metadata(ScaledPool scaled, String at);

    /** KEDA's name of the trigger. */
    String type() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it is if Sluice runs in the namespace sluice. */
    String address() {
        return address;
    }

    /** How often KEDA asks whether the first replica is to start or the last to end: it is told of that by a push only. */
    int pollingSeconds() {
        return pollingSeconds;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String quoted(String label) {
        return "\"" + label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
