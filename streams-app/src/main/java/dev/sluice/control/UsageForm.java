package dev.sluice.control;

import dev.sluice.allocation.vertical.MemoryPeaks;
import dev.sluice.allocation.vertical.NeedModel;
import dev.sluice.allocation.vertical.ResourceHistogram;
import dev.sluice.allocation.vertical.StorageGrowth;
import dev.sluice.allocation.vertical.UsageModel;
import dev.sluice.policy.Resources;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The state form of what was learned of the use of resources: exact, and only what is filled. */
final class UsageForm {
    private static final int LINE = 5;

    private UsageForm() {}

    static void write(UsageModel.Snapshot s, DataOutput out) throws IOException {
        write(s.cpu(), out);
        write(s.gpu(), out);
        write(s.memory(), out);
        write(s.gpuMemory(), out);
        write(s.memoryPeaks(), out);
        write(s.gpuMemoryPeaks(), out);
        write(s.storage(), out);
        Numbers.writeCount(s.seen().samples(), out);
        Numbers.writeCount(s.seen().first(), out);
        Numbers.writeCount(s.seen().last(), out);
    }

    static UsageModel.Snapshot read(DataInput in) throws IOException {
        return new UsageModel.Snapshot(
                histogram(in),
                histogram(in),
                histogram(in),
                histogram(in),
                peaks(in),
                peaks(in),
                growth(in),
                new UsageModel.Seen(Numbers.readCount(in), Numbers.readCount(in), Numbers.readCount(in)));
    }

    private static void write(ResourceHistogram.Snapshot s, DataOutput out) throws IOException {
        Numbers.writeCount(s.weights().size(), out);
        int before = 0;
        for (Map.Entry<Integer, Double> bucket : s.weights().entrySet()) {
            Numbers.writeCount(bucket.getKey() - before, out);
            Numbers.write(bucket.getValue(), out);
            before = bucket.getKey();
        }
        Numbers.write(s.total(), out);
        Numbers.writeCount(s.reference(), out);
    }

    private static ResourceHistogram.Snapshot histogram(DataInput in) throws IOException {
        Map<Integer, Double> weights = new TreeMap<>();
        int bucket = 0;
        for (long i = Numbers.readCount(in); i > 0; i--) {
            bucket += (int) Numbers.readCount(in);
            weights.put(bucket, Numbers.read(in));
        }
        return new ResourceHistogram.Snapshot(weights, Numbers.read(in), Numbers.readCount(in));
    }

    private static void write(MemoryPeaks.State s, DataOutput out) throws IOException {
        out.writeBoolean(s.started());
        Numbers.writeCount(s.end(), out);
        Numbers.write(s.usagePeak(), out);
        Numbers.write(s.killPeak(), out);
        Numbers.writeCount(s.lastSample(), out);
    }

    private static MemoryPeaks.State peaks(DataInput in) throws IOException {
        return new MemoryPeaks.State(
                in.readBoolean(), Numbers.readCount(in), Numbers.read(in), Numbers.read(in), Numbers.readCount(in));
    }

    private static void write(StorageGrowth.State s, DataOutput out) throws IOException {
        out.writeBoolean(s.started());
        Numbers.writeCount(s.origin(), out);
        Numbers.writeCount(s.last(), out);
        Numbers.write(s.used(), out);
        Numbers.write(s.freed(), out);
        Numbers.write(s.peak(), out);
        Numbers.write(s.line(), out);
    }

    private static StorageGrowth.State growth(DataInput in) throws IOException {
        return new StorageGrowth.State(
                in.readBoolean(),
                Numbers.readCount(in),
                Numbers.readCount(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.read(in),
                Numbers.readAll(LINE, in));
    }

    static void write(NeedModel.State s, DataOutput out) throws IOException {
        Numbers.writeCount(s.last(), out);
        Numbers.write(s.cpu(), out);
        Numbers.write(s.memory(), out);
        Numbers.write(s.gpu(), out);
        Numbers.write(s.gpuMemory(), out);
    }

    static NeedModel.State need(DataInput in) throws IOException {
        return new NeedModel.State(
                Numbers.readCount(in),
                Numbers.readAll(LINE, in),
                Numbers.readAll(LINE, in),
                Numbers.readAll(LINE, in),
                Numbers.readAll(LINE, in));
    }

    static void write(Optional<Resources> size, DataOutput out) throws IOException {
        out.writeBoolean(size.isPresent());
        if (size.isPresent()) {
            Resources r = size.get();
            Numbers.write(r.cpuCores(), out);
            Numbers.writeCount(r.memoryBytes(), out);
            Numbers.write(r.gpus(), out);
            Numbers.writeCount(r.gpuMemoryBytes(), out);
            Numbers.writeCount(r.storageBytes(), out);
        }
    }

    static Optional<Resources> resources(DataInput in) throws IOException {
        return in.readBoolean()
                ? Optional.of(new Resources(
                        Numbers.read(in),
                        Numbers.readCount(in),
                        Numbers.read(in),
                        Numbers.readCount(in),
                        Numbers.readCount(in)))
                : Optional.empty();
    }
}
