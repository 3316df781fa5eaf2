package dev.sluice.web.model.series;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes that one service may keep: an equal share of a fixed budget. With twice as many services each keeps half as
 * much of the past, and the process stays as large as it was.
 */
public final class MemoryShare {
    private static final long LARGEST_BUDGET = 512L << 20;
    /** What a service takes beside its history, measured. */
    private static final long BASE_BYTES = 6_000;

    private final long budget;
    private final long mostServices;
    private final AtomicInteger services = new AtomicInteger();

    public MemoryShare(long heap) {
        this.budget = Math.min(LARGEST_BUDGET, heap / 8);
        this.mostServices = Math.max(100, heap / 4 / BASE_BYTES);
    }

    public static MemoryShare ofThisProcess() {
        return new MemoryShare(Runtime.getRuntime().maxMemory());
    }

    /** Makes room for one more service; false where there is none. */
    public boolean admit() {
        return services.getAndUpdate(n -> n < mostServices ? n + 1 : n) < mostServices;
    }

    /** A service is shown no more. */
    public void leave() {
        services.decrementAndGet();
    }

    /** Bytes for a part of one service's history. */
    public int bytes(double part) {
        return (int) Math.min(Integer.MAX_VALUE, part * budget / Math.max(1, services.get()));
    }
}
