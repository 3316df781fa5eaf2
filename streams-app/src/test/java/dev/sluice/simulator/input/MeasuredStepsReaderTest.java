package dev.sluice.simulator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.simulator.input.MeasuredStepsReader.ReadSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of what replicas did. */
final class MeasuredStepsReaderTest {
    private static final OptionalDouble P95 = OptionalDouble.of(.95);

    @TempDir
    Path directory;

    @Test
    void columns_are_read_in_the_unit_that_their_names_state() throws IOException {
        List<MeasuredStep> steps = read("""
                time,requests_per_second,replicas,latency_mean_ms,latency_p95_s,prompt_tokens,note
                2026-03-01T10:00:00Z,2,4,80,0.25,6000,quiet
                2026-03-01T10:01:00Z,3,4.5,90,0.3,9000,
                """).steps();

        assertThat(steps).hasSize(2);
        assertThat(steps.get(0).to() - steps.get(0).from()).isEqualTo(60_000);
        assertThat(steps.get(0).values())
                .containsEntry(Measure.REQUESTS, 120.0)
                .containsEntry(Measure.REPLICAS, 4.0)
                .containsEntry(Measure.LATENCY_MEAN, 80.0)
                .containsEntry(Measure.LATENCY_TAIL, 250.0)
                .containsEntry(Measure.PROMPT_TOKENS, 6000.0)
                .hasSize(5);
        assertThat(steps.get(1).window().orElseThrow().replicas()).isEqualTo(4.5);
        assertThat(steps.get(1)
                        .window()
                        .orElseThrow()
                        .window()
                        .latency()
                        .quantile(.95)
                        .orElseThrow())
                .isCloseTo(300, within(6.0));
    }

    @Test
    void a_blank_cell_is_not_known_and_rows_may_be_in_any_order_and_have_holes() throws IOException {
        List<MeasuredStep> steps = read("""
                time;requests;replicas;latency_mean_ms
                2026-03-01 10:03:00;180;4;80,5
                2026-03-01 10:00:00;120;;NaN
                2026-03-01 10:01:00;120;4;70
                2026-03-01 10:02:00;120;4;70
                """).steps();

        assertThat(steps.get(0).values()).containsOnlyKeys(Measure.REQUESTS);
        assertThat(steps.get(0).window()).isEmpty();
        assertThat(steps.get(3).values()).containsEntry(Measure.LATENCY_MEAN, 80.5);
    }

    @Test
    void a_tail_of_another_share_than_the_policy_promises_is_not_used_and_that_is_said() throws IOException {
        ReadSteps read = read("time,requests,replicas,latency_p99_ms\n2026-03-01,1,1,9\n2026-03-02,1,1,9\n");

        assertThat(read.steps().get(0).values()).doesNotContainKey(Measure.LATENCY_TAIL);
        assertThat(read.notes()).anySatisfy(note -> assertThat(note).contains("latency_p99_ms", "p95"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latency_mean | 5 | the column latency_mean must be named with its unit: latency_mean_ms or latency_mean_s",
                "requests_ms | 5 | the column requests_ms must be named with its unit: requests (so many in the step",
                "replicas_per_second | 5 | must be named with its unit: replicas (a mean of the step)",
                "latency_p95 | 5 | latency_p95_ms or latency_p95_s",
                "replicas | many | :3: 'many' in column replicas is no level",
                "latency_mean_ms | -3 | :3: '-3' in column latency_mean_ms is no time",
                "output_tokens | 1e999 | :3: '1e999' in column output_tokens is no count",
            })
    void what_cannot_be_meant_is_refused_with_its_place(String column, String cell, String said) throws IOException {
        Path file = file("time," + column + "\n2026-03-01,1\n2026-03-02," + cell + "\n2026-03-03,1\n");
        assertThatThrownBy(() -> MeasuredStepsReader.read(file, Optional.empty(), Optional.empty(), P95))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageContaining(file.toString());
    }

    @Test
    void rows_that_are_no_steps_are_refused_with_the_line() throws IOException {
        Path file = file("""
                time,requests,replicas
                2026-03-01T10:00:00Z,1,1
                2026-03-01T10:01:00Z,1,1
                2026-03-01T10:01:20Z,1,1
                2026-03-01T10:02:20Z,1,1
                2026-03-01T10:03:20Z,1,1
                """);
        assertThatThrownBy(() -> MeasuredStepsReader.read(file, Optional.empty(), Optional.empty(), P95))
                .hasMessageContaining(":4: this row is 20 s after the one before, most are 60 s");
    }

    private ReadSteps read(String text) throws IOException {
        return MeasuredStepsReader.read(file(text), Optional.empty(), Optional.empty(), P95);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("past.csv"), text);
    }
}
