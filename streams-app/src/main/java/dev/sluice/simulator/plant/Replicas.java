package dev.sluice.simulator.plant;

import java.util.Arrays;

/**
 * Ready and ordered replicas over time: an order upwards is ready after the lead time, one downwards at once, and an
 * order cancels what is pending above it.
 */
public final class Replicas {
    private final long lead;
    private final Timeline readiness = new Timeline();
    private int ready;
    private long clock;
    private long area;
    private long paid;
    private long[] dueAt = new long[8];
    private int[] dueSize = new int[8];
    private int first;
    private int pending;

    public Replicas(long leadMillis, int ready, long now) {
        this.lead = leadMillis;
        this.ready = ready;
        this.clock = now;
        readiness.add(now, ready);
    }

    public int ready() {
        return ready;
    }

    /** What was asked for last. */
    public int ordered() {
        return pending == 0 ? ready : dueSize[(first + pending - 1) % dueSize.length];
    }

    /** When the next ordered replicas become ready; {@link Long#MAX_VALUE}: none are ordered. */
    public long nextReady() {
        return pending == 0 ? Long.MAX_VALUE : dueAt[first];
    }

    /** Every count of ready replicas and when it began. */
    Timeline readiness() {
        return readiness;
    }

    /** Lets time pass; orders that are due by {@code to} become ready. */
    public void advance(long to) {
        while (nextReady() <= to) {
            passTo(Math.max(clock, dueAt[first]));
            int size = dueSize[first];
            first = (first + 1) % dueSize.length;
            pending--;
            if (size > ready) {
                become(size);
            }
        }
        passTo(to);
    }

    /** Replica-milliseconds since the last call. */
    public long takeArea() {
        long taken = area;
        area = 0;
        return taken;
    }

    /** Replica-milliseconds since the last call that are paid for: from the order of a replica until it is gone. */
    public long takePaid() {
        long taken = paid;
        paid = 0;
        return taken;
    }

    /** A ready replica is taken away, and its replacement ordered at once. */
    public void lose() {
        int size = ordered();
        for (int i = 0; i < pending; i++) {
            dueSize[(first + i) % dueSize.length]--;
        }
        become(ready - 1);
        push(clock + lead, size);
    }

    /** From now on {@code size} replicas are wanted; time must have been advanced to now. */
    public void order(int size) {
        while (pending > 0 && ordered() > size) {
            pending--;
        }
        if (size < ready) {
            become(size);
            pending = 0;
        } else if (size > ready && (pending == 0 || ordered() < size)) {
            push(clock + lead, size);
            if (lead == 0) {
                advance(clock);
            }
        }
    }

    private void passTo(long to) {
        area += ready * (to - clock);
        paid += ordered() * (to - clock);
        clock = to;
    }

    private void become(int size) {
        ready = size;
        readiness.add(clock, size);
    }

    private void push(long at, int size) {
        if (pending == dueAt.length) {
            unroll();
        }
        int slot = (first + pending) % dueAt.length;
        dueAt[slot] = at;
        dueSize[slot] = size;
        pending++;
    }

    private void unroll() {
        long[] at = Arrays.copyOf(dueAt, 2 * pending);
        int[] size = Arrays.copyOf(dueSize, 2 * pending);
        for (int i = 0; i < pending; i++) {
            at[i] = dueAt[(first + i) % pending];
            size[i] = dueSize[(first + i) % pending];
        }
        dueAt = at;
        dueSize = size;
        first = 0;
    }
}
