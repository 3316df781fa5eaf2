package dev.sluice.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What replicas are created from, as the engine's API describes a container: an existing container, or settings.
 *
 * @param container body of a request that creates one
 */
record Template(ObjectNode container) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double NANOS = 1e9;

    /** How containers are created where no template container exists. */
    record Described(String image, String network, List<String> env, Map<String, String> labels, List<Integer> ports) {}

    /**
     * A copy of an existing container. What only one container can have is left out: its name, addresses and fixed ports of
     * the host, and Compose's labels, by which Compose would take the copies for its own and remove them.
     *
     * <p>The engine starts a copy again that ends by itself, whatever the template says. So a copy that has ended is one that
     * somebody stopped: only the engine can tell these apart.
     */
    static Template of(JsonNode inspected) {
        ObjectNode container = inspected.path("Config").deepCopy();
        String id = inspected.path("Id").asText();
        if (id.startsWith(container.path("Hostname").asText("-"))) {
            container.remove("Hostname");
        }
        container.remove("MacAddress");
        ObjectNode labels = container.withObject("/Labels");
        labels.remove(Labels.TEMPLATE);
        for (Iterator<String> names = labels.fieldNames(); names.hasNext(); ) {
            if (names.next().startsWith("com.docker.compose.")) {
                names.remove();
            }
        }
        ObjectNode hostConfig = inspected.path("HostConfig").deepCopy();
        hostConfig.remove("ContainerIDFile");
        hostConfig.path("PortBindings").forEach(bindings -> bindings.forEach(Template::anyPort));
        restartUnlessStopped(hostConfig);
        container.set("HostConfig", hostConfig);
        container.set("NetworkingConfig", networks(inspected));
        return new Template(container);
    }

    private static void restartUnlessStopped(ObjectNode hostConfig) {
        // an engine does not restart what it removes at its end
        hostConfig.remove("AutoRemove");
        hostConfig.putObject("RestartPolicy").put("Name", "unless-stopped");
    }

    private static void anyPort(JsonNode binding) {
        ((ObjectNode) binding).put("HostPort", "");
    }

    /** The networks of a container under the names that all copies share, by which others find them. */
    private static ObjectNode networks(JsonNode inspected) {
        String id = inspected.path("Id").asText();
        String name = inspected.path("Name").asText().replaceFirst("^/", "");
        ObjectNode config = JSON.createObjectNode();
        ObjectNode endpoints = config.putObject("EndpointsConfig");
        inspected.path("NetworkSettings").path("Networks").properties().forEach(network -> {
            ArrayNode aliases = endpoints.putObject(network.getKey()).putArray("Aliases");
            network.getValue().path("Aliases").forEach(alias -> {
                String text = alias.asText();
                if (!text.equals(name) && !id.startsWith(text)) {
                    aliases.add(text);
                }
            });
        });
        return config;
    }

    /** A container as the settings describe it, which others find in its network by the service's name. */
    static Template of(Described described, Target target) {
        ObjectNode container = JSON.createObjectNode();
        container.put(
                "Image",
                described.image().replace("{service}", target.service()).replace("{pool}", target.pool()));
        described.env().forEach(container.withArray("/Env")::add);
        ObjectNode labels = container.putObject("Labels");
        described.labels().forEach(labels::put);
        ObjectNode hostConfig = container.putObject("HostConfig");
        restartUnlessStopped(hostConfig);
        described.ports().forEach(port -> container.withObject("/ExposedPorts").putObject(port + "/tcp"));
        if (!described.network().isEmpty()) {
            hostConfig.put("NetworkMode", described.network());
            container
                    .putObject("NetworkingConfig")
                    .putObject("EndpointsConfig")
                    .putObject(described.network())
                    .putArray("Aliases")
                    .add(target.service());
        }
        return new Template(container);
    }

    /** The body of a request that creates a replica of this name and these resources. */
    ObjectNode replica(Target target, String name, Optional<Resources> size) {
        ObjectNode container = this.container.deepCopy();
        ObjectNode labels = container.withObject("/Labels");
        labels.put(Labels.SERVICE, target.service());
        labels.put(Labels.POOL, target.pool());
        labels.put(Labels.REPLICA, "true");
        ArrayNode env = container.path("Env").isArray() ? container.withArray("/Env") : container.putArray("Env");
        env.add("SLUICE_SERVICE=" + target.service());
        env.add("SLUICE_POOL=" + target.pool());
        env.add("SLUICE_INSTANCE=" + name);
        size.map(Template::limits)
                .ifPresent(limits -> container.withObject("/HostConfig").setAll(limits));
        return container;
    }

    /** Limits of a container, as the engine names them. A resource of 0 stays as it is. */
    static ObjectNode limits(Resources size) {
        ObjectNode limits = JSON.createObjectNode();
        if (size.cpuCores() > 0) {
            limits.put("NanoCpus", Math.round(size.cpuCores() * NANOS));
        }
        if (size.memoryBytes() > 0) {
            limits.put("Memory", size.memoryBytes());
            // as much swap as memory, which is the engine's default; it must change together with the memory
            limits.put("MemorySwap", 2 * Math.min(size.memoryBytes(), Long.MAX_VALUE / 2));
        }
        return limits;
    }

    String image() {
        return container.path("Image").asText();
    }
}
