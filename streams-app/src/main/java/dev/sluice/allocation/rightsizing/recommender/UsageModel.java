package dev.sluice.allocation.rightsizing.recommender;

import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the replicas of one service use, as far as it says how large they should be. State, mutable; times are epoch
 * seconds.
 */
public final class UsageModel {
    private static final long DAY = 86_400;
    private static final double CPU_WEIGHT = .1;

    private final ResourceHistogram cpu = new ResourceHistogram(Buckets.CPU, DAY);
    private final ResourceHistogram gpu = new ResourceHistogram(Buckets.CPU, DAY);
    private final ResourceHistogram memory = new ResourceHistogram(Buckets.MEMORY, DAY);
    private final ResourceHistogram gpuMemory = new ResourceHistogram(Buckets.MEMORY, DAY);
    private final MemoryPeaks memoryPeaks = new MemoryPeaks(DAY);
    private final MemoryPeaks gpuMemoryPeaks = new MemoryPeaks(DAY);
    private final StorageGrowth storage = new StorageGrowth();
    private final long sampleSeconds;
    private Seen seen = new Seen(0, 0, 0);

    /** A model that is fed once a minute. */
    public UsageModel() {
        this(60);
    }

    /** A model of which each interval stands for so many seconds. */
    public UsageModel(long sampleSeconds) {
        this.sampleSeconds = sampleSeconds;
    }

    /** How much was seen: samples, and the times of the first and last. */
    public record Seen(long samples, long first, long last) {}

    /** Learns from one interval that ended at {@code at}; one that is not newer than the last is ignored. */
    public void observe(Usage usage, long at) {
        if (seen.samples() > 0 && at <= seen.last()) {
            return;
        }
        seen = new Seen(seen.samples() + 1, seen.samples() == 0 ? at : seen.first(), at);
        usage.cpuCores().ifPresent(cores -> cpu.add(cores, CPU_WEIGHT, at));
        usage.gpus().ifPresent(gpus -> gpu.add(gpus, CPU_WEIGHT, at));
        usage.memoryBytes().ifPresent(bytes -> memoryPeaks.used(bytes, at, booked(memory)));
        usage.gpuMemoryBytes().ifPresent(bytes -> gpuMemoryPeaks.used(bytes, at, booked(gpuMemory)));
        usage.storageBytes().ifPresent(bytes -> storage.used(bytes, at));
        OptionalDouble had = usage.memoryLimit().isPresent() ? usage.memoryLimit() : usage.memoryBytes();
        if (usage.kills() > 0 && had.isPresent()) {
            memoryPeaks.killed(had.getAsDouble(), at, booked(memory));
        }
    }

    private static MemoryPeaks.Book booked(ResourceHistogram histogram) {
        return new MemoryPeaks.Book() {
            @Override
            public void add(double bytes, long intervalEnd) {
                histogram.add(bytes, 1, intervalEnd);
            }

            @Override
            public void subtract(double bytes, long intervalEnd) {
                histogram.subtract(bytes, 1, intervalEnd);
            }
        };
    }

    /** What one replica should get by {@code rules}; zero for a resource of which no use was seen. */
    public SizeAdvice advise(SizeRules rules, long now) {
        double confidence = Estimate.confidence(
                seen.samples() * sampleSeconds / 60, (double) (seen.last() - seen.first()), (double) DAY);
        Estimate cores = estimate(cpu, rules, confidence, rules.least().cpuCores());
        Estimate bytes =
                estimate(memory, rules, confidence, (double) rules.least().memoryBytes());
        Estimate gpus = estimate(gpu, rules, confidence, rules.least().gpus());
        Estimate gpuBytes =
                estimate(gpuMemory, rules, confidence, (double) rules.least().gpuMemoryBytes());
        Estimate disk = storage(rules);
        Resources target = new Resources(
                cores.target(),
                (long) Math.ceil(bytes.target()),
                rules.slice().up(gpus.target()),
                (long) Math.ceil(gpuBytes.target()),
                (long) Math.ceil(disk.target()));
        return new SizeAdvice(
                target, cores, bytes, gpus, gpuBytes, disk, confidence, storage.perSecond(), fullIn(rules, now));
    }

    private static Estimate estimate(ResourceHistogram use, SizeRules rules, double confidence, double least) {
        return use.isEmpty()
                ? new Estimate(least, least, Estimate.CAP)
                : Estimate.of(use, rules.margin(), confidence, least);
    }

    /** Enough while it lasts for half of the horizon; never too much, for what was given out is seldom taken back. */
    private Estimate storage(SizeRules rules) {
        double least = (double) rules.least().storageBytes();
        return new Estimate(
                Math.max(least, storage.needed(rules.storageHorizon().dividedBy(2), 0)),
                Math.max(least, storage.needed(rules.storageHorizon(), rules.margin())),
                Estimate.CAP);
    }

    /** {@code amounts}, but nothing of a resource of which no use was seen. */
    public Resources ofMeasured(Resources amounts) {
        return new Resources(
                cpu.isEmpty() ? 0 : amounts.cpuCores(),
                memory.isEmpty() ? 0 : amounts.memoryBytes(),
                gpu.isEmpty() ? 0 : amounts.gpus(),
                gpuMemory.isEmpty() ? 0 : amounts.gpuMemoryBytes(),
                storage.isEmpty() ? 0 : amounts.storageBytes());
    }

    /** How much was seen so far. */
    public Seen seen() {
        return seen;
    }

    private Optional<Duration> fullIn(SizeRules rules, long now) {
        return rules.storageLimit().isPresent()
                ? storage.timeToFull(rules.storageLimit().getAsDouble(), now)
                : Optional.empty();
    }

    /** Everything remembered, without loss, for storing. */
    public Snapshot snapshot() {
        return new Snapshot(
                cpu.snapshot(),
                gpu.snapshot(),
                memory.snapshot(),
                gpuMemory.snapshot(),
                memoryPeaks.state(),
                gpuMemoryPeaks.state(),
                storage.state(),
                seen);
    }

    /** Continues from {@code snapshot}. */
    public void restore(Snapshot snapshot) {
        cpu.restore(snapshot.cpu());
        gpu.restore(snapshot.gpu());
        memory.restore(snapshot.memory());
        gpuMemory.restore(snapshot.gpuMemory());
        memoryPeaks.restore(snapshot.memoryPeaks());
        gpuMemoryPeaks.restore(snapshot.gpuMemoryPeaks());
        storage.restore(snapshot.storage());
        seen = snapshot.seen();
    }

    /** The model at rest. */
    public record Snapshot(
            ResourceHistogram.Snapshot cpu,
            ResourceHistogram.Snapshot gpu,
            ResourceHistogram.Snapshot memory,
            ResourceHistogram.Snapshot gpuMemory,
            MemoryPeaks.State memoryPeaks,
            MemoryPeaks.State gpuMemoryPeaks,
            StorageGrowth.State storage,
            Seen seen) {}
}
