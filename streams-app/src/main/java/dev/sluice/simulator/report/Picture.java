package dev.sluice.simulator.report;

import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.report.Comparison.Entry;
import dev.sluice.simulator.report.Svg.At;
import dev.sluice.simulator.report.Svg.Box;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A comparison to look at: for each autoscaler the whole trace, and beside it the hours in which the first one left most
 * unserved.
 */
public final class Picture {
    private static final double WIDTH = 1240;
    private static final double TOP = 92;
    private static final double ROW = 190;
    private static final double HEIGHT = 124;
    private static final double LEFT = 52;
    private static final double WIDE = 740;
    private static final double GAP = 56;
    private static final double CLOSE = WIDTH - LEFT - WIDE - GAP - 24;
    // room above demand for capacity; what is higher is cut and said
    private static final double HEADROOM = 1.6;
    private static final String TITLE = "font-size=\"18\" font-weight=\"bold\" fill=\"#1f2328\"";
    private static final String NAME = "font-size=\"14\" font-weight=\"bold\" fill=\"#1f2328\"";
    private static final String NOTE = "font-size=\"12\" fill=\"#57606a\"";

    private final Comparison comparison;
    private final Scenario scenario;
    private final Stretch whole;
    private final Stretch close;
    private final Svg svg;

    private Picture(Comparison comparison) {
        this.comparison = comparison;
        this.scenario = comparison.scenario();
        this.whole = Stretch.whole(scenario);
        this.close = Stretch.worst(scenario, comparison.entries().get(0).run());
        this.svg = new Svg(WIDTH, TOP + ROW * comparison.entries().size());
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
        return svg.close();
    }

    private void heading() {
        svg.text(new At(16, 28), scenario.name(), TITLE);
        String facts = String.format(
                Locale.ROOT,
                "replicas over time \u00b7 one replica serves %.4g units/s \u00b7 ready %s after the order \u00b7 objective:"
                        + " at most %s %% unserved",
                scenario.model().perReplica(),
                seconds(scenario.model().leadMillis() / 1000.0),
                plain(100 * scenario.objective()));
        svg.text(new At(16, 47), facts, NOTE);
        legend();
    }

    private void legend() {
        double x = 16;
        x = legend(x, Panel.DEMAND, "demand, in replicas needed");
        x = legend(x, Panel.PEAK, "its peaks, where a column is many steps");
        x = legend(x, Panel.SHORT, "demand above capacity");
        x = legendLine(x, Panel.READY, "ready");
        legendLine(x, Panel.WANTED, "wanted");
    }

    private double legend(double x, String style, String what) {
        svg.rect(new Box(x, 60, 22, 10), style);
        return legendText(x, what);
    }

    private double legendLine(double x, String style, String what) {
        svg.line(new At(x, 65), new At(x + 22, 65), style);
        return legendText(x, what);
    }

    private double legendText(double x, String what) {
        svg.text(new At(x + 28, 69), what, NOTE);
        return x + 52 + 6.4 * what.length();
    }

    private void row(int index, Row row, double[] top) {
        double y = TOP + ROW * index;
        String name = row.entry().name();
        svg.text(new At(16, y + 14), name, NAME);
        svg.text(
                new At(16 + 9.2 * name.length() + 14, y + 14), facts(row.entry().card()), NOTE);
        double closeX = LEFT + WIDE + GAP;
        String worst = index == 0 ? "its worst stretch, closer" : "the same stretch";
        svg.text(new At(closeX, y + 14), worst, NOTE);
        new Panel(svg, new Box(LEFT, y + 26, WIDE, HEIGHT), top[0], row.whole()).draw("whole" + index, scenario, whole);
        new Panel(svg, new Box(closeX, y + 26, CLOSE, HEIGHT), top[1], row.close())
                .draw("close" + index, scenario, close);
    }

    private record Row(Entry entry, Columns whole, Columns close) {}

    private Row row(Entry entry) {
        return new Row(
                entry,
                new Columns(scenario, entry.run(), whole, (int) WIDE),
                new Columns(scenario, entry.run(), close, (int) CLOSE));
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
                : plain(seconds) + " s";
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
