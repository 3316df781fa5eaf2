package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.report.Comparison;
import dev.sluice.simulator.report.ComparisonTable;
import dev.sluice.simulator.report.ServingComparison;
import dev.sluice.simulator.report.ServingTable;

/** A comparison as one HTML file that needs nothing else: the picture, then the numbers. */
public final class Page {
    private Page() {}

    public static String html(Comparison comparison) {
        return html(comparison.scenario().name(), Picture.svg(comparison), ComparisonTable.of(comparison));
    }

    public static String html(ServingComparison comparison) {
        return html(comparison.scenario().name(), ServingPicture.svg(comparison), ServingTable.of(comparison));
    }

    private static String html(String name, String picture, String numbers) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s: simulated scaling</title>
                <style>
                body { margin: 24px auto; max-width: 1240px; font-family: Helvetica, Arial, sans-serif; color: #1f2328; }
                svg { width: 100%%; height: auto; }
                pre { font-size: 13px; line-height: 1.5; overflow-x: auto; background: #f6f8fa; padding: 16px; border-radius: 6px; }
                </style>
                </head>
                <body>
                %s
                <h2>Scores</h2>
                <pre>%s</pre>
                </body>
                </html>
                """.formatted(Svg.escaped(name), picture, Svg.escaped(numbers));
    }
}
