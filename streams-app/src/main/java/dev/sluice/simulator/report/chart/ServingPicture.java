package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.llm.ServingScore;
import dev.sluice.simulator.report.ServingComparison;
import dev.sluice.simulator.report.ServingComparison.Entry;
import dev.sluice.simulator.report.ServingTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Autoscalers of LLM serving to look at: for each the work and the fleet over the whole trace, and beside it the time in
 * which most requests of the first one missed a limit.
 */
public final class ServingPicture {
    private static final double CLOSE_SHARE = 1 / 12.0;
    private static final double SHORTEST_CLOSE = 600;

    private final ServingComparison comparison;
    private final Panel.Span whole;
    private final Panel.Span close;
    private final Frame frame;

    private ServingPicture(ServingComparison comparison) {
        this.comparison = comparison;
        double end = comparison.scenario().requests().end();
        this.whole = new Panel.Span(0, end, comparison.scenario().skip());
        this.close = ServingColumns.worst(
                comparison.entries().get(0).run(), Math.min(end, Math.max(SHORTEST_CLOSE, end * CLOSE_SHARE)));
        this.frame = new Frame(comparison.entries().size());
    }

    /** The picture as an SVG file's text. */
    public static String svg(ServingComparison comparison) {
        return new ServingPicture(comparison).draw();
    }

    private String draw() {
        String[] facts = ServingTable.facts(comparison).split("\\R");
        frame.heading(comparison.scenario().name(), facts[0].replaceFirst("^.*?: ", "") + " \u00b7 " + facts[1]);
        frame.legendArea(Panel.DEMAND, "work that arrived, in replicas at the rated load");
        frame.legendArea(Panel.SHORT, "that of requests that missed a limit");
        frame.legendLine(Panel.READY, "ready");
        frame.legendLine(Panel.WANTED, "wanted");
        List<Row> rows = comparison.entries().stream().map(this::row).toList();
        double wholeTop = top(rows, Row::whole);
        double closeTop = top(rows, Row::close);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            frame.title(i, row.entry().name(), facts(row.entry()));
            frame.whole(i, wholeTop, row.whole(), whole);
            frame.close(i, closeTop, row.close(), close);
        }
        return frame.svg();
    }

    private record Row(Entry entry, Columns whole, Columns close) {}

    private Row row(Entry entry) {
        double rated = comparison.start().rated().work();
        return new Row(
                entry,
                ServingColumns.of(entry.run(), rated, whole, Frame.WHOLE_COLUMNS),
                ServingColumns.of(entry.run(), rated, close, Frame.CLOSE_COLUMNS));
    }

    /** The same scale for all: room for every fleet, and for work unless it is far above. */
    private static double top(List<Row> rows, Function<Row, Columns> part) {
        double ready = 1;
        double demand = 1;
        for (Row row : rows) {
            ready = Math.max(ready, part.apply(row).readyPeak());
            ready = Math.max(ready, Arrays.stream(part.apply(row).wanted).max().orElse(0));
            demand = Math.max(demand, part.apply(row).demandPeak());
        }
        return Math.max(4, 1.08 * Math.max(ready, Math.min(demand, 2 * ready)));
    }

    private String facts(Entry entry) {
        ServingScore score = entry.score();
        return String.format(
                Locale.ROOT,
                "%.1f %% within both limits \u00b7 p99 to the first token %.1f s \u00b7 %,.0f GPU-hours, %.2f \u00d7 cheapest"
                        + " constant \u00b7 %,d changes",
                100 * score.both(),
                score.firstTokenTimes().p99(),
                score.gpuHours(comparison.scenario().spec()),
                comparison.ofConstant(entry),
                score.events());
    }
}
