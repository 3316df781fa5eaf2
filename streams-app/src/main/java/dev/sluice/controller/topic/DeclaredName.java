package dev.sluice.controller.topic;

import dev.sluice.controller.crd.CustomResource;

/** A service, pool or tenant that is declared: the key of a record on the topic of its kind. */
public record DeclaredName(CustomResource resource, String name) {
    @Override
    public String toString() {
        return resource.kind() + " " + name;
    }
}
