package dev.sluice.http.limits;

import dev.sluice.http.message.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that the requests of a process may take at once. Each takes more as its body comes or is read, and gives all of it back when it is
 * answered. One that finds none is refused: its client tries again, and the process lives.
 *
 * <p>A little is free for each, so that small requests are answered while large ones have taken everything.
 */
public final class RequestMemory {
    private final long capacity;
    private final long free;
    private final int whenFull;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Memory of which nothing is taken.
     *
     * @param capacity bytes that all requests share
     * @param free bytes that each has besides
     * @param whenFull status of a request that finds none now
     */
    public RequestMemory(long capacity, long free, int whenFull) {
        this.capacity = capacity;
        this.free = free;
        this.whenFull = whenFull;
    }

    /** A part of the heap: a quarter, an eighth and so on. */
    public static long ofHeap(int part) {
        return Runtime.getRuntime().maxMemory() / part;
    }

    /** What one request takes. */
    public Share open() {
        return new Share();
    }

    private boolean isTaken(long bytes) {
        if (taken.addAndGet(bytes) <= capacity) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    /** What one request has taken. */
    public final class Share implements AutoCloseable {
        private long wanted;
        private long shared;
        private boolean closed;

        private Share() {}

        /** Takes more; a problem with status 413 if it is more than there is at all, or one that says to try again. */
        public synchronized void take(long bytes) {
            wanted += bytes;
            long missing = wanted - free - shared;
            if (wanted - free > capacity) {
                throw new ProblemException(
                        413,
                        "it takes more than " + (capacity >> 20)
                                + " MB of memory to read: send less at once, or give this process a larger heap");
            }
            if (closed || (missing > 0 && !isTaken(missing))) {
                throw new ProblemException(
                                whenFull, "requests that are being read take all the memory: try again in a second")
                        .with("Retry-After", "1");
            }
            shared += Math.max(0, missing);
        }

        /** Gives all of it back; nothing can be taken any more. */
        @Override
        public synchronized void close() {
            taken.addAndGet(-shared);
            shared = 0;
            closed = true;
        }
    }
}
