package dev.sluice.executor.calls;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a platform and its result, once it has ended or was given up. */
public final class PlatformCall<T> implements Runnable {
    private final Supplier<T> work;
    private @Nullable Result<T> result;
    private @Nullable Thread thread;
    private boolean ended;

    /**
     * What came of a call.
     *
     * @param value what it returned; empty where it failed
     * @param failure why it failed; empty where it did not
     */
    public record Result<T>(Optional<T> value, String failure) {}

    PlatformCall(Supplier<T> work) {
        this.work = work;
    }

    /** Makes the call, unless it was given up before its turn came. */
    @Override
    public void run() {
        if (!begun()) {
            return;
        }
        Result<T> came;
        try {
            came = new Result<>(Optional.of(work.get()), "");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // other languages throw checked exceptions, too; one with a missing class is as broken as one that throws
            came = new Result<>(Optional.empty(), describe(e));
        } catch (Error e) {
            end(new Result<>(Optional.empty(), describe(e)));
            throw e;
        }
        end(came);
    }

    /** What an error says of itself; one of somebody else may fail even at that. */
    static String describe(Throwable error) {
        try {
            return String.valueOf((Object) error.toString());
        } catch (RuntimeException e) {
            return error.getClass().getName();
        }
    }

    private synchronized boolean begun() {
        ended = result != null;
        thread = Thread.currentThread();
        return !ended;
    }

    private synchronized void end(Result<T> came) {
        ended = true;
        if (result == null) {
            result = came;
        }
        thread = null;
        // an interruption was meant for this call, not for what the thread does next
        boolean unused = Thread.interrupted();
        notifyAll();
    }

    /** Interrupts the call and wants its result no more; it goes on until it takes notice. */
    public synchronized void giveUp(String why) {
        if (result == null) {
            result = new Result<>(Optional.empty(), why);
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** What came of it; empty while that is open. */
    public synchronized Optional<Result<T>> result() {
        return Optional.ofNullable(result);
    }

    /** Whether the platform has let go of its thread. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** Waits at most this long for its end. */
    public synchronized void await(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        try {
            for (long left = within.toMillis(); !ended && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
