package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.report.Comparison;
import dev.sluice.simulator.report.Comparison.Entry;
import dev.sluice.simulator.report.ServingTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A comparison to look at: for each autoscaler the whole trace, and beside it the hours in which the first one left most
 * unserved.
 */
public final class Picture {
    // room above demand for capacity; what is higher is cut and said
    private static final double HEADROOM = 1.6;

    private final Comparison comparison;
    private final Scenario scenario;
    private final Stretch whole;
    private final Stretch close;
    private final Frame frame;

    private Picture(Comparison comparison) {
        this.comparison = comparison;
        this.scenario = comparison.scenario();
        this.whole = Stretch.whole(scenario);
        this.close = Stretch.worst(scenario, comparison.entries().get(0).run());
        this.frame = new Frame(comparison.entries().size());
    }

    /** The picture as an SVG file's text. */
    public static String svg(Comparison comparison) {
        return new Picture(comparison).draw();
    }

    private String draw() {
        heading();
        List<Row> rows = comparison.entries().stream().map(this::row).toList();
        double[] top = {top(rows.stream().map(Row::whole)), top(rows.stream().map(Row::close))};
        for (int i = 0; i < rows.size(); i++) {
            row(i, rows.get(i), top);
        }
        return frame.svg();
    }

    private void heading() {
        String facts = String.format(
                Locale.ROOT,
                "replicas over time \u00b7 one replica serves %.4g units/s \u00b7 ready %s after the order \u00b7 objective:"
                        + " at most %s %% unserved",
                scenario.model().perReplica(),
                seconds(scenario.model().leadMillis() / 1000.0),
                ServingTable.plain(100 * scenario.objective()));
        frame.heading(scenario.name(), facts);
        legend();
    }

    private void legend() {
        frame.legendArea(Panel.DEMAND, "demand, in replicas needed");
        frame.legendArea(Panel.PEAK, "its peaks, where a column is many steps");
        frame.legendArea(Panel.SHORT, "demand above capacity");
        frame.legendLine(Panel.READY, "ready");
        frame.legendLine(Panel.WANTED, "wanted");
    }

    private void row(int index, Row row, double[] top) {
        frame.title(index, row.entry().name(), facts(row.entry().card()));
        frame.whole(index, top[0], row.whole(), whole.span(scenario));
        frame.close(index, top[1], row.close(), close.span(scenario));
    }

    private record Row(Entry entry, Columns whole, Columns close) {}

    private Row row(Entry entry) {
        return new Row(
                entry,
                new Columns(scenario, entry.run(), whole, Frame.WHOLE_COLUMNS),
                new Columns(scenario, entry.run(), close, Frame.CLOSE_COLUMNS));
    }

    /** The same scale for all autoscalers: room for demand, and for capacity unless it is far above. */
    private static double top(Stream<Columns> all) {
        double demand = 1;
        double ready = 1;
        for (Columns columns : all.toList()) {
            demand = Math.max(demand, columns.demandPeak());
            ready = Math.max(ready, columns.readyPeak());
        }
        return Math.max(4, Math.max(1.08 * demand, Math.min(1.08 * ready, HEADROOM * demand)));
    }

    private String facts(Scorecard card) {
        String held = card.keeps(scenario.objective()) ? "kept" : "missed";
        return String.format(
                Locale.ROOT,
                "%.2f %% unserved (%s) \u00b7 %.2f \u00d7 oracle \u00b7 %.1f changes/h \u00b7 %,.0f replica-hours",
                card.unservedPercent(),
                held,
                card.costVsOracle(),
                card.changesPerHour(),
                card.replicaHours());
    }

    private static String seconds(double seconds) {
        return seconds >= 120 && seconds % 60 == 0
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : ServingTable.plain(seconds) + " s";
    }
}
