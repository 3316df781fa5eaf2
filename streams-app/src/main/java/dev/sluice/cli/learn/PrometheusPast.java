package dev.sluice.cli.learn;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.simulator.history.KnownDemand;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The past demand of one query. A sample tells the demand of the step before it. A step without a sample, or whose sample
 * is not a number, is not known.
 */
final class PrometheusPast {
    private final PrometheusSeries series;
    private final String query;
    private final KnownDemand demand;
    private long samples;
    private long notNumbers;

    /**
     * A query that nothing was read of.
     *
     * @param query PromQL that gives one series: units per second, or the level
     * @param window length of a window
     */
    PrometheusPast(PrometheusSeries series, String query, Duration window) {
        this.series = series;
        this.query = query;
        this.demand = new KnownDemand(window.toMillis());
    }

    /** Reads all samples. */
    Past read(String source) {
        series.each(query, "demand of " + source, this::sample);
        if (samples == 0) {
            throw new CommandFailedException(source + ": "
                    + (notNumbers > 0
                            ? "all " + notNumbers + " samples are NaN or infinite, so nothing is known"
                            : "no samples from " + series.from() + " to " + series.to())
                    + ". Try the query there: " + query + "; --range says how far back it is asked");
        }
        List<String> unknown = new ArrayList<>();
        if (notNumbers > 0) {
            unknown.add(notNumbers + " samples are NaN or infinite: the demand then");
        }
        return new Past(demand, List.of(), source, unknown);
    }

    private void sample(long at, double value) {
        if (!Double.isFinite(value)) {
            notNumbers++;
        } else if (value < 0) {
            throw new CommandFailedException("the query gives " + NumberText.exactly(value) + " at "
                    + Instant.ofEpochMilli(at) + ": demand is at least 0");
        } else {
            samples++;
            long stepMs = series.step().toMillis();
            demand.add(at - stepMs, at, value * stepMs / 1000);
        }
    }
}
