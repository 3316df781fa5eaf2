package dev.sluice.cli.manifest;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.text.Spelling;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pools that policies name and nobody has declared: no error, for who declares pools may come later, but most often a
 * slip of the pen, and nothing runs there.
 */
public final class UndeclaredPools {
    private UndeclaredPools() {}

    /** A sentence for each among {@code manifests}, with its key and value. */
    public static List<String> named(List<Manifest> manifests, Connection connection) {
        List<Manifest.OfService> policies = manifests.stream()
                .filter(Manifest.OfService.class::isInstance)
                .map(Manifest.OfService.class::cast)
                .filter(manifest -> !pools(manifest).isEmpty())
                .toList();
        return policies.isEmpty() ? List.of() : missing(policies, declared(connection));
    }

    private static Set<String> declared(Connection connection) {
        return connection.existing().containsKey(Topic.RESOURCE_POOLS)
                ? ManifestTopic.of(connection, Manifest.Kind.POOL).all().stream()
                        .map(Manifest::name)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static List<String> missing(List<Manifest.OfService> policies, Set<String> declared) {
        List<String> missing = new ArrayList<>();
        for (Manifest.OfService manifest : policies) {
            List<PoolTerms> pools = pools(manifest);
            for (int i = 0; i < pools.size(); i++) {
                String pool = pools.get(i).pool();
                if (!declared.contains(pool)) {
                    missing.add(manifest.name() + ": spec.pools[" + i + "].name=" + pool
                            + ": no such pool is declared; nothing runs there until one is"
                            + Spelling.hint(pool, declared));
                }
            }
        }
        return missing;
    }

    private static List<PoolTerms> pools(Manifest.OfService manifest) {
        return manifest.policy().placement().pools();
    }
}
