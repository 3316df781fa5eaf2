package dev.sluice.ingest.mapping;

import dev.sluice.config.manifest.MetricMapping;
import dev.sluice.ingest.export.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What metrics of one name tell.
 *
 * @param role empty: nothing
 * @param unit unit of times; empty: the metric's own
 * @param hasOwnService whether it names services otherwise: a point without that name is no fault
 */
record Rule(
        Optional<Role> role,
        int rank,
        Optional<String> unit,
        double factor,
        Map<String, Pattern> where,
        Map<String, Pattern> errors,
        Naming naming,
        boolean hasOwnService) {
    private static final String ANY = "*";

    static Rule of(MetricMapping.Rule rule, Optional<Role> role, Naming usual) {
        return new Rule(
                role,
                rule.rank(),
                rule.unit(),
                rule.factor().orElse(1),
                compiled(rule.where()),
                compiled(rule.errors()),
                Naming.of(rule.identity()).orElse(usual),
                !rule.identity().service().isEmpty());
    }

    private static Map<String, Pattern> compiled(Map<String, String> patterns) {
        Map<String, Pattern> compiled = new LinkedHashMap<>();
        patterns.forEach((attribute, pattern) -> compiled.put(attribute, Pattern.compile(pattern)));
        return compiled;
    }

    /** True if the rule speaks of points with these attributes. */
    boolean covers(Attributes attributes) {
        return where.entrySet().stream().allMatch(e -> matches(e.getKey(), e.getValue(), attributes));
    }

    /** True if requests with these attributes failed. */
    boolean isError(Attributes attributes) {
        return errors.entrySet().stream()
                .anyMatch(e -> e.getKey().equals(ANY) || matches(e.getKey(), e.getValue(), attributes));
    }

    private static boolean matches(String attribute, Pattern pattern, Attributes attributes) {
        return attributes
                .get(attribute)
                .filter(value -> pattern.matcher(value).matches())
                .isPresent();
    }
}
