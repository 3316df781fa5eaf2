package dev.sluice.control.window;

import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.TokenLoad;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * The part of an open window that concerns tokens: sums over the instances that report them, weighted like those of
 * {@link WindowSum}. What no instance reported is NaN.
 */
final class TokenSum {
    // time for which instances counted tokens and told their cache, in windows
    private double counted;
    private double told;
    private double prompt;
    private double cached;
    private double output;
    private double waiting = Double.NaN;
    private double running = Double.NaN;
    private double kvCache;
    private LatencyHistogram firstToken = LatencyHistogram.empty();
    private LatencyHistogram interToken = LatencyHistogram.empty();

    /**
     * Adds a report.
     *
     * @param backlog requests that wait at the instance; NaN: not reported
     * @param ofReport the part of the report that lies in the window
     * @param ofWindow the part of the window that the report covers
     * @param ends true if the report ends in the window, to which its times belong
     */
    void add(TokenReport r, double backlog, double ofReport, double ofWindow, boolean ends) {
        counted += r.countsTokens() ? ofWindow : 0;
        prompt += known(r.prompt()) * ofReport;
        cached += known(r.cached()) * ofReport;
        output += known(r.output()) * ofReport;
        waiting = sum(waiting, backlog * ofWindow);
        running = sum(running, r.running() * ofWindow);
        if (!Double.isNaN(r.kvCacheUsage())) {
            kvCache += r.kvCacheUsage() * ofWindow;
            told += ofWindow;
        }
        if (ends) {
            firstToken = firstToken.plus(r.firstToken());
            interToken = interToken.plus(r.interToken());
        }
    }

    private static double known(double count) {
        return Double.isNaN(count) ? 0 : count;
    }

    private static double sum(double so, double more) {
        return Double.isNaN(more) ? so : known(so) + more;
    }

    /** Multiplies what is summed over instances by {@code factor}; shares and times stay as they are. */
    void raise(double factor) {
        prompt *= factor;
        cached *= factor;
        output *= factor;
        waiting *= factor;
        running *= factor;
    }

    /** Returns the tokens so far that had to be worked on. */
    double worked() {
        return Math.max(0, prompt - cached) + output;
    }

    TokenLoad closed() {
        return new TokenLoad(
                prompt,
                cached,
                output,
                optional(waiting),
                optional(running),
                told > 0 ? OptionalDouble.of(Math.min(1, kvCache / told)) : OptionalDouble.empty(),
                firstToken,
                interToken,
                (int) Math.ceil(counted - 1e-6));
    }

    private static OptionalDouble optional(double level) {
        return Double.isNaN(level) ? OptionalDouble.empty() : OptionalDouble.of(level);
    }

    void write(DataOutput out) throws IOException {
        VarInts.write(counted, out);
        VarInts.write(told, out);
        VarInts.write(prompt, out);
        VarInts.write(cached, out);
        VarInts.write(output, out);
        VarInts.write(waiting, out);
        VarInts.write(running, out);
        VarInts.write(kvCache, out);
        LatencyHistogramCodec.write(firstToken, out);
        LatencyHistogramCodec.write(interToken, out);
    }

    static TokenSum read(DataInput in) throws IOException {
        TokenSum sum = new TokenSum();
        sum.counted = VarInts.read(in);
        sum.told = VarInts.read(in);
        sum.prompt = VarInts.read(in);
        sum.cached = VarInts.read(in);
        sum.output = VarInts.read(in);
        sum.waiting = VarInts.read(in);
        sum.running = VarInts.read(in);
        sum.kvCache = VarInts.read(in);
        sum.firstToken = LatencyHistogramCodec.read(in);
        sum.interToken = LatencyHistogramCodec.read(in);
        return sum;
    }
}
