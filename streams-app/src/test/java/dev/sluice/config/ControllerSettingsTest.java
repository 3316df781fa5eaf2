package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code sluice controller} goes by: whose objects it mirrors, and how it speaks to the API server. */
final class ControllerSettingsTest {
    private static ControllerSettings settings(String... more) {
        Map<String, String> all = new HashMap<>(
                Map.of("bootstrap.servers", "localhost:9092", "schema.registry.url", "http://localhost:8081"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return Settings.of(all, KafkaNames.clients()).controller();
    }

    @Test
    void two_lines_are_enough_to_mirror_all_namespaces_as_the_pod_itself() {
        assertThat(settings())
                .isEqualTo(new ControllerSettings(
                        Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Duration.ofSeconds(10), 20));
    }

    @Test
    void everything_that_is_stated_holds() {
        assertThat(settings(
                        "controller.kubeconfig", " /etc/kube/config ",
                        "controller.context", "eu-1",
                        "controller.namespaces", "shop , billing-2",
                        "controller.cluster", "eu",
                        "controller.status.interval.ms", "1m",
                        "controller.requests.per.second", "0"))
                .isEqualTo(new ControllerSettings(
                        Optional.of("/etc/kube/config"),
                        Optional.of("eu-1"),
                        List.of("shop", "billing-2"),
                        Optional.of("eu"),
                        Duration.ofMinutes(1),
                        0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", " * ", "", "  "})
    void a_star_and_nothing_are_all_namespaces(String namespaces) {
        assertThat(settings("controller.namespaces", namespaces).namespaces()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop", "shop_2", "-shop", "shop-", "shop.eu", "shop,*", "*,shop", "a b", "shop,,billing"})
    void what_no_namespace_can_be_called_is_refused_before_anything_connects(String namespaces) {
        assertThatThrownBy(() -> settings("controller.namespaces", namespaces))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("controller.namespaces=" + namespaces + ": '")
                .hasMessageContaining("' is no name of a namespace");
    }

    @Test
    void the_longest_name_of_a_namespace_is_taken_and_one_character_more_is_not() {
        assertThat(settings("controller.namespaces", "a".repeat(63)).namespaces())
                .containsExactly("a".repeat(63));
        assertThatThrownBy(() -> settings("controller.namespaces", "a".repeat(64)))
                .hasMessageContaining("is no name of a namespace");
    }

    @ParameterizedTest
    @CsvSource({
        "controller.namespace, controller.namespaces",
        "controller.kubeconfg, controller.kubeconfig",
        "controller.request.per.second, controller.requests.per.second",
        "controler.cluster, controller.cluster",
    })
    void a_misspelled_one_is_told_what_was_meant(String name, String meant) {
        assertThatThrownBy(() -> settings(name, "x"))
                .hasMessageContaining(name + "=[hidden]: is not a known setting; did you mean " + meant + "?");
    }
}
