package dev.sluice.simulator.report;

import static dev.sluice.simulator.report.TextTable.number;

import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.report.Comparison.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Several traces as plain text: a trace a row, then a row of sums for each autoscaler. */
public final class SummaryTable {
    /** The autoscaler that the others' cost is compared with. */
    public static final String REFERENCE = "hpa-tuned";

    private SummaryTable() {}

    /** All traces and autoscalers; every comparison holds the same autoscalers. */
    public static String of(List<Comparison> comparisons) {
        List<String> names =
                comparisons.get(0).entries().stream().map(Entry::name).toList();
        return perTrace(comparisons, names) + "\n" + sums(comparisons, names);
    }

    private static TextTable perTrace(List<Comparison> comparisons, List<String> names) {
        List<String> heading = new ArrayList<>(List.of("trace (unserved % / cost over oracle)", "units/s/replica"));
        heading.addAll(names);
        TextTable table = new TextTable(heading.toArray(String[]::new));
        for (Comparison comparison : comparisons) {
            List<String> row = new ArrayList<>();
            row.add(comparison.scenario().name());
            row.add(String.format(
                    Locale.ROOT, "%.5g", comparison.scenario().model().perReplica()));
            for (Entry entry : comparison.entries()) {
                row.add(cell(entry.card(), comparison.scenario().objective()));
            }
            table.row(row);
        }
        return table;
    }

    private static String cell(Scorecard card, double objective) {
        String missed = card.keeps(objective) ? "" : "!";
        return missed + number(card.unservedPercent(), 2) + " / " + number(card.costVsOracle(), 2);
    }

    private static TextTable sums(List<Comparison> comparisons, List<String> names) {
        TextTable table = new TextTable(
                "all traces",
                "kept",
                "unserved % mean",
                "median",
                "cost mean",
                "median",
                "changes/h median",
                "vs " + REFERENCE,
                "median",
                "without best",
                "both",
                "only this",
                "only " + REFERENCE);
        for (String name : names) {
            Summary sum = Summary.of(name, comparisons);
            List<String> row = new ArrayList<>(List.of(
                    name,
                    sum.kept() + "/" + sum.traces(),
                    number(sum.unserved().mean(), 2),
                    number(sum.unserved().median(), 2),
                    number(sum.cost().mean(), 3),
                    number(sum.cost().median(), 3),
                    number(sum.changes().median(), 1)));
            row.addAll(sum.against(REFERENCE, comparisons)
                    .map(SummaryTable::against)
                    .orElse(List.of("", "", "", "", "", "")));
            table.row(row);
        }
        return table;
    }

    private static List<String> against(Summary.Against a) {
        return List.of(
                number(a.geometricMean(), 3),
                number(a.median(), 3),
                number(a.withoutBest(), 3),
                String.valueOf(a.both()),
                String.valueOf(a.onlyThis()),
                String.valueOf(a.onlyOther()));
    }
}
