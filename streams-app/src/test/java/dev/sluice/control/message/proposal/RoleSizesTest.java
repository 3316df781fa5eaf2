package dev.sluice.control.message.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Replicas of two roles")
final class RoleSizesTest {
    @Test
    @DisplayName("are split so that both serve as much as possible")
    void examples() {
        RoleSizes need = new RoleSizes(4, 8);
        assertThat(need.split(12)).isEqualTo(need);
        assertThat(need.split(6)).isEqualTo(new RoleSizes(2, 4));
        assertThat(need.split(7)).isEqualTo(new RoleSizes(2, 5));
        assertThat(need.split(24)).isEqualTo(new RoleSizes(8, 16));
        assertThat(need.split(0)).isEqualTo(RoleSizes.ZERO);
        assertThat(need.split(1)).isEqualTo(new RoleSizes(1, 1));
        assertThat(new RoleSizes(1, 40).split(5)).isEqualTo(new RoleSizes(1, 4));
    }

    @Test
    @DisplayName("are no split worse than any other")
    void best() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            RoleSizes need = new RoleSizes(1 + random.nextInt(30), 1 + random.nextInt(30));
            int sum = 2 + random.nextInt(60);
            RoleSizes split = need.split(sum);
            assertThat(split.sum()).isEqualTo(sum);
            for (int prefill = 1; prefill < sum; prefill++) {
                assertThat(split.shareOf(need))
                        .isGreaterThanOrEqualTo(new RoleSizes(prefill, sum - prefill).shareOf(need));
            }
        }
    }

    @Test
    @DisplayName("are both zero or neither")
    void half() {
        assertThatThrownBy(() -> new RoleSizes(0, 1)).hasMessageContaining("not 0 and 1");
        assertThatThrownBy(() -> new RoleSizes(-1, 1)).hasMessageContaining("not -1 and 1");
    }
}
