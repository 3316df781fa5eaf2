package dev.sluice.executor.kubernetes.workload;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of object that has a scale subresource.
 *
 * @param version of its API; empty: the one that the server prefers
 */
public record Kind(String plural, String group, String version) {
    public static final Kind DEPLOYMENT = new Kind("deployments", "apps", "v1");
    public static final Kind STATEFUL_SET = new Kind("statefulsets", "apps", "v1");
    private static final Map<String, Kind> KNOWN = Map.of(
            "deployment", DEPLOYMENT,
            "deployments", DEPLOYMENT,
            "statefulset", STATEFUL_SET,
            "statefulsets", STATEFUL_SET,
            "replicaset", new Kind("replicasets", "apps", "v1"),
            "replicasets", new Kind("replicasets", "apps", "v1"));
    private static final String NAME = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
    private static final Pattern CUSTOM = Pattern.compile("(?<plural>" + NAME
            + ")(\\.(?<version>v\\d+((alpha|beta)\\d+)?))?\\.(?<group>" + NAME + "(\\." + NAME + ")*)");

    /**
     * Reads {@code deployment}, {@code deployments.apps}, {@code rollouts.argoproj.io} or {@code
     * rollouts.v1alpha1.argoproj.io}; {@link IllegalArgumentException} if it is none of these forms.
     */
    public static Kind parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Kind known = KNOWN.get(lower.endsWith(".apps") ? lower.substring(0, lower.length() - 5) : lower);
        if (known != null) {
            return known;
        }
        Matcher custom = CUSTOM.matcher(lower);
        if (!custom.matches()) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is no kind of object: write deployment, statefulset, or plural.group as in rollouts.argoproj.io");
        }
        String version = custom.group("version");
        return new Kind(custom.group("plural"), custom.group("group"), version == null ? "" : version);
    }

    Kind withVersion(String other) {
        return new Kind(plural, group, other);
    }

    /** Path of an object of this kind at the API server. */
    String path(String namespace, String name) {
        return "/apis/" + group + "/" + version + "/namespaces/" + namespace + "/" + plural + "/" + name;
    }

    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    /** True if the version does not matter or is the same. */
    public boolean isSame(Kind other) {
        return plural.equals(other.plural) && group.equals(other.group);
    }

    @Override
    public String toString() {
        return plural + "." + group;
    }
}
