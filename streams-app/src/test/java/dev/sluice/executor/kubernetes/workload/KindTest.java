package dev.sluice.executor.kubernetes.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of objects and the template that names them, as people write them. */
final class KindTest {
    @ParameterizedTest
    @CsvSource({
        "deployment, deployments, apps, v1",
        "Deployments, deployments, apps, v1",
        "deployments.apps, deployments, apps, v1",
        "statefulset, statefulsets, apps, v1",
        "replicaset, replicasets, apps, v1",
        "rollouts.argoproj.io, rollouts, argoproj.io, ''",
        "rollouts.v1alpha1.argoproj.io, rollouts, argoproj.io, v1alpha1",
        "inferenceservices.v1beta1.serving.kserve.io, inferenceservices, serving.kserve.io, v1beta1"
    })
    void kinds(String text, String plural, String group, String version) {
        assertThat(Kind.parse(text)).isEqualTo(new Kind(plural, group, version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pods", "rollouts.", ".argoproj.io", "roll outs.argoproj.io", "a/b", "rollouts..io"})
    void no_kinds(String text) {
        assertThatThrownBy(() -> Kind.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no kind of object");
    }

    @ParameterizedTest
    @CsvSource({
        "deployment/{service}, checkout, '', checkout",
        "deployment/{service}, checkout, gpu, checkout-gpu",
        "statefulset/{service}-{pool}, checkout, gpu, checkout-gpu",
        "statefulset/{service}-{pool}, checkout, '', checkout",
        "deployment/{pool}-{service}, checkout, gpu, gpu-checkout",
        "deployment/{pool}-{service}, checkout, '', checkout",
        "deployment/prod-{service}-web, checkout, gpu, prod-checkout-web-gpu",
        "deployment/prod-{service}.{pool}.web, checkout, '', prod-checkout.web"
    })
    void names_of_objects(String template, String service, String pool, String name) {
        assertThat(TargetTemplate.parse(template).nameOf(new Target(service, pool)))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout", "deployment/", "deployment/checkout", "deployment/{Service}", "pods/{service}"})
    void no_templates(String text) {
        assertThatThrownBy(() -> TargetTemplate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_kind_has_its_path() {
        assertThat(new ObjectRef(Kind.DEPLOYMENT, "shop", "checkout").path())
                .isEqualTo("/apis/apps/v1/namespaces/shop/deployments/checkout");
    }
}
