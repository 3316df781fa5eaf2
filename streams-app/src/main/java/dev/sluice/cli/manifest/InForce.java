package dev.sluice.cli.manifest;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.config.manifest.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything in force of the kinds that some files declare. Other kinds are left out: a folder with policies alone says
 * nothing about pools.
 */
public final class InForce {
    private final Map<String, Manifest> byName = new LinkedHashMap<>();

    private InForce() {}

    /** What is in force of the kinds among {@code declared}. */
    public static InForce like(List<Manifest> declared, Connection connection) {
        InForce inForce = new InForce();
        for (Manifest.Kind kind : Manifest.Kind.values()) {
            boolean occurs = declared.stream().anyMatch(manifest -> manifest.kind() == kind);
            // a kind whose topic does not exist yet has nothing in force
            if (occurs && connection.existing().containsKey(kind.topic())) {
                ManifestTopic.of(connection, kind)
                        .all()
                        .forEach(manifest -> inForce.byName.put(ManifestFilesOption.named(manifest), manifest));
            }
        }
        return inForce;
    }

    public Map<String, Manifest> byName() {
        return Map.copyOf(byName);
    }

    /** What {@code declared} does not name, in the order of its kinds and names. */
    public Collection<Manifest> notIn(List<Manifest> declared) {
        var names = declared.stream().map(ManifestFilesOption::named).collect(Collectors.toSet());
        List<Manifest> others = new ArrayList<>();
        byName.forEach((name, manifest) -> {
            if (!names.contains(name)) {
                others.add(manifest);
            }
        });
        return others;
    }
}
