package dev.sluice.cli.simulate.keepalive;

import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.simulator.keepalive.CallTrace;
import dev.sluice.text.NumberText;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** {@code simulate --keep-alive}: which functions stay loaded, instead of how many replicas run. */
public final class KeepAliveMode implements SimulateMode {
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

    @Override
    public String name() {
        return "--keep-alive";
    }

    @Override
    public Set<String> options() {
        return Set.of("--keep-alive", "--budget", "--load-lead", "--trace", "--time-column", "--time-zone");
    }

    @Override
    public void run(SharedOptions shared) {
        Optional<Path> trace = shared.traces().single();
        shared.refuse(trace.isEmpty() ? "--keep-alive needs one --trace" : wrong());
        CallTrace calls = shared.reading().calls(trace.orElseThrow());
        KeepAliveReport.of(calls, budget, lead)
                .print(shared.out(), shared.results().json());
    }

    /** What is wrong with the numbers; empty where nothing is. */
    private String wrong() {
        if (!asked) {
            return "--keep-alive is a switch: leave it out instead";
        }
        if (!(budget > 0) || Double.isInfinite(budget)) {
            return "--budget must be above 0, not " + NumberText.exactly(budget);
        }
        return lead < 0 ? "--load-lead must not be below 0, it is " + lead : "";
    }
}
