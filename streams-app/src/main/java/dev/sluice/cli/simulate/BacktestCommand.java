package dev.sluice.cli.simulate;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.cli.terminal.Waiting;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.backtest.Backtest;
import dev.sluice.text.NumberText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code backtest}: forecast accuracy on recorded demand, without Kafka. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Forecasts along recorded demand, each time from what had ended by then, and scores the forecasts.")
public final class BacktestCommand implements Callable<Integer> {
    private static final double SHORTEST = 10;
    private static final double ROUND = 5;
    private static final double MINUTE = 60;

    @Option(
            names = "--trace",
            required = true,
            paramLabel = "T.csv",
            description = "Recorded demand as CSV: a column of times and one or more of demand in the step that begins"
                    + " there. May be repeated.")
    private List<Path> traces = new ArrayList<>();

    @Mixin
    private TraceFileOptions reading = new TraceFileOptions();

    @Option(
            names = "--column",
            split = ",",
            paramLabel = "C",
            description = "Columns to forecast (default: the first).")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--horizon",
            required = true,
            split = ",",
            paramLabel = "60s",
            description = "How far ahead, as times such as 60s,5m or as counts of windows such as 1,5,15.")
    private List<String> horizons = new ArrayList<>();

    @Option(
            names = "--window",
            converter = DurationConverter.class,
            paramLabel = "10s",
            description = "Sum a finer trace into windows of this length (default: the trace's own step, summed to at"
                    + " least 10s).")
    private @Nullable Duration window;

    @Option(
            names = "--out",
            paramLabel = "F.csv",
            description = "Write the forecasts: origin_s,horizon_s,point,q50,q90,q95,q99.")
    private @Nullable Path out;

    @Option(names = "--windowed-trace", paramLabel = "W.csv", description = "Write the trace as it was summed.")
    private @Nullable Path windowed;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    /** What is played just now. */
    private volatile Path playing = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (traces.size() * Math.max(1, columns.size()) > 1 && (out != null || windowed != null)) {
            throw new ParameterException(
                    command.commandLine(), "--out and --windowed-trace are for one trace and column");
        }
        List<BacktestReport.Entry> entries = new ArrayList<>();
        try (Waiting waiting = Waiting.until(() -> "forecasting the steps of " + playing)) {
            for (Path file : traces) {
                playing = file;
                for (Optional<String> column : wanted()) {
                    entries.add(play(file, column));
                }
            }
        } catch (TypeConversionException e) {
            throw new ParameterException(command.commandLine(), "--horizon: " + e.getMessage(), e);
        }
        command.commandLine().getOut().print(json ? BacktestReport.json(entries) : BacktestReport.table(entries));
        command.commandLine().getOut().flush();
        return 0;
    }

    private List<Optional<String>> wanted() {
        return columns.isEmpty()
                ? List.of(Optional.empty())
                : columns.stream().map(Optional::of).toList();
    }

    private BacktestReport.Entry play(Path file, Optional<String> column) {
        Trace read = reading.read(file, column, window == null ? 0 : window.toMillis() / 1000.0, "--window");
        Trace trace = read.aggregated(
                window == null ? usualFactor(read.step()) : factor(read.step(), window.toMillis() / 1000.0));
        Backtest backtest = Backtest.of(trace, steps(trace.step()));
        if (windowed != null) {
            write(windowed, csv(trace));
        }
        if (out != null) {
            write(out, csv(backtest));
        }
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.csv$", "")
                + column.map(c -> ":" + c).orElse("");
        return new BacktestReport.Entry(name, trace.step(), backtest.accuracy(Scenario.defaultSkip(trace)));
    }

    /** Steps to sum so that a window has at least 10 s, and 10, 15, 20, 30 or 60 of them where that is possible. */
    static int usualFactor(double step) {
        int least = (int) Math.max(1, Math.ceil(SHORTEST / step - 1e-9));
        if (step >= SHORTEST) {
            return 1;
        }
        for (int factor = least; factor * step <= MINUTE; factor++) {
            if (whole(MINUTE / (factor * step)) && whole(factor * step / ROUND)) {
                return factor;
            }
        }
        return least;
    }

    private static int factor(double step, double wanted) {
        if (wanted < step - 1e-9 || !whole(wanted / step)) {
            throw new IllegalArgumentException("a window of " + NumberText.exactly(wanted)
                    + " s is not a multiple of the trace's step, " + NumberText.exactly(step) + " s");
        }
        return (int) Math.round(wanted / step);
    }

    private int[] steps(double step) {
        return horizons.stream()
                .mapToInt(h -> steps(h, step))
                .sorted()
                .distinct()
                .toArray();
    }

    private static int steps(String horizon, double step) {
        double wanted = horizon.matches("\\d+")
                ? Double.parseDouble(horizon)
                : new DurationConverter().convert(horizon).toMillis() / 1000.0 / step;
        if (wanted < 1 - 1e-9 || wanted > 1e6 || !whole(wanted)) {
            throw new IllegalArgumentException("a horizon of " + horizon + " is not a whole number of windows of "
                    + NumberText.exactly(step) + " s");
        }
        return (int) Math.round(wanted);
    }

    private static boolean whole(double x) {
        return Math.abs(x - Math.rint(x)) < 1e-6;
    }

    private static String csv(Backtest backtest) {
        StringBuilder csv = new StringBuilder("origin_s,horizon_s,point,q50,q90,q95,q99\n");
        for (Backtest.Row row : backtest.rows()) {
            csv.append(seconds(row.origin())).append(',').append(seconds(row.horizon()));
            csv.append(',').append((float) row.point());
            row.quantiles().forEach(q -> csv.append(',').append(q.floatValue()));
            csv.append('\n');
        }
        return csv.toString();
    }

    private static String csv(Trace trace) {
        StringBuilder csv = new StringBuilder("timestamp_s,value\n");
        for (int i = 0; i < trace.length(); i++) {
            csv.append(seconds(trace.end(i) - trace.step()))
                    .append(',')
                    .append(trace.values()[i])
                    .append('\n');
        }
        return csv.toString();
    }

    private static String seconds(double seconds) {
        return BigDecimal.valueOf(Math.round(seconds * 1000), 3)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw UnusableFileException.writing(file, e);
        }
    }
}
