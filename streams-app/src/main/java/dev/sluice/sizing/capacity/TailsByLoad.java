package dev.sluice.sizing.capacity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The latency tails that were observed at each load, as logarithms of tail / bound: below 0, the bound was kept.
 *
 * <p>Loads are shares of what a replica serves, in bands of {@value #WIDTH}. The last {@value #KEPT} tails of each
 * band are kept, and none of a band that was not observed for {@link #MEMORY}. A band counts as known once it has
 * {@value #ENOUGH} tails. The state is exactly what is written.
 */
final class TailsByLoad {
    static final double WIDTH = .05;
    static final int BANDS = 31;
    static final int KEPT = 8;
    static final int ENOUGH = 5;
    static final Duration MEMORY = Duration.ofHours(6);
    private static final double LARGEST = 15;
    private static final double UNIT = 5e-4;

    private final short[][] tails = new short[BANDS][KEPT];
    private final int[] seen = new int[BANDS];
    private final long[] last = new long[BANDS];
    private final long memoryMs;

    TailsByLoad() {
        this(MEMORY);
    }

    /** Tails of which those count that a band got within {@code memory}. */
    TailsByLoad(Duration memory) {
        memoryMs = memory.toMillis();
    }

    /** The band that a load belongs to. */
    static int band(double load) {
        return (int) Math.max(0, Math.min(BANDS - 1, Math.floor(load / WIDTH)));
    }

    /** The load in the middle of a band. */
    static double middle(int band) {
        return (band + .5) * WIDTH;
    }

    /** The load at which a band ends. */
    static double end(int band) {
        return (band + 1) * WIDTH;
    }

    /** Adds a tail, the logarithm of tail / bound, observed in a window that ended at {@code end} (ms). */
    void add(double load, double tail, long end) {
        for (int band = 0; band < BANDS; band++) {
            if (seen[band] > 0 && end - last[band] > memoryMs) {
                seen[band] = 0;
            }
        }
        int band = band(load);
        double clipped = Math.max(-LARGEST, Math.min(LARGEST, tail));
        tails[band][seen[band] % KEPT] = (short) Math.round(clipped / UNIT);
        seen[band] = seen[band] + 1 == 2 * KEPT ? KEPT : seen[band] + 1;
        last[band] = end;
    }

    void clear() {
        Arrays.fill(seen, 0);
    }

    boolean isEmpty() {
        return Arrays.stream(seen).allMatch(count -> count == 0);
    }

    boolean known(int band) {
        return seen[band] >= ENOUGH;
    }

    /** True if a band holds the maximum number of tails. */
    boolean full(int band) {
        return seen[band] >= KEPT;
    }

    /** The median of a band's tails. */
    double median(int band) {
        short[] sorted = sorted(band);
        return UNIT * sorted[sorted.length / 2];
    }

    /** The standard error of the median, from the quartiles as of a normal distribution. */
    double error(int band) {
        short[] sorted = sorted(band);
        int quarter = sorted.length / 4;
        double quartiles = UNIT * (sorted[sorted.length - 1 - quarter] - sorted[quarter]);
        return quartiles / 1.35 / Math.sqrt(sorted.length);
    }

    /** The third largest of a band's tails: two wrong reports in a row cannot move it, and most windows keep it. */
    private double high(int band) {
        short[] sorted = sorted(band);
        return UNIT * sorted[sorted.length - 3];
    }

    private short[] sorted(int band) {
        short[] sorted = Arrays.copyOf(tails[band], Math.min(KEPT, seen[band]));
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * The high tail of every known band, made to rise with the load by pooling neighbors that do not rise (isotonic
     * regression, M. Ayer and others 1955). NaN for the other bands.
     */
    double[] rising() {
        double[] level = new double[BANDS];
        int[] start = new int[BANDS];
        int[] size = new int[BANDS];
        int blocks = 0;
        for (int band = 0; band < BANDS; band++) {
            if (!known(band)) {
                continue;
            }
            level[blocks] = high(band);
            start[blocks] = band;
            size[blocks++] = 1;
            while (blocks > 1 && level[blocks - 2] > level[blocks - 1]) {
                blocks--;
                int both = size[blocks - 1] + size[blocks];
                level[blocks - 1] = (level[blocks - 1] * size[blocks - 1] + level[blocks] * size[blocks]) / both;
                size[blocks - 1] = both;
            }
        }
        return spread(level, start, blocks);
    }

    private double[] spread(double[] level, int[] start, int blocks) {
        double[] rising = new double[BANDS];
        Arrays.fill(rising, Double.NaN);
        int block = -1;
        for (int band = 0; band < BANDS; band++) {
            block += block + 1 < blocks && start[block + 1] == band ? 1 : 0;
            if (known(band)) {
                rising[band] = level[block];
            }
        }
        return rising;
    }

    /** The lowest known band whose load is at least {@code load}. */
    OptionalInt knownFrom(double load) {
        for (int band = 0; band < BANDS; band++) {
            if (known(band) && middle(band) >= load) {
                return OptionalInt.of(band);
            }
        }
        return OptionalInt.empty();
    }

    void write(DataOutput out) throws IOException {
        int used = 0;
        for (int band = 0; band < BANDS; band++) {
            used |= seen[band] > 0 ? 1 << band : 0;
        }
        out.writeInt(used);
        for (int band = 0; band < BANDS; band++) {
            if (seen[band] > 0) {
                out.writeByte(seen[band]);
                out.writeLong(last[band]);
                for (int i = 0; i < Math.min(KEPT, seen[band]); i++) {
                    out.writeShort(tails[band][i]);
                }
            }
        }
    }

    static TailsByLoad read(DataInput in) throws IOException {
        TailsByLoad read = new TailsByLoad();
        int used = in.readInt();
        for (int band = 0; band < BANDS; band++) {
            if ((used & 1 << band) != 0) {
                int seen = in.readUnsignedByte();
                if (seen == 0 || seen >= 2 * KEPT) {
                    throw new IOException("damaged latency snapshot: " + seen + " tails in a band");
                }
                read.seen[band] = seen;
                read.last[band] = in.readLong();
                for (int i = 0; i < Math.min(KEPT, seen); i++) {
                    read.tails[band][i] = in.readShort();
                }
            }
        }
        return read;
    }
}
