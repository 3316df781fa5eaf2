package dev.sluice.controller;

import dev.sluice.controller.crd.CustomResource;

/** Names a custom resource of one cluster. */
record ObjectId(CustomResource resource, String namespace, String name) {
    /** Path of its status at the API server. */
    String statusPath() {
        return "/apis/" + CustomResource.GROUP + "/" + CustomResource.VERSION + "/namespaces/" + namespace + "/"
                + resource.plural() + "/" + name + "/status";
    }

    @Override
    public String toString() {
        return resource.kind().written() + " " + namespace + "/" + name;
    }
}
