package dev.sluice.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Sluice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("backtest")
final class BacktestCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    private Path trace = Path.of("");

    @BeforeEach
    void a_trace_of_seconds() throws IOException {
        StringBuilder csv = new StringBuilder("timestamp_s,requests,tokens\n");
        for (int i = 0; i < 1_200; i++) {
            csv.append(i)
                    .append(',')
                    .append(1 + i % 3)
                    .append(',')
                    .append(100 * (i % 7))
                    .append('\n');
        }
        trace = Files.writeString(folder.resolve("seconds.csv"), csv);
    }

    private int run(String... args) {
        String[] all = Stream.concat(Stream.of("backtest"), Arrays.stream(args)).toArray(String[]::new);
        return Sluice.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    @Test
    @DisplayName("sums seconds into windows of 10 s, and writes forecasts and windows")
    void files() throws IOException {
        Path forecasts = folder.resolve("f.csv");
        Path windows = folder.resolve("w.csv");

        int code = run(
                "--trace",
                trace.toString(),
                "--column",
                "tokens",
                "--horizon",
                "10s,1m",
                "--out",
                forecasts.toString(),
                "--windowed-trace",
                windows.toString());

        assertThat(code).isZero();
        assertThat(out.toString()).contains("seconds:tokens").contains("60s");
        assertThat(Files.readAllLines(windows))
                .hasSize(121)
                .startsWith("timestamp_s,value")
                .contains("0,2400.0");
        assertThat(Files.readAllLines(forecasts))
                .hasSize(241)
                .startsWith("origin_s,horizon_s,point,q50,q90,q95,q99")
                .anyMatch(row -> row.startsWith("10,10,"))
                .anyMatch(row -> row.startsWith("1200,60,"));
    }

    @Test
    @DisplayName("prints JSON, and takes horizons as counts of windows")
    void json() {
        assertThat(run("--trace", trace.toString(), "--horizon", "1,3", "--window", "20s", "--json"))
                .isZero();
        assertThat(out.toString()).startsWith("[{").contains("\"horizon_s\":60").contains("\"coverage_q90\":");
    }

    @Test
    @DisplayName("says in a line what it cannot do")
    void failures() {
        assertThat(run("--trace", "nowhere.csv", "--horizon", "1m")).isEqualTo(1);
        assertThat(run("--trace", trace.toString(), "--column", "requests", "--horizon", "15s"))
                .isEqualTo(1);
        assertThat(run("--trace", trace.toString(), "--column", "requests", "--horizon", "20s", "--window", "1500ms"))
                .isEqualTo(1);
        assertThat(run("--trace", trace.toString(), "--horizon", "1m", "--column", "none"))
                .isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.startsWith("sluice backtest: "));
        assertThat(run("--trace", trace.toString())).isEqualTo(2);
        assertThat(run("--trace", trace.toString(), "--horizon", "soon")).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} s: {1} steps")
    @CsvSource({"1,10", "2,5", "3,5", "5,2", "7,2", "10,1", "60,1", "1800,1"})
    @DisplayName("sums fine traces into a round window of at least 10 s")
    void usual_window(double step, int factor) {
        assertThat(BacktestCommand.usualFactor(step)).isEqualTo(factor);
    }
}
