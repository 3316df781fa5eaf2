package dev.sluice.cli.keda;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The object whose replicas are scaled, as {@code scaleTargetRef} names it. */
record ScaleTarget(String apiVersion, String kind, String name) {
    private static final String SERVICE = "{service}";
    private static final String POOL = "{pool}";
    private static final Map<String, String> APPS = Map.of("deployment", "Deployment", "statefulset", "StatefulSet");

    /**
     * Reads {@code deployment/NAME}, {@code statefulset/NAME} or {@code GROUP/VERSION/Kind/NAME}, where {@code {service}}
     * and {@code {pool}} are replaced. A name without {@code {pool}} gets {@code -POOL} at its end if there is a pool.
     *
     * @throws IllegalArgumentException where it is none of these, or the name is not one that Kubernetes allows
     */
    static ScaleTarget parse(String template, ScaledPool scaled) {
        int slash = template.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "'" + template + "' is not deployment/NAME, statefulset/NAME or GROUP/VERSION/Kind/NAME");
        }
        String type = template.substring(0, slash);
        String name = name(template.substring(slash + 1), scaled);
        if (!name.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of an object: say which one runs "
                    + scaled + " with --target deployment/NAME");
        }
        String known = APPS.get(type.toLowerCase(Locale.ROOT));
        if (known != null) {
            return new ScaleTarget("apps/v1", known, name);
        }
        int kind = type.lastIndexOf('/');
        if (kind <= 0 || !type.matches("[a-z0-9.-]+/v[a-z0-9]+/[A-Z][A-Za-z0-9]*")) {
            throw new IllegalArgumentException(
                    "'" + type
                            + "' is neither deployment nor statefulset nor GROUP/VERSION/Kind, as in argoproj.io/v1alpha1/Rollout");
        }
        return new ScaleTarget(type.substring(0, kind), type.substring(kind + 1), name);
    }

    private static String name(String template, ScaledPool scaled) {
        String named = scaled.pool().isEmpty() || template.contains(POOL) ? template : template + "-" + POOL;
        String one =
                scaled.pool().isEmpty() ? named.replaceAll("[.-]?\\{pool}", "") : named.replace(POOL, scaled.pool());
        return one.replace(SERVICE, scaled.service());
    }

    Map<String, Object> reference() {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("apiVersion", apiVersion);
        reference.put("kind", kind);
        reference.put("name", name);
        return reference;
    }
}
