package dev.sluice.control.harness;

import dev.sluice.allocation.rightsizing.recommender.SizeAdvice;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.message.report.UsageReport.Amounts;
import dev.sluice.control.rightsizing.ResourceLearner;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongToDoubleFunction;

/** What the replicas of one service use and serve, on a clock of minutes: each reports once a minute, windows are as long. */
public final class UsageHarness {
    public static final double NONE = Double.NaN;
    public static final double MIB = 1 << 20;
    public static final double GIB = 1 << 30;
    public static final SizeTerms TERMS = new SizeTerms(Mode.ACT, 1, Optional.empty(), Optional.empty());

    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private ResourceLearner sizes = new ResourceLearner();
    private byte[] learned = ServiceHarness.bytes(sizes::write);
    private int replicas = 1;
    private Amounts limit = Amounts.UNKNOWN;
    private LongToDoubleFunction units = minute -> 8;
    private LongToDoubleFunction cpu = minute -> NONE;
    private LongToDoubleFunction memory = minute -> NONE;
    private LongToDoubleFunction gpu = minute -> NONE;
    private LongToDoubleFunction storage = minute -> NONE;
    private long minute;

    public UsageHarness replicas(int count) {
        replicas = count;
        return this;
    }

    public UsageHarness limitedTo(Amounts given) {
        limit = given;
        return this;
    }

    /** Units a second that each replica serves. */
    public UsageHarness serving(LongToDoubleFunction each) {
        units = each;
        return this;
    }

    public UsageHarness cpu(LongToDoubleFunction cores) {
        cpu = cores;
        return this;
    }

    public UsageHarness memory(LongToDoubleFunction bytes) {
        memory = bytes;
        return this;
    }

    public UsageHarness gpu(LongToDoubleFunction gpus) {
        gpu = gpus;
        return this;
    }

    public UsageHarness storage(LongToDoubleFunction bytes) {
        storage = bytes;
        return this;
    }

    public UsageHarness hours(double hours) {
        for (long end = minute + Math.round(60 * hours); minute < end; ) {
            minute(0);
        }
        return this;
    }

    /** A minute in which the first replica is killed so many times for want of memory. */
    public UsageHarness minute(int kills) {
        for (int i = 0; i < replicas; i++) {
            Amounts used = new Amounts(
                    cpu.applyAsDouble(minute),
                    memory.applyAsDouble(minute),
                    gpu.applyAsDouble(minute),
                    NONE,
                    storage.applyAsDouble(minute));
            sizes.observe(new UsageReport("r" + i, now(), now() + 60_000, used, limit, i == 0 ? kills : 0));
        }
        double served = 60 * replicas * units.applyAsDouble(minute);
        sizes.closed(window(now(), now() + 60_000, served, replicas), Signal.REQUESTS, replicas);
        minute++;
        if (sizes.changed()) {
            learned = ServiceHarness.bytes(sizes::write);
        }
        return this;
    }

    public static DemandWindow window(long from, long to, double served, int replicas) {
        OptionalDouble none = OptionalDouble.empty();
        return new DemandWindow(
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to),
                served,
                0,
                served,
                none,
                none,
                none,
                none,
                none,
                LatencyHistogram.empty(),
                replicas);
    }

    /** The application is started again from what it wrote: what was learned only when that had changed. */
    public UsageHarness restarted() {
        try {
            ResourceLearner again = new ResourceLearner();
            again.readOpen(ServiceHarness.in(ServiceHarness.bytes(sizes::writeOpen)));
            again.read(ServiceHarness.in(learned));
            sizes = again;
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] learned() {
        return learned;
    }

    public byte[] open() {
        return ServiceHarness.bytes(sizes::writeOpen);
    }

    public ResourceLearner sizes() {
        return sizes;
    }

    public Optional<SizeAdvice> advice(SizeTerms terms) {
        Optional<SizeAdvice> advice = sizes.advice(terms, Optional.empty());
        if (sizes.changed()) {
            learned = ServiceHarness.bytes(sizes::write);
        }
        return advice;
    }

    public Resources advised() {
        return advice(TERMS).orElseThrow().target();
    }

    public Duration full() {
        return advice(TERMS).orElseThrow().storageFullIn().orElseThrow();
    }

    public long now() {
        return START.toEpochMilli() + 60_000 * minute;
    }

    public static Amounts limit(double cores, double memory, double gpus, double storage) {
        return new Amounts(cores, memory, gpus, NONE, storage);
    }
}
