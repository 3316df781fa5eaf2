package dev.sluice.simulator.input.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplicaFilesTest {
    private static final String GOOD = """
            quantity,at,value
            prefill_ms,0,10
            prefill_ms,1000,60
            prefill_ms,2000,160
            decode_ms,1,10
            decode_ms,32,20
            kv_tokens,,400000
            gpus,,2
            """;

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("l40.csv"), text);
    }

    @Test
    void a_replica_is_what_its_file_says() throws IOException {
        ReplicaSpec spec = ReplicaSpecReader.read(file(GOOD + "kv_us_per_token,,0.5\ninter_token_ms,,50\n"));
        assertThat(spec.name()).isEqualTo("l40");
        assertThat(spec.gpus()).isEqualTo(2);
        assertThat(spec.kvTokens()).isEqualTo(400_000);
        assertThat(spec.interTokenSeconds()).isEqualTo(.05);
        assertThat(spec.dollarsPerGpuHour()).isZero();
        assertThat(spec.timing().kvSecondsPerToken()).isCloseTo(.5e-6, within(1e-18));
        assertThat(spec.timing().decode(0)).isCloseTo(.01, within(1e-12));
        assertThat(spec.timing().decode(16)).isCloseTo(.01 + .01 * 15 / 31, within(1e-12));
        assertThat(spec.timing().prefill(0, 1500)).isCloseTo(.1, within(1e-12));
        // the last slope goes on
        assertThat(spec.timing().prefill(2000, 3000)).isCloseTo(.1, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefill_ms,1000,70|:10: prefill_ms of 1000.0 stands twice",
                "kv_tokens,,5|:10: kv_tokens of kv_tokens stands twice",
                "decode_ms,64,-3|:10: '-3' in column value is no number of at least 0",
                "decode_ms,,30|:10: '' in column at is no number",
                "decode_ms,64,15|points must rise and never fall",
                "prefil_ms,4000,300|:10: 'prefil_ms' is no quantity of a replica; there are prefill_ms",
                "gpus|:10 has 1 cells"
            })
    void what_is_wrong_is_said_with_its_line(String row, String said) {
        assertThatThrownBy(() -> ReplicaSpecReader.read(file(GOOD + "\n" + row + "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("l40.csv")
                .hasMessageContaining(said);
    }

    @Test
    void what_is_missing_is_said() {
        assertThatThrownBy(() -> ReplicaSpecReader.read(file(GOOD.replace("kv_tokens,,400000\n", ""))))
                .hasMessageContaining("no row says kv_tokens");
        assertThatThrownBy(() -> ReplicaSpecReader.read(file(GOOD.replace("prefill_ms,0,10\n", ""))))
                .hasMessageContaining("no row prefill_ms,0");
        assertThatThrownBy(() -> ReplicaSpecReader.read(file(GOOD.replace("decode_ms,1,10\n", ""))))
                .hasMessageContaining("decode_ms needs rows of two points");
        assertThatThrownBy(() -> ReplicaSpecReader.read(file("a,b,c\n1,2,3\n")))
                .hasMessageContaining("must begin with quantity,at,value");
    }

    @Test
    void starts_are_measured_times_or_quantiles() throws IOException {
        Path measured = file("seconds\n40\n20\n30\n");
        assertThat(mean(measured, Optional.empty())).isCloseTo(30, within(.5));
        Path quantiles = file("quantile,base_s,adapter_s\n0,10,1\n0.5,20,2\n1,40,5\n");
        assertThat(mean(quantiles, Optional.empty())).isCloseTo(22.5, within(.5));
        assertThat(mean(quantiles, Optional.of("adapter_s"))).isCloseTo(2.5, within(.1));
    }

    private static double mean(Path file, Optional<String> column) {
        return StartupTimes.drawn(0, StartupTimesReader.read(file, column), 1).mean();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seconds;30|two times or more",
                "seconds;30;-1|:3: '-1' in column seconds",
                "seconds;30;soon|:3: 'soon' in column seconds",
                "quantile,s;0,1;0.5,2|begin at 0 and end at 1",
                "quantile,s;0,1;0.5,2;0.4,3;1,4|points must rise",
                "quantile,s;0,5;1,4|points must rise",
                "quantile;0;1|no column of times"
            })
    void wrong_start_up_times_are_refused(String rows, String said) {
        assertThatThrownBy(() -> StartupTimesReader.read(file(rows.replace(';', '\n') + "\n"), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("l40.csv")
                .hasMessageContaining(said);
    }
}
