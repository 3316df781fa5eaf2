package dev.sluice.cli.simulate;

import dev.sluice.simulator.backtest.ForecastAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Forecast accuracy as a table or JSON, a row a trace and horizon, with geometric means where there are several traces. */
final class BacktestReport {
    private BacktestReport() {}

    /** One trace: its name, window in seconds and accuracy, one a horizon. */
    record Entry(String name, double window, List<ForecastAccuracy> accuracy) {}

    static String table(List<Entry> entries) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-36s %8s %8s %7s %7s %7s %8s %8s %8s %8s%n",
                "trace",
                "horizon",
                "count",
                "WAPE",
                "MASE",
                "wQL.9",
                "cover.5",
                "cover.9",
                "cover.95",
                "cover.99"));
        for (Entry entry : entries) {
            entry.accuracy().forEach(a -> text.append(row(entry.name(), a)));
        }
        if (entries.size() > 1) {
            means(entries).forEach(text::append);
        }
        return text.toString();
    }

    private static String row(String name, ForecastAccuracy a) {
        return String.format(
                Locale.ROOT,
                "%-36s %7ss %8d %7.3f %7.3f %7.3f %8.3f %8.3f %8.3f %8.3f%n",
                name,
                number(a.horizon()),
                a.count(),
                a.wape(),
                a.mase(),
                a.level(.9).wql(),
                a.level(.5).coverage(),
                a.level(.9).coverage(),
                a.level(.95).coverage(),
                a.level(.99).coverage());
    }

    private static List<String> means(List<Entry> entries) {
        List<String> rows = new ArrayList<>();
        int horizons = entries.stream().mapToInt(e -> e.accuracy().size()).min().orElse(0);
        for (int i = 0; i < horizons; i++) {
            int at = i;
            List<ForecastAccuracy> all =
                    entries.stream().map(e -> e.accuracy().get(at)).toList();
            rows.add(String.format(
                    Locale.ROOT,
                    "geometric mean at horizon %d: MASE %.4f, wQL.9 %.4f; mean |cover.9 - .9| %.4f%n",
                    i + 1,
                    geometric(all, ForecastAccuracy::mase),
                    geometric(all, a -> a.level(.9).wql()),
                    all.stream()
                            .mapToDouble(a -> Math.abs(a.level(.9).coverage() - .9))
                            .average()
                            .orElse(0)));
        }
        return rows;
    }

    private static double geometric(List<ForecastAccuracy> all, ToDoubleFunction<ForecastAccuracy> value) {
        return Math.exp(all.stream()
                .mapToDouble(a -> Math.log(Math.max(1e-12, value.applyAsDouble(a))))
                .average()
                .orElse(0));
    }

    static String json(List<Entry> entries) {
        List<String> rows = new ArrayList<>();
        for (Entry entry : entries) {
            entry.accuracy().forEach(a -> rows.add(json(entry, a)));
        }
        return "[" + String.join(",\n ", rows) + "]\n";
    }

    private static String json(Entry entry, ForecastAccuracy a) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"trace\":\"%s\",\"window_s\":%s,\"horizon_s\":%s,\"count\":%d,\"wape\":%.6g,\"mase\":%.6g",
                entry.name().replace("\\", "\\\\").replace("\"", "\\\""),
                number(entry.window()),
                number(a.horizon()),
                a.count(),
                a.wape(),
                a.mase()));
        for (ForecastAccuracy.Level level : a.levels()) {
            String name = "q" + Math.round(level.level() * 100);
            text.append(String.format(
                    Locale.ROOT, ",\"wql_%s\":%.6g,\"coverage_%s\":%.6g", name, level.wql(), name, level.coverage()));
        }
        return text.append('}').toString();
    }

    private static String number(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }
}
