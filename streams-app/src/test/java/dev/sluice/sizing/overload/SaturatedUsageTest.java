package dev.sluice.sizing.overload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SaturatedUsageTest {
    @ParameterizedTest
    @CsvSource({
        // as the example of the class
        "10, 10, 10, .8, true",
        "10, 40, 10, .8, false",
        // nine tenths of the limit are full
        "9.0, 10, 10, .8, true",
        "8.9, 10, 10, .8, false",
        // replicas that are to use all that they may are not too few
        "10, 10, 10, 1, false",
        "9.9, 10, 10, 1, false"
    })
    void replicas_at_their_limit_show_only_that_they_are_too_few(
            double level, double limit, int served, double perReplica, boolean saturated) {
        assertThat(new SaturatedUsage(level, limit, served, perReplica).isSaturated())
                .isEqualTo(saturated);
    }

    @ParameterizedTest
    @CsvSource({"10, 10, .8, 15", "10, 10, .5, 20", "1, 1, .8, 2", "3, 3, .8, 5"})
    void half_as_many_again_are_needed_or_what_usage_shows(double level, int served, double perReplica, int replicas) {
        assertThat(new SaturatedUsage(level, level, served, perReplica).replicas())
                .isEqualTo(replicas);
    }

    @Test
    void it_stays_a_count_at_any_size() {
        assertThat(new SaturatedUsage(Double.MAX_VALUE, 1, Integer.MAX_VALUE, 1e-300).replicas())
                .isEqualTo(Integer.MAX_VALUE);
    }
}
