package dev.sluice.sizing;

import dev.sluice.demand.LatencyHistogram;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A fleet that serves requests one by one, on a clock of seconds: who arrives, how long the work takes and who waits for
 * whom is played out, so that latencies follow load as they do in the named kind of service.
 */
public final class LatencyPlant {
    /** How work is taken on. */
    public enum Kind {
        /** One line, exponential work. */
        M_M_C,
        /** One line, work that is always the same. */
        M_D_C,
        /** One line, work that differs widely (lognormal, squared coefficient of variation 2). */
        M_G_C,
        /** Each replica works on all that it has at once, each the slower. */
        SHARED,
        /** All wait for one database: the size changes nothing. */
        DATABASE
    }

    private final Kind kind;
    private final double serviceSeconds;
    private final int slots;
    private final SplittableRandom random;
    private PriorityQueue<Double> free = new PriorityQueue<>();
    private double[] shared = new double[0];
    private int replicas;
    private double carry;

    /**
     * @param serviceSeconds mean work of a request
     * @param slots requests that a replica works on at a time
     */
    public LatencyPlant(Kind kind, double serviceSeconds, int slots, long seed) {
        this.kind = kind;
        this.serviceSeconds = serviceSeconds;
        this.slots = slots;
        random = new SplittableRandom(seed);
    }

    /** Requests a second that one replica could serve at most. */
    public double perReplica() {
        return slots / serviceSeconds;
    }

    /**
     * What one window brought.
     *
     * @param requests that arrived
     * @param completed that were finished by its end
     * @param latency of those that arrived
     */
    public record Served(int requests, int completed, LatencyHistogram latency) {}

    /** Plays a window with so many ready replicas. */
    public Served window(double from, double seconds, double rate, int ready) {
        resize(from, ready);
        long[] counts = new long[400];
        int requests = 0;
        int late = 0;
        double end = from + seconds;
        for (double t = from + gap(rate); t < end; t += gap(rate)) {
            double latency = serve(t);
            requests++;
            late += t + latency > end ? 1 : 0;
            // scale 4: 16 buckets a factor of two, from a microsecond
            int bucket = (int) Math.floor(16 * Math.log(Math.max(1e-3, 1000 * latency)) / Math.log(2)) + 160;
            counts[Math.min(399, Math.max(0, bucket))]++;
        }
        // who is late is finished in the next window, as long as the line does not grow
        int completed = (int) Math.round(Math.max(0, requests - late + carry));
        carry = late;
        return new Served(requests, completed, new LatencyHistogram(4, 0, -160, counts));
    }

    private double gap(double rate) {
        return -Math.log(1 - random.nextDouble()) / rate;
    }

    private double work() {
        double u = random.nextDouble();
        return switch (kind) {
            case M_D_C -> serviceSeconds;
            case M_G_C -> {
                double sigma = Math.sqrt(Math.log(3));
                yield serviceSeconds * Math.exp(sigma * normal() - sigma * sigma / 2);
            }
            case DATABASE -> serviceSeconds * (.9 + .2 * u);
            case M_M_C, SHARED -> -serviceSeconds * Math.log(1 - u);
        };
    }

    private double normal() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private double serve(double t) {
        if (kind == Kind.DATABASE) {
            return work();
        }
        if (kind == Kind.SHARED) {
            return share(t);
        }
        double start = Math.max(t, free.remove());
        double end = start + work();
        free.add(end);
        return end - t;
    }

    /** Processor sharing by its known law: a request in the company of those that work now takes so much longer. */
    private double share(double t) {
        int at = random.nextInt(shared.length);
        // work left on that replica, each slot's worth a second
        double left = Math.max(0, shared[at] - t);
        double work = work() / slots;
        shared[at] = Math.max(shared[at], t) + work;
        return work * slots * (1 + left / (serviceSeconds / slots));
    }

    private void resize(double t, int ready) {
        while (replicas < ready) {
            for (int i = 0; i < slots; i++) {
                free.add(t);
            }
            replicas++;
        }
        while (replicas > ready) {
            for (int i = 0; i < slots; i++) {
                free.remove();
            }
            replicas--;
        }
        double[] next = new double[replicas];
        System.arraycopy(shared, 0, next, 0, Math.min(shared.length, next.length));
        shared = next;
    }
}
