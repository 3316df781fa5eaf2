package dev.sluice.cli.simulate.option;

import dev.sluice.cli.terminal.Waiting;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.report.Comparison;
import dev.sluice.simulator.report.ComparisonJson;
import dev.sluice.simulator.report.ComparisonTable;
import dev.sluice.simulator.report.ServingComparison;
import dev.sluice.simulator.report.ServingJson;
import dev.sluice.simulator.report.ServingTable;
import dev.sluice.simulator.report.SummaryTable;
import dev.sluice.simulator.report.chart.Page;
import dev.sluice.simulator.report.chart.Picture;
import dev.sluice.simulator.report.chart.ServingPicture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go, and in which form. */
public final class ResultOptions {
    @Option(names = "--out", paramLabel = "D.csv", description = "Write decisions: timestamp_s,replicas.")
    private @Nullable Path out;

    @Option(
            names = "--out-of",
            paramLabel = "NAME",
            description = "Whose decisions --out writes (default: sluice; with --from-topic: new).")
    private @Nullable String outOf;

    @Option(names = "--picture", paramLabel = "F.svg|F.html", description = "Draw demand, capacity and decisions.")
    private @Nullable Path picture;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    /** Whether JSON is printed instead of tables. */
    public boolean json() {
        return json;
    }

    /** Whether a file is written that has room for one trace. */
    public boolean areOfOneTrace() {
        return out != null || picture != null;
    }

    /**
     * Plays autoscalers on scenarios, and shows what they did.
     *
     * @param own whose decisions are written where nothing is stated
     */
    public void play(List<Scenario> scenarios, List<Baseline> autoscalers, String own, PrintWriter to) {
        List<Comparison> comparisons = compared(scenarios, autoscalers);
        Comparison first = comparisons.get(0);
        String whose = outOf == null ? own : outOf;
        writeDecisions(() -> DecisionsCsv.of(first.entry(whose).run().decisions()));
        writePicture(() -> Page.html(first), () -> Picture.svg(first));
        print(to, json ? ComparisonJson.of(comparisons) + "\n" : table(comparisons));
    }

    /** Shows how a large model was served. */
    public void show(ServingComparison comparison, PrintWriter to) {
        writeDecisions(() -> DecisionsCsv.of(comparison, Optional.ofNullable(outOf)));
        writePicture(() -> Page.html(comparison), () -> ServingPicture.svg(comparison));
        print(to, json ? ServingJson.of(comparison) + "\n" : ServingTable.of(comparison));
    }

    private static List<Comparison> compared(List<Scenario> scenarios, List<Baseline> autoscalers) {
        List<Comparison> comparisons = new CopyOnWriteArrayList<>();
        try (Waiting waiting =
                Waiting.until(() -> "playing trace " + (comparisons.size() + 1) + " of " + scenarios.size())) {
            for (Scenario scenario : scenarios) {
                comparisons.add(Comparison.of(scenario, autoscalers));
            }
        }
        return comparisons;
    }

    private static String table(List<Comparison> comparisons) {
        return comparisons.size() == 1 ? ComparisonTable.of(comparisons.get(0)) : SummaryTable.of(comparisons);
    }

    private void writeDecisions(Supplier<String> csv) {
        if (out != null) {
            write(out, csv.get());
        }
    }

    private void writePicture(Supplier<String> html, Supplier<String> svg) {
        if (picture != null) {
            write(picture, (picture.toString().endsWith(".html") ? html : svg).get());
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw UnusableFileException.writing(file, e);
        }
    }

    private static void print(PrintWriter to, String text) {
        to.print(text);
        to.flush();
    }
}
