package dev.sluice.executor.calls;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
 * <p>Slow keys do not hold up the others. A key is slow if its last call took more than two seconds. Calls of slow keys wait
 * behind all others, and leave a quarter of the places free. Example: 60 of 65 services hang. The orders of the other five are
 * carried out at once.
 *
 * <p>Used by one thread; only the calls themselves run elsewhere.
 */
public final class PlatformCalls {
    /** Maximum number of hanging calls beside those at work: each costs a thread. */
    private static final int MOST_STUCK = 256;

    private static final Duration SLOW = Duration.ofSeconds(2);
    /** Maximum number of keys that are known as slow; further ones are taken for quick. */
    private static final int MOST_SLOW_KEYS = 10_000;

    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);

    private final Executor threads;
    private final int most;
    private final int mostSlow;
    private final Duration deadline;
    private final LongSupplier nanos;
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private final Deque<Asked> slowWaiting = new ArrayDeque<>();
    private final Map<PlatformCall<?>, Running> running = new LinkedHashMap<>();
    private final Map<Object, PlatformCall<?>> byKey = new HashMap<>();
    private final Set<Object> slowKeys = new HashSet<>();

    private boolean awaitedInVain;

    private record Asked(Object key, PlatformCall<?> call, long atNanos) {}

    private record Running(Object key, boolean slow, long sinceNanos) {}

    /**
     * @param most calls at once
     * @param nanos a clock for deadlines
     */
    public PlatformCalls(Executor threads, int most, Duration deadline, LongSupplier nanos) {
        this.threads = threads;
        this.most = most;
        this.mostSlow = Math.max(1, most - Math.max(1, most / 4));
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
        (slowKeys.contains(key) ? slowWaiting : waiting).add(new Asked(key, call, nanos.getAsLong()));
        advance();
        return call;
    }

    /** Makes a call regardless of other calls. */
    public <T> PlatformCall<T> startNow(Object key, Supplier<T> work) {
        PlatformCall<T> call = new PlatformCall<>(work);
        byKey.put(key, call);
        run(new Asked(key, call, nanos.getAsLong()), false);
        return call;
    }

    private void run(Asked next, boolean slow) {
        running.put(next.call(), new Running(next.key(), slow, nanos.getAsLong()));
        threads.execute(next.call());
    }

    /** Gives up calls that are past their deadline and starts waiting ones. */
    public void advance() {
        forgetEnded();
        running.entrySet().removeIf(entry -> isOverdue(entry.getValue().sinceNanos()) && givenUp(entry));
        byKey.values().removeIf(PlatformCall::hasEnded);
        int stuck = byKey.size() - running.size() - waiting.size() - slowWaiting.size();
        if (stuck < MOST_STUCK) {
            fillPlaces();
        } else {
            refuseOverdue(waiting, stuck);
            refuseOverdue(slowWaiting, stuck);
        }
    }

    private void fillPlaces() {
        while (!waiting.isEmpty() && running.size() < most) {
            run(waiting.remove(), false);
        }
        long slow = running.values().stream().filter(Running::slow).count();
        while (!slowWaiting.isEmpty() && running.size() < most && slow < mostSlow) {
            run(slowWaiting.remove(), true);
            slow++;
        }
    }

    private void refuseOverdue(Deque<Asked> queue, int stuck) {
        while (!queue.isEmpty() && isOverdue(queue.peek().atNanos())) {
            PlatformCall<?> late = queue.remove().call();
            late.giveUp("not called: " + stuck + " calls of the platform hang");
            // nothing of it will run but its end
            late.run();
        }
    }

    private void forgetEnded() {
        running.entrySet().removeIf(entry -> entry.getKey().hasEnded() && noted(entry.getValue()));
    }

    /** Notes whether a key is slow. */
    private boolean noted(Running ended) {
        if (nanos.getAsLong() - ended.sinceNanos() <= SLOW.toNanos()) {
            slowKeys.remove(ended.key());
        } else if (slowKeys.size() < MOST_SLOW_KEYS) {
            slowKeys.add(ended.key());
        }
        return true;
    }

    private boolean isOverdue(long sinceNanos) {
        return nanos.getAsLong() - sinceNanos >= deadline.toNanos();
    }

    private boolean givenUp(Map.Entry<PlatformCall<?>, Running> late) {
        late.getKey().giveUp("no answer within " + DurationText.of(deadline));
        return noted(late.getValue());
    }

    /** Whether nothing is at work that has a chance to end soon. */
    public boolean isIdle() {
        forgetEnded();
        return running.isEmpty() && waiting.isEmpty() && slowWaiting.isEmpty();
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
        slowWaiting.clear();
        byKey.values().forEach(call -> call.giveUp("the executor stops"));
        running.clear();
    }
}
