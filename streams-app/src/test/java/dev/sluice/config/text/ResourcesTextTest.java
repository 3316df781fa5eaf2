package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResourcesTextTest {
    @Test
    void a_line_says_what_is_taken_and_leaves_out_the_rest() {
        assertThat(ResourcesText.describe(new Resources(.5, 512L << 20, 0, 0, 0)))
                .isEqualTo("cpu 0.5, memory 512Mi");
        assertThat(ResourcesText.describe(new Resources(4, 16L << 30, 1, 24L << 30, 100_000_000_000L)))
                .isEqualTo("cpu 4, memory 16Gi, gpu 1, gpuMemory 24Gi, storage 100G");
        assertThat(ResourcesText.describe(new Resources(0, 0, .25, 0, 0))).isEqualTo("gpu 0.25");
        assertThat(ResourcesText.describe(new Resources(0, 12_345, 0, 0, 0))).isEqualTo("memory 12345");
        assertThat(ResourcesText.describe(Resources.NONE)).isEqualTo("-");
    }

    @Test
    void numbers_are_written_out_and_not_with_an_exponent() {
        assertThat(ResourcesText.describe(new Resources(20_000_000, 0, .0001, 0, 0)))
                .isEqualTo("cpu 20000000, gpu 0.0001");
    }

    @Test
    void a_file_has_every_key_in_the_order_of_the_reference() {
        Map<String, Object> keys = ResourcesText.keys(new Resources(2, 1_500, 0, 3L << 30, 0));

        assertThat(keys.keySet()).containsExactly("cpu", "memory", "gpu", "gpuMemory", "storage");
        assertThat(keys)
                .containsEntry("cpu", 2.)
                .containsEntry("memory", 1_500L)
                .containsEntry("gpuMemory", "3Gi")
                .containsEntry("storage", 0L);
    }
}
