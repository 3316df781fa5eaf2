package dev.sluice.control.window;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.GroupLag;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.UsageLimits;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * An open window: sums over instances, where each report is weighted by the part of it that lies in the window.
 *
 * <p>Levels (concurrency, backlog, usage) are time-weighted means summed over instances; counts are spread evenly over
 * their report. Example: a report from 12:00:05 to 12:00:15 with 100 requests adds 50 to the window that ends at
 * 12:00:10. A level that no instance reported is NaN.
 */
public final class WindowSum {
    private static final int MOST_POOLS = 32;
    private static final int LEVELS = 5;
    private static final int CONCURRENCY = 0;
    private static final int BACKLOG = 1;
    private static final int UNITS = 2;
    private static final int CPU = 3;
    private static final int GPU = 4;
    // flags beside those of the known levels in the stored state
    private static final int TOKENS = 1 << LEVELS;
    private static final int LAG = 1 << (LEVELS + 1);
    private static final int LIMITS = 1 << (LEVELS + 2);
    private static final int CUT = 1;
    private static final int LATE = 2;
    private static final long UNKNOWN = -1;

    final long start;
    private long length;
    private boolean cut;
    // how long after its end its first report came, ms
    private long lateness = UNKNOWN;
    private double requests;
    private double errors;
    private double completed;
    // time for which instances reported, ms: an integer, so that it is short when written
    private double reported;
    private double used;
    private final double[] levels = {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    private final LimitSum cpuLimit = new LimitSum();
    private final LimitSum gpuLimit = new LimitSum();
    // how many times what reported usage stands for: others are missing
    private double using = 1;
    private LatencyHistogram latency = LatencyHistogram.empty();
    private Optional<TokenSum> tokens = Optional.empty();
    // the newest that was told, and when
    private Optional<GroupLag> lag = Optional.empty();
    private long lagAt;
    private Map<String, WindowSum> pools = Map.of();

    WindowSum(long start, long length) {
        this.start = start;
        this.length = length;
    }

    /** Returns its beginning, ms. */
    public long start() {
        return start;
    }

    long end() {
        return start + length;
    }

    double seconds() {
        return length / 1000.0;
    }

    long length() {
        return length;
    }

    /**
     * Cuts the window at {@code time} (ms), where windows of another length begin: no decision uses the part that is
     * left.
     */
    void cutAt(long time) {
        length = time - start;
        cut = true;
    }

    /** Returns true if the window was cut. */
    public boolean isCut() {
        return cut;
    }

    /** Notes that its first report came at {@code wall} (ms), if that is not known yet. */
    void firstCame(long wall) {
        if (lateness == UNKNOWN) {
            lateness = Math.max(0, wall - end());
        }
    }

    /** Returns how long after its end its first report came, ms; 0 if that was before its end, or is not known. */
    long lateness() {
        return Math.max(0, lateness);
    }

    /** Returns the number of instances that reported a kind; a part of the window counts as a part of an instance. */
    double reporting(ReportKind kind) {
        return (kind == ReportKind.REQUESTS ? reported : used) / length;
    }

    /** Multiplies each sum of a kind by {@code factor}. */
    void raise(ReportKind kind, double factor) {
        if (factor != 1) {
            raiseBy(kind, factor);
            pools.values().forEach(part -> part.raiseBy(kind, factor));
        }
    }

    private void raiseBy(ReportKind kind, double factor) {
        if (kind == ReportKind.REQUESTS) {
            requests *= factor;
            errors *= factor;
            completed *= factor;
            tokens.ifPresent(sum -> sum.raise(factor));
        }
        int first = kind == ReportKind.REQUESTS ? CONCURRENCY : CPU;
        int last = kind == ReportKind.REQUESTS ? UNITS : GPU;
        for (int i = first; i <= last; i++) {
            levels[i] *= factor;
        }
        if (kind == ReportKind.USAGE) {
            cpuLimit.raise(factor);
            gpuLimit.raise(factor);
            using *= factor;
        }
    }

    /** Returns the demand in the reports of a kind, in units of the signal if it is of that kind. */
    double brought(ReportKind kind, Signal signal) {
        if (ReportKind.of(signal) != kind) {
            return kind == ReportKind.REQUESTS ? requests : orElse(CPU, orElse(GPU, 0));
        }
        return switch (signal) {
            case REQUESTS, BACKLOG, LAG -> instances(reported) > 0 ? requests / seconds() : 0;
            case UNITS -> orElse(UNITS, 0) / seconds();
            case TOKENS -> worked() / seconds();
            case CONCURRENCY -> orElse(CONCURRENCY, 0);
            case CPU -> orElse(CPU, 0);
            case GPU -> orElse(GPU, 0);
        };
    }

    /** Returns the demand so far: the reported units or tokens, or for other signals the requests. */
    public double soFar(Signal signal) {
        return switch (signal) {
            case UNITS -> orElse(UNITS, 0);
            case TOKENS -> worked();
            default -> requests;
        };
    }

    /** Returns the requests that came so far; one if none came and some wait. */
    public double calls() {
        return Math.max(requests, orElse(BACKLOG, 0) > 0 ? 1 : 0);
    }

    private double worked() {
        return tokens.map(TokenSum::worked).orElse(0.);
    }

    private double orElse(int level, double other) {
        return Double.isNaN(levels[level]) ? other : levels[level];
    }

    public double requests() {
        return requests;
    }

    /** Returns how the consumer group stood last; empty if nobody measured one. */
    Optional<GroupLag> lag() {
        return lag;
    }

    void add(RateReport r) {
        double overlap = Math.min(r.to(), end()) - Math.max(r.from(), start);
        double ofReport = overlap / (r.to() - r.from());
        double ofWindow = overlap / length;
        requests += r.requests() * ofReport;
        errors += r.errors() * ofReport;
        completed += r.completed() * ofReport;
        reported += overlap;
        raise(CONCURRENCY, r.concurrency(), ofWindow);
        raise(BACKLOG, r.backlog(), ofWindow);
        raise(UNITS, r.units(), ofReport);
        if (r.to() <= end() && !r.latency().isEmpty()) {
            latency = latency.plus(r.latency());
        }
        if (r.tokens().isPresent()) {
            sumOfTokens().add(r.tokens().get(), r.backlog(), ofReport, ofWindow, r.to() <= end());
        }
        if (r.lag().isPresent() && r.to() >= lagAt) {
            lag = r.lag();
            lagAt = r.to();
        }
        if (!r.pool().isEmpty() && (pools.size() < MOST_POOLS || pools.containsKey(r.pool()))) {
            partOf(r.pool()).add(r.withoutPool());
        }
    }

    private TokenSum sumOfTokens() {
        if (tokens.isEmpty()) {
            tokens = Optional.of(new TokenSum());
        }
        return tokens.get();
    }

    private WindowSum partOf(String pool) {
        if (pools.isEmpty()) {
            pools = new TreeMap<>();
        }
        return pools.computeIfAbsent(pool, name -> new WindowSum(start, length));
    }

    /** Returns what the instances of each pool reported, if they named it. */
    Map<String, WindowSum> pools() {
        return pools;
    }

    void add(UsageReport r) {
        double overlap = Math.min(r.to(), end()) - Math.max(r.from(), start);
        double ofWindow = overlap / length;
        used += overlap;
        raise(CPU, r.cpu(), ofWindow);
        raise(GPU, r.gpu(), ofWindow);
        cpuLimit.add(r.cpu(), r.limit().cpu(), ofWindow);
        gpuLimit.add(r.gpu(), r.limit().gpu(), ofWindow);
    }

    private void raise(int level, double value, double weight) {
        if (!Double.isNaN(value)) {
            levels[level] = (Double.isNaN(levels[level]) ? 0 : levels[level]) + value * weight;
        }
    }

    /** Returns the number of instances that reported anything. */
    int reporting() {
        return instances(Math.max(reported, used));
    }

    /** Returns the number of instances that this reported time of the window amounts to. */
    private int instances(double reportedMs) {
        return (int) Math.ceil(reportedMs / length - 1e-6);
    }

    DemandWindow closed() {
        return new DemandWindow(
                Instant.ofEpochMilli(start),
                Instant.ofEpochMilli(end()),
                requests,
                errors,
                completed,
                level(CONCURRENCY),
                level(BACKLOG),
                level(UNITS),
                level(CPU),
                level(GPU),
                latency,
                instances(reported),
                tokens.map(TokenSum::closed),
                lag,
                new UsageLimits(cpuLimit.known(), gpuLimit.known(), using * used / length));
    }

    private OptionalDouble level(int level) {
        return Double.isNaN(levels[level]) ? OptionalDouble.empty() : OptionalDouble.of(levels[level]);
    }

    void write(DataOutput out) throws IOException {
        boolean late = lateness() > 0;
        out.writeByte((cut ? CUT : 0) | (late ? LATE : 0));
        if (late) {
            VarInts.writeCount(lateness, out);
        }
        VarInts.write(requests, out);
        VarInts.write(errors, out);
        VarInts.write(completed, out);
        VarInts.write(reported, out);
        VarInts.write(used, out);
        boolean limited = cpuLimit.known().isPresent() || gpuLimit.known().isPresent();
        int known = (tokens.isPresent() ? TOKENS : 0) | (lag.isPresent() ? LAG : 0) | (limited ? LIMITS : 0);
        for (int i = 0; i < LEVELS; i++) {
            known |= Double.isNaN(levels[i]) ? 0 : 1 << i;
        }
        out.writeByte(known);
        for (double level : levels) {
            if (!Double.isNaN(level)) {
                VarInts.write(level, out);
            }
        }
        LatencyHistogramCodec.write(latency, out);
        if (tokens.isPresent()) {
            tokens.get().write(out);
        }
        if (lag.isPresent()) {
            VarInts.writeCount(lagAt, out);
            GroupLagCodec.write(lag.get(), out);
        }
        if (limited) {
            cpuLimit.write(out);
            gpuLimit.write(out);
        }
        out.writeByte(pools.size());
        for (Map.Entry<String, WindowSum> part : pools.entrySet()) {
            out.writeUTF(part.getKey());
            part.getValue().write(out);
        }
    }

    static WindowSum read(long start, long length, DataInput in) throws IOException {
        WindowSum w = new WindowSum(start, length);
        int flags = in.readByte();
        w.cut = (flags & CUT) != 0;
        w.lateness = (flags & LATE) != 0 ? VarInts.readCount(in) : 0;
        w.requests = VarInts.read(in);
        w.errors = VarInts.read(in);
        w.completed = VarInts.read(in);
        w.reported = VarInts.read(in);
        w.used = VarInts.read(in);
        int known = in.readByte();
        for (int i = 0; i < LEVELS; i++) {
            w.levels[i] = (known & 1 << i) == 0 ? Double.NaN : VarInts.read(in);
        }
        w.latency = LatencyHistogramCodec.read(in);
        w.tokens = (known & TOKENS) == 0 ? Optional.empty() : Optional.of(TokenSum.read(in));
        if ((known & LAG) != 0) {
            w.lagAt = VarInts.readCount(in);
            w.lag = Optional.of(GroupLagCodec.read(in));
        }
        if ((known & LIMITS) != 0) {
            w.cpuLimit.read(in);
            w.gpuLimit.read(in);
        } else {
            // those that reported did not say
            w.cpuLimit.add(w.levels[CPU], Double.NaN, 1);
            w.gpuLimit.add(w.levels[GPU], Double.NaN, 1);
        }
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            String pool = in.readUTF();
            if (w.pools.isEmpty()) {
                w.pools = new TreeMap<>();
            }
            w.pools.put(pool, read(start, length, in));
        }
        return w;
    }
}
