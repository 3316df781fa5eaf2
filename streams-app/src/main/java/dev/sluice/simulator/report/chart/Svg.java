package dev.sluice.simulator.report.chart;

import java.util.Locale;

/** Writes the few elements that the pictures are made of. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    Svg(double width, double height) {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                        + " font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">%n",
                width,
                height,
                width,
                height));
        rect(new Box(0, 0, width, height), "fill=\"#ffffff\"");
    }

    /** A rectangle by its upper left corner. */
    record Box(double x, double y, double width, double height) {}

    /** A point on the picture. */
    record At(double x, double y) {}

    void rect(Box box, String style) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>%n",
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                style));
    }

    void line(At from, At to, String style) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>%n",
                from.x(),
                from.y(),
                to.x(),
                to.y(),
                style));
    }

    void path(CharSequence data, String style) {
        out.append("<path d=\"").append(data).append("\" ").append(style).append("/>\n");
    }

    void text(At at, String text, String style) {
        out.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>%n", at.x(), at.y(), style, escaped(text)));
    }

    /** What follows is cut off outside the box, until {@link #end}. */
    void clip(String id, Box box) {
        out.append("<clipPath id=\"").append(id).append("\">");
        rect(box, "");
        out.append("</clipPath><g clip-path=\"url(#").append(id).append(")\">\n");
    }

    void end() {
        out.append("</g>\n");
    }

    String close() {
        return out + "</svg>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
