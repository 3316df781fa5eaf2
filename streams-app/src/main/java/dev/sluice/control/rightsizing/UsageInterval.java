package dev.sluice.control.rightsizing;

import dev.sluice.allocation.rightsizing.recommender.Usage;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.message.report.UsageReport.Amounts;
import dev.sluice.policy.Resources;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the replicas of one service used and served in an interval that is not over.
 *
 * <p>Memory and storage are the maximum over all replicas. The busiest replica is sought among at most {@value
 * #WATCHED} of them, those with the lowest hashes of their names, so that the state of a service does not grow with its
 * replica count.
 */
final class UsageInterval {
    private static final int WATCHED = 8;
    /** Maximum ratio between the largest and the smallest replica count of an interval. */
    private static final double STEADY = 1.25;
    /** A higher limit is how platforms write "no limit", bytes. */
    private static final double UNLIMITED = 1e15;

    private final TreeMap<Integer, Work> watched = new TreeMap<>();
    private double memory = Double.NaN;
    private double gpuMemory = Double.NaN;
    private double storage = Double.NaN;
    private double storageLimit = Double.NaN;
    private Amounts limit = Amounts.UNKNOWN;
    private double killedAt = Double.NaN;
    private long kills;
    private double units;
    private double replicaSeconds;
    private int fewest = Integer.MAX_VALUE;
    private int most;

    void add(UsageReport r) {
        float seconds = (r.to() - r.from()) / 1000f;
        watch(r, seconds);
        memory = higher(memory, r.used().memory());
        gpuMemory = higher(gpuMemory, r.used().gpuMemory());
        double disk = r.used().storage();
        if (disk > storage || Double.isNaN(storage)) {
            storage = disk;
            storageLimit = known(r.limit().storage());
        }
        limit = r.limit();
        if (r.kills() > 0) {
            kills += r.kills();
            double allowed = known(r.limit().memory());
            killedAt = higher(killedAt, Double.isNaN(allowed) ? r.used().memory() : allowed);
        }
    }

    private void watch(UsageReport r, float seconds) {
        // spread by the golden ratio, because numbered names have neighbouring hashes (Knuth, TAOCP 3, 6.4)
        int hash = r.instance().hashCode() * 0x9E3779B9;
        watched.computeIfAbsent(hash, h -> new Work()).add(r, seconds);
        if (watched.size() > WATCHED) {
            watched.pollLastEntry();
        }
    }

    /** Adds what {@code replicas} served in a window of this interval. */
    void served(double unitsPerSecond, int replicas, double seconds) {
        units += unitsPerSecond * seconds;
        replicaSeconds += replicas * seconds;
        fewest = Math.min(fewest, replicas);
        most = Math.max(most, replicas);
    }

    /**
     * Returns the units per second that one replica served; empty if unknown, or if the replica count changed too much.
     */
    OptionalDouble unitsEach() {
        return replicaSeconds > 0 && most <= STEADY * fewest
                ? OptionalDouble.of(units / replicaSeconds)
                : OptionalDouble.empty();
    }

    /** Returns what the busiest replica used. */
    Usage highest() {
        return new Usage(
                busiest(work -> work.cpu),
                some(memory),
                busiest(work -> work.gpu),
                some(gpuMemory),
                some(storage),
                some(killedAt),
                (int) Math.min(Integer.MAX_VALUE, kills));
    }

    private OptionalDouble busiest(Function<Work, Mean> part) {
        return watched.values().stream()
                .map(part.andThen(Mean::mean))
                .flatMapToDouble(OptionalDouble::stream)
                .max();
    }

    /** Returns the storage of the fullest replica, bytes. */
    OptionalDouble storageLimit() {
        return some(storageLimit);
    }

    /** Returns the resources of replicas by the newest report; empty if it lacks a resource that they use. */
    Optional<Resources> given() {
        double cpu = amount(limit.cpu(), busiest(work -> work.cpu).isPresent());
        double bytes = amount(limit.memory(), !Double.isNaN(memory));
        double gpu = amount(limit.gpu(), busiest(work -> work.gpu).isPresent());
        double gpuBytes = amount(limit.gpuMemory(), !Double.isNaN(gpuMemory));
        double disk = amount(limit.storage(), !Double.isNaN(storage));
        return Double.isNaN(cpu + bytes + gpu + gpuBytes + disk) || cpu + bytes + gpu == 0
                ? Optional.empty()
                : Optional.of(new Resources(cpu, (long) bytes, gpu, (long) gpuBytes, (long) disk));
    }

    private static double amount(double limit, boolean used) {
        double known = known(limit);
        return Double.isNaN(known) && !used ? 0 : known;
    }

    private static double known(double limit) {
        return limit > 0 && limit < UNLIMITED ? limit : Double.NaN;
    }

    private static double higher(double a, double b) {
        return Double.isNaN(a) || b > a ? b : a;
    }

    private static OptionalDouble some(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeCount(watched.size(), out);
        for (Map.Entry<Integer, Work> entry : watched.entrySet()) {
            out.writeInt(entry.getKey());
            entry.getValue().write(out);
        }
        double[] numbers = {
            memory,
            gpuMemory,
            storage,
            storageLimit,
            killedAt,
            units,
            replicaSeconds,
            fewest,
            most,
            limit.cpu(),
            limit.memory(),
            limit.gpu(),
            limit.gpuMemory(),
            limit.storage()
        };
        VarInts.write(numbers, out);
        VarInts.writeCount(kills, out);
    }

    static UsageInterval read(DataInput in) throws IOException {
        UsageInterval read = new UsageInterval();
        for (long i = VarInts.readCount(in); i > 0; i--) {
            read.watched.computeIfAbsent(in.readInt(), h -> new Work()).read(in);
        }
        double[] numbers = VarInts.readAll(14, in);
        read.memory = numbers[0];
        read.gpuMemory = numbers[1];
        read.storage = numbers[2];
        read.storageLimit = numbers[3];
        read.killedAt = numbers[4];
        read.units = numbers[5];
        read.replicaSeconds = numbers[6];
        read.fewest = (int) numbers[7];
        read.most = (int) numbers[8];
        read.limit = new Amounts(numbers[9], numbers[10], numbers[11], numbers[12], numbers[13]);
        read.kills = VarInts.readCount(in);
        return read;
    }

    /** CPU and GPU in use. */
    private static final class Work {
        final Mean cpu = new Mean();
        final Mean gpu = new Mean();

        void add(UsageReport r, float seconds) {
            cpu.add(r.cpu(), seconds);
            gpu.add(r.gpu(), seconds);
        }

        void write(DataOutput out) throws IOException {
            cpu.write(out);
            gpu.write(out);
        }

        void read(DataInput in) throws IOException {
            cpu.read(in);
            gpu.read(in);
        }
    }

    /** A mean over time; in single precision, because it is written with every commit. */
    private static final class Mean {
        private float sum;
        private float seconds;

        void add(double value, float duration) {
            if (!Double.isNaN(value)) {
                sum += (float) value * duration;
                seconds += duration;
            }
        }

        OptionalDouble mean() {
            return seconds > 0 ? OptionalDouble.of((double) sum / seconds) : OptionalDouble.empty();
        }

        void write(DataOutput out) throws IOException {
            VarInts.write(seconds, out);
            if (seconds > 0) {
                VarInts.write(sum, out);
            }
        }

        void read(DataInput in) throws IOException {
            seconds = (float) VarInts.read(in);
            sum = seconds > 0 ? (float) VarInts.read(in) : 0;
        }
    }
}
