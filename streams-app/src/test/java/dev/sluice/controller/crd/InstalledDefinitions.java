package dev.sluice.controller.crd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.concurrent.TimeUnit;

/** Makes the custom resources known to a server. */
public final class InstalledDefinitions {
    private InstalledDefinitions() {}

    public static void install(KubernetesClient client) {
        for (CustomResource resource : CustomResource.values()) {
            GenericKubernetesResource definition =
                    Serialization.unmarshal(CustomResourceDefinitions.yaml(resource), GenericKubernetesResource.class);
            client.resource(definition).forceConflicts().serverSideApply();
            client.resource(definition).waitUntilCondition(InstalledDefinitions::isEstablished, 30, TimeUnit.SECONDS);
        }
    }

    private static boolean isEstablished(GenericKubernetesResource definition) {
        return definition != null
                && String.valueOf(definition.getAdditionalProperties().get("status"))
                        .matches("(?s).*(type=Established.*status=True|status=True[^}]*type=Established).*");
    }
}
