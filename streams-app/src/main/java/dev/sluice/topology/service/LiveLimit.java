package dev.sluice.topology.service;

import dev.sluice.topology.TopologySettings;
import java.util.concurrent.atomic.AtomicInteger;

/** How many services may be live: so many in one process, in equal parts for the tasks that it has at the moment. */
public final class LiveLimit {
    /** Bytes of heap that a live service takes, with room for what is under way (docs/benchmarks.md). */
    private static final long BYTES_EACH = 40_000;

    /** Part of the heap that live services may take. */
    private static final int PART_OF_HEAP = 2;

    private final int most;
    private final AtomicInteger tasks = new AtomicInteger();

    LiveLimit(int most) {
        this.most = most;
    }

    /** So many, or as many as half of the heap holds for {@link TopologySettings#AS_MANY_AS_FIT}. */
    public static LiveLimit of(int wanted) {
        long fit = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES_EACH;
        return new LiveLimit(
                wanted == TopologySettings.AS_MANY_AS_FIT ? (int) Math.min(fit, Integer.MAX_VALUE) : wanted);
    }

    public void taskCame() {
        tasks.incrementAndGet();
    }

    public void taskWent() {
        tasks.decrementAndGet();
    }

    /** Services that each task may keep live. */
    public int each() {
        return each(most);
    }

    /** What each task may have of something that the process may have {@code whole} of; at least one. */
    public int each(int whole) {
        return Math.max(1, whole / Math.max(1, tasks.get()));
    }
}
