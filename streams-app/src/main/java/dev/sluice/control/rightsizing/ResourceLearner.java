package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.rightsizing.DominantShare;
import dev.sluice.allocation.rightsizing.NeedModel;
import dev.sluice.allocation.rightsizing.PromisedCapacity;
import dev.sluice.allocation.rightsizing.SizeLadder;
import dev.sluice.allocation.rightsizing.SizePrice;
import dev.sluice.allocation.rightsizing.recommender.GpuSlice;
import dev.sluice.allocation.rightsizing.recommender.SizeAdvice;
import dev.sluice.allocation.rightsizing.recommender.SizeRules;
import dev.sluice.allocation.rightsizing.recommender.UsageModel;
import dev.sluice.control.fleet.ResourcesState;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Learns from resource use how large one replica of a service should be.
 *
 * <p>Use is collected over intervals of five minutes in event time. An interval is over when its windows have closed;
 * then the models learn from it. The collected data is small and changes with every report ({@link #writeOpen}); what
 * was learned is large and changes once per interval ({@link #write}).
 */
public final class ResourceLearner {
    /** Margin on top of the measured use, as in the Kubernetes VPA. */
    static final double MARGIN = SizeRules.DEFAULT.margin();

    private static final long INTERVAL = 300_000;
    /** Advice needs one hour of samples, as a share of a day. */
    private static final double ENOUGH = 1 / 24.0;
    /** A smaller difference between present and advised resources changes nothing, so that noise does not move them. */
    private static final double NEAR = .15;
    /** Windows with a larger share of errors do not tell what serving takes. */
    private static final double FAILED = .05;

    private final TreeMap<Long, UsageInterval> open = new TreeMap<>();
    private final UsageModel model = new UsageModel(INTERVAL / 1000);
    private final NeedModel needs = new NeedModel();
    private OptionalDouble storageLimit = OptionalDouble.empty();
    private Optional<Resources> given = Optional.empty();
    private Optional<Resources> advised = Optional.empty();
    private Optional<Resources> inForce = Optional.empty();
    private long inForceSince = Long.MIN_VALUE;
    private boolean changed;
    private Optional<Advised> current = Optional.empty();

    /** The advice of the last interval, and its inputs. */
    private record Advised(SizeTerms terms, Optional<Pool> pool, Optional<SizeAdvice> advice) {}

    /** Takes in what an instance used; it belongs to the interval in which it ends. */
    public void observe(UsageReport report) {
        open.computeIfAbsent(endOf(report.to()), end -> new UsageInterval()).add(report);
    }

    /** Takes in what {@code replicas} served in a closed window, in the signal that measures demand. */
    public void closed(DemandWindow window, Signal signal, int replicas) {
        long end = window.to().toEpochMilli();
        UsageInterval interval = open.get(endOf(end));
        OptionalDouble served = served(window, signal);
        if (interval != null && served.isPresent()) {
            interval.served(served.getAsDouble(), replicas, window.seconds());
        }
        while (!open.isEmpty() && open.firstKey() <= end) {
            Map.Entry<Long, UsageInterval> over = open.pollFirstEntry();
            learn(over.getValue(), over.getKey() / 1000);
        }
    }

    private static long endOf(long time) {
        return -Math.floorDiv(-time, INTERVAL) * INTERVAL;
    }

    private static OptionalDouble served(DemandWindow window, Signal signal) {
        if (window.errors() > FAILED * window.requests()) {
            return OptionalDouble.empty();
        }
        return signal.countsRequests()
                ? OptionalDouble.of(window.completed() / window.seconds())
                : window.demand(signal);
    }

    private void learn(UsageInterval interval, long at) {
        model.observe(interval.highest(), at);
        interval.unitsEach().ifPresent(units -> needs.learn(units, interval.highest(), at));
        storageLimit = interval.storageLimit().isPresent() ? interval.storageLimit() : storageLimit;
        given = interval.given().or(() -> given);
        current = Optional.empty();
        changed = true;
    }

    /**
     * Returns the resources that one replica should get, and when its storage is full; empty before one hour of
     * samples.
     */
    public Optional<SizeAdvice> advice(SizeTerms terms, Optional<Pool> pool) {
        boolean stands = current.isPresent()
                && current.get().terms().equals(terms)
                && current.get().pool().equals(pool);
        if (!stands) {
            current = Optional.of(new Advised(terms, pool, advise(terms, room(terms, pool))));
        }
        return current.flatMap(Advised::advice);
    }

    private Optional<SizeAdvice> advise(SizeTerms terms, ResourceBounds room) {
        GpuSlice slice = new GpuSlice(terms.gpuSlice());
        SizeRules rules = new SizeRules(MARGIN, room.least(), slice, SizeRules.DEFAULT.storageHorizon(), storageLimit);
        SizeAdvice fresh = model.advise(rules, model.seen().last());
        if (fresh.confidence() < ENOUGH) {
            return Optional.empty();
        }
        Resources size = advised.filter(before -> isNear(before, fresh, room, slice))
                .orElseGet(() -> room.clamp(SizeLadder.whole(fresh.target(), slice)));
        changed |= !advised.equals(Optional.of(size));
        advised = Optional.of(size);
        return Optional.of(fresh.withTarget(size));
    }

    private static boolean isNear(Resources size, SizeAdvice fresh, ResourceBounds room, GpuSlice slice) {
        Resources exact = fresh.wanted();
        Resources low = room.clamp(sliced(exact.times(1 / (1 + NEAR)), slice));
        Resources high = room.clamp(SizeLadder.whole(exact.times(1 + NEAR), slice));
        return low.fitsIn(size) && size.fitsIn(high);
    }

    private static Resources sliced(Resources r, GpuSlice slice) {
        return new Resources(r.cpuCores(), r.memoryBytes(), slice.up(r.gpus()), r.gpuMemoryBytes(), r.storageBytes());
    }

    private ResourceBounds room(SizeTerms terms, Optional<Pool> pool) {
        return ResourceBounds.of(terms, pool, model.ofMeasured(SizeRules.DEFAULT.least()));
    }

    /**
     * Chooses resources and replica count: fewer large replicas or more small ones. If a pool has a price for its
     * resources, it is the cheapest combination that carries the demand; otherwise the advised resources, which keep
     * the count. The running resources stay unless they lack memory or storage, or a change pays back in time; after a
     * change they stay for that time.
     *
     * @param now time of the decision, ms
     */
    public RightSizingChoice choose(RightSizingChoice.Ask asked, SizeTerms terms, Optional<Pool> pool, long now) {
        Optional<Resources> running = asked.running().or(() -> given);
        RightSizingChoice.Ask ask = asked.withRunning(running);
        noteInForce(running, now);
        Optional<SizeAdvice> advice = advice(terms, pool);
        if (advice.isEmpty()) {
            return new RightSizingChoice(
                    running,
                    ask.perReplica(),
                    1,
                    RightSizingSearch.count(ask),
                    false,
                    "what a replica needs is not known yet");
        }
        boolean restless = inForceSince != Long.MIN_VALUE
                && now - inForceSince < ask.moves().payback().toMillis();
        RightSizingSearch choice = new RightSizingSearch(
                ask, advice.get(), needs.need(), room(terms, pool), new GpuSlice(terms.gpuSlice()));
        Optional<SizePrice> price = running.flatMap(size -> pool.flatMap(DominantShare::of));
        return price.map(p -> choice.cheapest(p, restless)).orElseGet(() -> choice.advised(restless));
    }

    private void noteInForce(Optional<Resources> running, long now) {
        if (!running.equals(inForce)) {
            // what ran before the first observation may change at once
            inForceSince = inForce.isPresent() ? now : Long.MIN_VALUE;
            inForce = running;
            changed = true;
        }
    }

    /**
     * Returns the units per second that a replica of {@code size} serves, if one of {@code known} serves {@code
     * perReplica}. Used for a rate that was stated or learned at resources that are no longer in force.
     */
    public double perReplica(double perReplica, Resources known, Resources size) {
        return size.equals(known)
                ? perReplica
                : new PromisedCapacity(needs.need(), MARGIN, perReplica, Optional.of(known)).unitsPerSecond(size);
    }

    /** Returns the resources of the replicas by their own reports; empty if they do not tell. */
    public Optional<Resources> given() {
        return given;
    }

    /** Returns true if what {@link #write} writes has changed since the last write. */
    public boolean changed() {
        return changed;
    }

    /** Writes what was collected in intervals that are not over. */
    public void writeOpen(DataOutput out) throws IOException {
        VarInts.writeCount(open.size(), out);
        for (Map.Entry<Long, UsageInterval> interval : open.entrySet()) {
            VarInts.writeCount(interval.getKey(), out);
            interval.getValue().write(out);
        }
    }

    public void readOpen(DataInput in) throws IOException {
        open.clear();
        for (long i = VarInts.readCount(in); i > 0; i--) {
            open.put(VarInts.readCount(in), UsageInterval.read(in));
        }
    }

    /** Writes what was learned, which then counts as unchanged. */
    public void write(DataOutput out) throws IOException {
        UsageModelCodec.write(model.snapshot(), out);
        UsageModelCodec.write(needs.state(), out);
        VarInts.write(storageLimit.orElse(Double.NaN), out);
        ResourcesState.write(given, out);
        ResourcesState.write(advised, out);
        ResourcesState.write(inForce, out);
        out.writeLong(inForceSince);
        changed = false;
    }

    public void read(DataInput in) throws IOException {
        model.restore(UsageModelCodec.read(in));
        needs.restore(UsageModelCodec.need(in));
        double limit = VarInts.read(in);
        storageLimit = Double.isNaN(limit) ? OptionalDouble.empty() : OptionalDouble.of(limit);
        given = ResourcesState.read(in);
        advised = ResourcesState.read(in);
        inForce = ResourcesState.read(in);
        inForceSince = in.readLong();
        current = Optional.empty();
        changed = false;
    }
}
