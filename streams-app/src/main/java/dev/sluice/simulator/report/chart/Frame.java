package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.report.chart.Svg.At;
import dev.sluice.simulator.report.chart.Svg.Box;

/** Where things stand in a picture of several autoscalers: a heading, and for each a row with two panels. */
final class Frame {
    private static final double WIDTH = 1240;
    private static final double TOP = 92;
    private static final double ROW = 190;
    private static final double HEIGHT = 124;
    private static final double LEFT = 52;
    private static final double WIDE = 740;
    private static final double GAP = 56;
    private static final double CLOSE = WIDTH - LEFT - WIDE - GAP - 24;
    private static final double CLOSE_LEFT = LEFT + WIDE + GAP;
    private static final String TITLE = "font-size=\"18\" font-weight=\"bold\" fill=\"#1f2328\"";
    private static final String NAME = "font-size=\"14\" font-weight=\"bold\" fill=\"#1f2328\"";
    private static final String NOTE = "font-size=\"12\" fill=\"#57606a\"";

    /** Columns that a panel has room for. */
    static final int WHOLE_COLUMNS = (int) WIDE;

    static final int CLOSE_COLUMNS = (int) CLOSE;

    private final Svg svg;
    private double legendEnd = 16;

    Frame(int rows) {
        this.svg = new Svg(WIDTH, TOP + ROW * rows);
    }

    void heading(String title, String facts) {
        svg.text(new At(16, 28), title, TITLE);
        svg.text(new At(16, 47), facts, NOTE);
    }

    /** Adds an area to the legend. */
    void legendArea(String style, String what) {
        svg.rect(new Box(legendEnd, 60, 22, 10), style);
        legendText(what);
    }

    /** Adds a line to the legend. */
    void legendLine(String style, String what) {
        svg.line(new At(legendEnd, 65), new At(legendEnd + 22, 65), style);
        legendText(what);
    }

    private void legendText(String what) {
        svg.text(new At(legendEnd + 28, 69), what, NOTE);
        legendEnd += 52 + 6.4 * what.length();
    }

    /** Writes over row {@code index} whose it is and what came of it. */
    void title(int index, String name, String facts) {
        double y = TOP + ROW * index + 14;
        svg.text(new At(16, y), name, NAME);
        svg.text(new At(16 + 9.2 * name.length() + 14, y), facts, NOTE);
        svg.text(new At(CLOSE_LEFT, y), index == 0 ? "its worst stretch, closer" : "the same stretch", NOTE);
    }

    /** Draws the whole time of row {@code index}. */
    void whole(int index, double top, Columns columns, Panel.Span span) {
        new Panel(svg, box(index, LEFT, WIDE), top, columns).draw("whole" + index, span);
    }

    /** Draws the stretch of row {@code index} that is shown closer. */
    void close(int index, double top, Columns columns, Panel.Span span) {
        new Panel(svg, box(index, CLOSE_LEFT, CLOSE), top, columns).draw("close" + index, span);
    }

    private static Box box(int index, double left, double width) {
        return new Box(left, TOP + ROW * index + 26, width, HEIGHT);
    }

    String svg() {
        return svg.close();
    }
}
