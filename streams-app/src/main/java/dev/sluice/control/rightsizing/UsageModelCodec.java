package dev.sluice.control.rightsizing;

import dev.sluice.allocation.rightsizing.NeedModel;
import dev.sluice.allocation.rightsizing.recommender.MemoryPeaks;
import dev.sluice.allocation.rightsizing.recommender.ResourceHistogram;
import dev.sluice.allocation.rightsizing.recommender.StorageGrowth;
import dev.sluice.allocation.rightsizing.recommender.UsageModel;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Writes and reads the learned resource use: exact values, and only the buckets that are filled. */
final class UsageModelCodec {
    private static final int LINE = 5;

    private UsageModelCodec() {}

    static void write(UsageModel.Snapshot s, DataOutput out) throws IOException {
        write(s.cpu(), out);
        write(s.gpu(), out);
        write(s.memory(), out);
        write(s.gpuMemory(), out);
        write(s.memoryPeaks(), out);
        write(s.gpuMemoryPeaks(), out);
        write(s.storage(), out);
        VarInts.writeCount(s.seen().samples(), out);
        VarInts.writeCount(s.seen().first(), out);
        VarInts.writeCount(s.seen().last(), out);
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
                new UsageModel.Seen(VarInts.readCount(in), VarInts.readCount(in), VarInts.readCount(in)));
    }

    private static void write(ResourceHistogram.Snapshot s, DataOutput out) throws IOException {
        VarInts.writeCount(s.weights().size(), out);
        int before = 0;
        for (Map.Entry<Integer, Double> bucket : s.weights().entrySet()) {
            VarInts.writeCount(bucket.getKey() - before, out);
            VarInts.write(bucket.getValue(), out);
            before = bucket.getKey();
        }
        VarInts.write(s.total(), out);
        VarInts.writeCount(s.reference(), out);
    }

    private static ResourceHistogram.Snapshot histogram(DataInput in) throws IOException {
        Map<Integer, Double> weights = new TreeMap<>();
        int bucket = 0;
        for (long i = VarInts.readCount(in); i > 0; i--) {
            bucket += (int) VarInts.readCount(in);
            weights.put(bucket, VarInts.read(in));
        }
        return new ResourceHistogram.Snapshot(weights, VarInts.read(in), VarInts.readCount(in));
    }

    private static void write(MemoryPeaks.State s, DataOutput out) throws IOException {
        out.writeBoolean(s.started());
        VarInts.writeCount(s.end(), out);
        VarInts.write(s.usagePeak(), out);
        VarInts.write(s.killPeak(), out);
        VarInts.writeCount(s.lastSample(), out);
    }

    private static MemoryPeaks.State peaks(DataInput in) throws IOException {
        return new MemoryPeaks.State(
                in.readBoolean(), VarInts.readCount(in), VarInts.read(in), VarInts.read(in), VarInts.readCount(in));
    }

    private static void write(StorageGrowth.State s, DataOutput out) throws IOException {
        out.writeBoolean(s.started());
        VarInts.writeCount(s.origin(), out);
        VarInts.writeCount(s.last(), out);
        VarInts.write(s.used(), out);
        VarInts.write(s.freed(), out);
        VarInts.write(s.peak(), out);
        VarInts.write(s.line(), out);
    }

    private static StorageGrowth.State growth(DataInput in) throws IOException {
        return new StorageGrowth.State(
                in.readBoolean(),
                VarInts.readCount(in),
                VarInts.readCount(in),
                VarInts.read(in),
                VarInts.read(in),
                VarInts.read(in),
                VarInts.readAll(LINE, in));
    }

    static void write(NeedModel.State s, DataOutput out) throws IOException {
        VarInts.writeCount(s.last(), out);
        VarInts.write(s.cpu(), out);
        VarInts.write(s.memory(), out);
        VarInts.write(s.gpu(), out);
        VarInts.write(s.gpuMemory(), out);
    }

    static NeedModel.State need(DataInput in) throws IOException {
        return new NeedModel.State(
                VarInts.readCount(in),
                VarInts.readAll(LINE, in),
                VarInts.readAll(LINE, in),
                VarInts.readAll(LINE, in),
                VarInts.readAll(LINE, in));
    }
}
