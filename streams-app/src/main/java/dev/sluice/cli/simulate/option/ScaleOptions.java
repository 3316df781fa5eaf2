package dev.sluice.cli.simulate.option;

import dev.sluice.text.NumberText;
import picocli.CommandLine.Option;

/** How much of the recorded demand is played, with --cluster and --llm. */
public final class ScaleOptions {
    @Option(
            names = "--scale",
            paramLabel = "X",
            description =
                    "With --cluster and --llm: multiply all demand (default: 1). Requests are copied, each copy up to"
                            + " a minute later.")
    private double factor = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "With --cluster: of the interruptions of pools with spot prices. With --llm: of copies and of"
                    + " start-up times. With --models: of generated calls (default: 1).")
    private long seed = 1;

    /** What is wrong with the numbers; empty where nothing is. */
    public String wrong() {
        return factor > 0 && Double.isFinite(factor)
                ? ""
                : "--scale must be above 0, not " + NumberText.exactly(factor);
    }

    public double factor() {
        return factor;
    }

    public long seed() {
        return seed;
    }
}
