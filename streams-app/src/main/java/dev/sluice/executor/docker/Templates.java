package dev.sluice.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.executor.Target;
import java.util.Comparator;
import java.util.Optional;

/**
 * The template of each service and pool. A container with the label {@code sluice.dev/template=true} is one: for the service
 * and pool that its labels name; without a pool for all pools of the service; without both for all services. Without such
 * a container, the settings are.
 */
final class Templates {
    private static final int NOT_AT_ALL = -1;

    private final DockerEngine engine;
    private final Optional<Template.Described> settings;

    Templates(DockerEngine engine, Optional<Template.Described> settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /** The template of a target; {@link EngineException} if there is none. */
    Template of(Target target) {
        return engine.containers(Labels.TEMPLATE + "=true").stream()
                .filter(container -> fit(container, target) > NOT_AT_ALL)
                .max(Comparator.comparingInt((JsonNode container) -> fit(container, target))
                        .thenComparingLong(
                                container -> container.path("Created").asLong()))
                .map(container ->
                        Template.of(engine.inspect(container.path("Id").asText())))
                .or(() -> settings.map(described -> Template.of(described, target)))
                .orElseThrow(() -> new EngineException(
                        404,
                        "no container has the labels " + Labels.TEMPLATE + "=true and " + Labels.SERVICE + "="
                                + target.service() + ", and executor.docker.image is not set"));
    }

    /** How closely a template container fits: by pool, by service, or for all. */
    private static int fit(JsonNode container, Target target) {
        JsonNode labels = container.path("Labels");
        if (!labels.has(Labels.SERVICE)) {
            return 0;
        }
        if (!labels.path(Labels.SERVICE).asText().equals(target.service())) {
            return NOT_AT_ALL;
        }
        if (!labels.has(Labels.POOL)) {
            return 1;
        }
        return labels.path(Labels.POOL).asText().equals(target.pool()) ? 2 : NOT_AT_ALL;
    }
}
