package dev.sluice.executor.keda;

import dev.sluice.executor.Target;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Keeps an HPA that ignores small changes from ignoring an order: it is told the smallest count that it does not ignore.
 * Example: 20 replicas run and 21 are ordered. With a tolerance of 10 % it would keep 20, so it is told 23. Smaller counts are
 * told as they are, and take effect once they differ by more.
 */
final class Tolerance {
    private final Function<Target, OptionalInt> running;

    /** @param running replicas that exist now; empty where nobody sees them */
    Tolerance(Function<Target, OptionalInt> running) {
        this.running = running;
    }

    /** What to tell for an order of this many replicas. */
    int beyond(Target target, int ordered, double tolerance) {
        OptionalInt now = tolerance > 0 ? running.apply(target) : OptionalInt.empty();
        return now.isPresent() ? beyond(now.getAsInt(), ordered, tolerance) : ordered;
    }

    private static int beyond(int now, int ordered, double tolerance) {
        boolean ignored = now > 0 && ordered > now && (double) ordered / now <= 1 + tolerance;
        return ignored ? (int) Math.floor(now * (1 + tolerance)) + 1 : ordered;
    }
}
