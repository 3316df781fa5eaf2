package dev.sluice.ingest.mapping;

import dev.sluice.config.manifest.MetricMapping.Identity;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import java.util.Optional;

/** How the service, pool and instance of a point are named. */
record Naming(NameTemplates service, NameTemplates pool, NameTemplates instance) {
    static Naming of(Identity identity) {
        return new Naming(
                new NameTemplates(identity.service()),
                new NameTemplates(identity.pool()),
                new NameTemplates(identity.instance()));
    }

    /** This naming, and the other's for what it does not state. */
    Naming orElse(Naming other) {
        return new Naming(
                service.isEmpty() ? other.service : service,
                pool.isEmpty() ? other.pool : pool,
                instance.isEmpty() ? other.instance : instance);
    }

    /** Who reports; empty where no service is named. */
    Optional<ReporterKey> reporter(Attributes attributes, Role.Kind kind) {
        return service.name(attributes)
                .map(name -> new ReporterKey(
                        name,
                        pool.name(attributes).orElse(""),
                        instance.name(attributes).orElse(""),
                        kind));
    }
}
