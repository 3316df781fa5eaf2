package dev.sluice.cli.simulate;

import dev.sluice.text.NumberText;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code simulate --keep-alive}: which functions stay loaded, instead of how many replicas run. */
final class KeepAliveOptions {
    @Option(
            names = "--keep-alive",
            required = true,
            description = "Score cold starts and idle time of keep-alive policies on one trace with a column a"
                    + " function, with its calls in each step; minutes without a row have none.")
    private boolean asked;

    @Option(
            names = "--budget",
            paramLabel = "X",
            description = "Idle minutes that Sluice's rule may spend for each of a fixed 10-minute keep-alive's"
                    + " (default: 1).")
    private double budget = 1;

    @Option(
            names = "--load-lead",
            paramLabel = "MINUTES",
            description = "Minutes that loading a function takes (default: 0).")
    private int lead;

    /** What is wrong with the numbers; empty where nothing is. */
    String wrong() {
        if (!asked) {
            return "--keep-alive is a switch: leave it out instead";
        }
        if (!(budget > 0) || Double.isInfinite(budget)) {
            return "--budget must be above 0, not " + NumberText.exactly(budget);
        }
        return lead < 0 ? "--load-lead must not be below 0, it is " + lead : "";
    }

    KeepAliveReport report(Path trace, TraceFileOptions reading) {
        return KeepAliveReport.of(reading.calls(trace), budget, lead);
    }
}
