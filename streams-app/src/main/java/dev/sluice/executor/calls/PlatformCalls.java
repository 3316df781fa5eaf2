package dev.sluice.executor.calls;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Calls a platform in separate threads: one call at a time per key, a bounded number at once, each with a deadline. A
 * call that misses its deadline is interrupted and given up. Its place goes to the next call, but its key stays busy
 * until the call really ends: a platform never works on two orders of one target at the same time.
 *
 * <p>Used by one thread; only the calls themselves run elsewhere.
 */
public final class PlatformCalls {
    /** Maximum number of hanging calls beside those at work: each costs a thread. */
    private static final int MOST_STUCK = 256;

    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);

    private final Executor threads;
    private final int most;
    private final Duration deadline;
    private final LongSupplier nanos;
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private final Map<PlatformCall<?>, Long> running = new LinkedHashMap<>();
    private final Map<Object, PlatformCall<?>> byKey = new HashMap<>();

    private boolean awaitedInVain;

    private record Asked(PlatformCall<?> call, long atNanos) {}

    /**
     * @param most calls at once
     * @param nanos a clock for deadlines
     */
    public PlatformCalls(Executor threads, int most, Duration deadline, LongSupplier nanos) {
        this.threads = threads;
        this.most = most;
        this.deadline = deadline;
        this.nanos = nanos;
    }

    /** Threads that are created on demand and do not keep the process alive. */
    public static Executor threads() {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "platform-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** True if a call for this key has started and not ended yet. */
    public boolean isBusy(Object key) {
        PlatformCall<?> call = byKey.get(key);
        return call != null && !call.hasEnded();
    }

    /** Makes a call as soon as there is a place for it. Its key must not be busy. */
    public <T> PlatformCall<T> start(Object key, Supplier<T> work) {
        if (isBusy(key)) {
            throw new IllegalStateException("a call for " + key + " is under way");
        }
        PlatformCall<T> call = new PlatformCall<>(work);
        byKey.put(key, call);
        waiting.add(new Asked(call, nanos.getAsLong()));
        advance();
        return call;
    }

    /** Makes a call regardless of other calls. */
    public <T> PlatformCall<T> startNow(Object key, Supplier<T> work) {
        PlatformCall<T> call = new PlatformCall<>(work);
        byKey.put(key, call);
        running.put(call, nanos.getAsLong());
        threads.execute(call);
        return call;
    }

    /** Gives up calls that are past their deadline and starts waiting ones. */
    public void advance() {
        running.keySet().removeIf(PlatformCall::hasEnded);
        running.entrySet().removeIf(entry -> isOverdue(entry.getValue()) && givenUp(entry.getKey()));
        byKey.values().removeIf(PlatformCall::hasEnded);
        int stuck = byKey.size() - running.size() - waiting.size();
        while (!waiting.isEmpty() && running.size() < most && stuck < MOST_STUCK) {
            PlatformCall<?> next = waiting.remove().call();
            running.put(next, nanos.getAsLong());
            threads.execute(next);
        }
        while (stuck >= MOST_STUCK
                && !waiting.isEmpty()
                && isOverdue(waiting.peek().atNanos())) {
            PlatformCall<?> late = waiting.remove().call();
            late.giveUp("not called: " + stuck + " calls of the platform hang");
            // nothing of it will run but its end
            late.run();
        }
    }

    private boolean isOverdue(long sinceNanos) {
        return nanos.getAsLong() - sinceNanos >= deadline.toNanos();
    }

    private boolean givenUp(PlatformCall<?> call) {
        call.giveUp("no answer within " + DurationText.of(deadline));
        return true;
    }

    /** Whether nothing is at work that has a chance to end soon. */
    public boolean isIdle() {
        running.keySet().removeIf(PlatformCall::hasEnded);
        return running.isEmpty() && waiting.isEmpty();
    }

    /**
     * Waits for the end of a call, for a second at most. If the last wait was in vain, it waits only for a moment: a
     * hanging call must not keep its caller from polling.
     */
    public void await(PlatformCall<?> call) {
        call.await(awaitedInVain ? SHORT_WAIT : WAIT);
        awaitedInVain = !call.hasEnded();
    }

    /** Interrupts all calls. */
    public void interruptAll() {
        waiting.clear();
        byKey.values().forEach(call -> call.giveUp("the executor stops"));
        running.clear();
    }
}
