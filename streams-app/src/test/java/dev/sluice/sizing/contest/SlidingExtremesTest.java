package dev.sluice.sizing.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sliding extreme")
final class SlidingExtremesTest {
    private static final int SLOTS = 7;

    @ParameterizedTest(name = "{0} windows")
    @ValueSource(ints = {1, 2, 3, 6, 7})
    @DisplayName("is exact for as many windows as it has slots")
    void exact_for_few(int windows) {
        SlidingExtremes largest = new SlidingExtremes(1, SLOTS, true);
        List<Float> seen = new ArrayList<>();
        Random random = new Random(windows);
        for (int i = 0; i < 500; i++) {
            push(largest, seen, random, windows);
            assertThat(read(largest, windows)).isEqualTo(most(seen, windows));
        }
    }

    @ParameterizedTest(name = "{0} windows")
    @ValueSource(ints = {8, 13, 30, 101, 288})
    @DisplayName("over more windows looks back at least as far as asked and at most one block further")
    void at_most_a_block_further(int windows) {
        SlidingExtremes largest = new SlidingExtremes(1, SLOTS, true);
        List<Float> seen = new ArrayList<>();
        Random random = new Random(windows);
        int block = (windows - 2) / (SLOTS - 1) + 1;
        for (int i = 0; i < 2_000; i++) {
            push(largest, seen, random, windows);
            assertThat(read(largest, windows)).isBetween(most(seen, windows), most(seen, windows + block));
        }
    }

    private static void push(SlidingExtremes largest, List<Float> seen, Random random, int windows) {
        float value = random.nextInt(1_000);
        seen.add(value);
        largest.push(new float[] {value}, windows);
    }

    private static float read(SlidingExtremes largest, int windows) {
        float[] into = new float[1];
        largest.read(windows, windows, into);
        return into[0];
    }

    private static float most(List<Float> seen, int windows) {
        return seen.subList(Math.max(0, seen.size() - windows), seen.size()).stream()
                .max(Float::compare)
                .orElseThrow();
    }
}
