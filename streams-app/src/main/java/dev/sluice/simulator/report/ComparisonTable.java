package dev.sluice.simulator.report;

import static dev.sluice.simulator.report.TextTable.number;

import dev.sluice.simulator.Elasticity;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.report.Comparison.Entry;
import java.util.List;

/** A comparison as plain text: what was served and paid, then SPEC's elasticity measures. */
public final class ComparisonTable {
    private ComparisonTable() {}

    public static String of(Comparison comparison) {
        TextTable service = new TextTable(
                "autoscaler",
                "unserved %",
                "refused %",
                "time short %",
                "cost/oracle",
                "over %",
                "changes/h",
                "starts",
                "cold",
                "replica-h");
        TextTable elasticity = new TextTable(
                "elasticity (SPEC)",
                "accuracy U %",
                "accuracy O %",
                "timeshare U %",
                "timeshare O %",
                "instability %",
                "jitter/h");
        for (Entry entry : comparison.entries()) {
            service.row(service(entry));
            elasticity.row(elasticity(entry));
        }
        return service + "\n" + elasticity;
    }

    private static List<String> service(Entry entry) {
        Scorecard card = entry.card();
        return List.of(
                entry.name(),
                number(card.unservedPercent(), 2),
                number(card.failedPercent(), 2),
                number(card.timeShortPercent(), 2),
                number(card.costVsOracle(), 3),
                number(card.overPercent(), 1),
                number(card.changesPerHour(), 1),
                String.valueOf(card.starts()),
                String.valueOf(card.coldStarts()),
                number(card.replicaHours(), 1));
    }

    private static List<String> elasticity(Entry entry) {
        Elasticity e = entry.card().elasticity();
        return List.of(
                entry.name(),
                number(e.accuracyUnder(), 2),
                number(e.accuracyOver(), 1),
                number(e.timeshareUnder(), 2),
                number(e.timeshareOver(), 1),
                number(e.instability(), 1),
                number(e.jitter(), 1));
    }
}
