package dev.sluice.executor.kubernetes.resize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A replica's size as requests and limits of a container. */
final class ContainerResourcesTest {
    private static final ContainerResources.Names NAMES = new ContainerResources.Names("nvidia.com/gpu", "");
    private static final ContainerResources.Names WITH_GPU_MEMORY =
            new ContainerResources.Names("nvidia.com/gpu", "nvidia.com/gpumem");

    @Test
    void requests_are_set_and_no_limit_where_there_was_none() {
        assertThat(json(Map.of(), new Resources(0.5, 1L << 30, 0, 0, 0), NAMES))
                .isEqualTo("{\"requests\":{\"cpu\":\"500m\",\"memory\":\"1073741824\"},\"limits\":{}}");
    }

    @Test
    void a_limit_keeps_its_ratio_to_the_request() {
        Map<String, Object> twice = Map.of(
                "requests", Map.of("cpu", "500m", "memory", "1Gi"), "limits", Map.of("cpu", "1", "memory", "1536Mi"));
        ContainerResources changed = ContainerResources.read(twice).with(new Resources(1.5, 2L << 30, 0, 0, 0), NAMES);
        assertThat(changed.limits().get("cpu")).isEqualByComparingTo("3");
        assertThat(changed.limits().get("memory")).isEqualByComparingTo(String.valueOf(3L << 30));
    }

    @Test
    void a_limit_without_a_request_becomes_the_request() {
        ContainerResources changed = ContainerResources.read(Map.of("limits", Map.of("cpu", "2")))
                .with(new Resources(1.5, 0, 0, 0, 0), NAMES);
        assertThat(changed.requests().get("cpu")).isEqualByComparingTo("1.5");
        assertThat(changed.limits().get("cpu")).isEqualByComparingTo("1.5");
    }

    @Test
    void gpus_are_whole_and_their_limit_is_the_request() {
        assertThat(json(Map.of(), new Resources(0, 0, 1.5, 16L << 30, 0), WITH_GPU_MEMORY))
                .contains("\"limits\":{")
                .containsPattern("requests.*nvidia.com/gpu\":\"2\".*limits.*nvidia.com/gpu\":\"2\"")
                .contains("\"nvidia.com/gpumem\":\"16384\"");
        assertThat(json(Map.of(), new Resources(0, 0, 1, 16L << 30, 0), NAMES)).doesNotContain("gpumem");
    }

    @Test
    void what_a_size_leaves_at_zero_stays() {
        Map<String, Object> before = Map.of("requests", Map.of("cpu", "250m", "memory", "64M", "example.com/fpga", 1));
        ContainerResources changed =
                ContainerResources.read(before).with(new Resources(0.25, 128_000_000, 0, 0, 0), NAMES);
        assertThat(changed.requests())
                .containsOnlyKeys("cpu", "memory", "example.com/fpga")
                .hasEntrySatisfying("example.com/fpga", fpga -> assertThat(fpga).isEqualByComparingTo("1"));
        assertThat(changed.isSame(ContainerResources.read(before))).isFalse();
        assertThat(ContainerResources.read(Map.of("requests", Map.of("cpu", "0.25", "memory", "128M")))
                        .isSame(ContainerResources.read(
                                Map.of("requests", Map.of("cpu", "250m", "memory", "128000000")))))
                .as("the same in other words")
                .isTrue();
    }

    private static String json(Map<String, Object> before, Resources size, ContainerResources.Names names) {
        return ContainerResources.read(before).with(size, names).json().toString();
    }
}
