package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.report.chart.Svg.At;
import dev.sluice.simulator.report.chart.Svg.Box;
import java.util.List;
import java.util.Locale;

/** Demand, ready and wanted replicas of one autoscaler over one stretch of time. */
final class Panel {
    static final String DEMAND = "fill=\"#a8c8e6\" stroke=\"none\"";
    static final String PEAK = "fill=\"#deebf6\" stroke=\"none\"";
    static final String READY = "fill=\"none\" stroke=\"#1f2d3d\" stroke-width=\"1.4\" stroke-linejoin=\"round\"";
    static final String WANTED = "fill=\"none\" stroke=\"#e08a00\" stroke-width=\"1\" stroke-dasharray=\"3 2\"";
    static final String SHORT = "fill=\"#d1242f\" stroke=\"none\"";
    static final String SMALL = "font-size=\"10.5\" fill=\"#57606a\"";

    private static final String GRID = "stroke=\"#e4e8ec\" stroke-width=\"1\"";
    private static final double LEAST_RED = 1;

    private final Svg svg;
    private final Box box;
    private final double top;
    private final Columns columns;

    /** @param top replicas at the upper edge */
    Panel(Svg svg, Box box, double top, Columns columns) {
        this.svg = svg;
        this.box = box;
        this.top = top;
        this.columns = columns;
    }

    /**
     * The time that a panel shows, in seconds.
     *
     * @param scoredFrom what comes before is not scored
     */
    record Span(double from, double to, double scoredFrom) {}

    void draw(String id, Span span) {
        grid(span.from(), span.to());
        svg.clip(id, box);
        learning(span);
        svg.path(area(columns.peak), PEAK);
        svg.path(area(columns.demand), DEMAND);
        svg.path(missing(), SHORT);
        svg.path(line(columns.wanted), WANTED);
        svg.path(line(columns.ready), READY);
        svg.end();
        if (columns.readyPeak() > top) {
            String peak = String.format(Locale.ROOT, "\u25b2 up to %,.0f", columns.readyPeak());
            svg.text(new At(box.x() + box.width() - 4, box.y() + 12), peak, SMALL + " text-anchor=\"end\"");
        }
    }

    private void grid(double from, double to) {
        for (Axis.Tick tick : Axis.counts(top, 4)) {
            double y = y(tick.at());
            svg.line(new At(box.x(), y), new At(box.x() + box.width(), y), GRID);
            svg.text(new At(box.x() - 5, y + 3.5), tick.label(), SMALL + " text-anchor=\"end\"");
        }
        for (Axis.Tick tick : times(from, to)) {
            double x = box.x() + box.width() * (tick.at() - from) / (to - from);
            double bottom = box.y() + box.height();
            svg.line(new At(x, bottom), new At(x, bottom + 4), "stroke=\"#8c959f\"");
            svg.text(new At(x, bottom + 15), tick.label(), SMALL + " text-anchor=\"middle\"");
        }
    }

    private List<Axis.Tick> times(double from, double to) {
        return Axis.times(from, to, Math.max(2, (int) (box.width() / 75)));
    }

    private void learning(Span span) {
        double unscored = Math.min(span.scoredFrom(), span.to()) - span.from();
        if (unscored > 0) {
            double width = box.width() * unscored / (span.to() - span.from());
            svg.rect(new Box(box.x(), box.y(), width, box.height()), "fill=\"#f1f3f5\"");
            svg.text(new At(box.x() + 4, box.y() + 12), "learning, not scored", SMALL);
        }
    }

    private String area(double[] heights) {
        StringBuilder d = new StringBuilder();
        append(d, 'M', 0, 0);
        steps(d, heights, 'L');
        append(d, 'L', columns.count, 0);
        return d.append('Z').toString();
    }

    private String line(double[] heights) {
        StringBuilder d = new StringBuilder();
        steps(d, heights, 'M');
        return d.toString();
    }

    private void steps(StringBuilder d, double[] heights, char first) {
        for (int c = 0; c < columns.count; c++) {
            if (c == 0 || heights[c] != heights[c - 1]) {
                append(d, c == 0 ? first : 'L', c, heights[c]);
            }
            if (c == columns.count - 1 || heights[c] != heights[c + 1]) {
                append(d, 'L', c + 1, heights[c]);
            }
        }
    }

    /** Red at the top of demand, as high as what was missing of it, so that its area is what was not served. */
    private String missing() {
        StringBuilder d = new StringBuilder();
        double width = box.width() / columns.count;
        for (int c = 0; c < columns.count; c++) {
            if (columns.missing[c] > 0) {
                double high = y(columns.demand[c]);
                double low = Math.max(y(columns.demand[c] - columns.missing[c]), high + LEAST_RED);
                double wide = Math.max(width, LEAST_RED);
                d.append(String.format(
                        Locale.ROOT, "M%.1f %.1fh%.1fV%.1fh%.1fZ", box.x() + c * width, high, wide, low, -wide));
            }
        }
        return d.toString();
    }

    private void append(StringBuilder d, char command, double column, double replicas) {
        double x = box.x() + box.width() * column / columns.count;
        d.append(String.format(Locale.ROOT, "%c%.1f %.1f", command, x, y(replicas)));
    }

    private double y(double replicas) {
        return box.y() + box.height() * (1 - replicas / top);
    }
}
