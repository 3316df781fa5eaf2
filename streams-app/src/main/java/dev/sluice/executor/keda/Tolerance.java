package dev.sluice.executor.keda;

import dev.sluice.executor.Target;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Keeps an HPA that ignores small changes from ignoring an order. HPA compares what it is told with what runs, and rounds it up
 * after that: an amount just beyond the tolerance lands on a count within it.
 *
 * <p>Example with a tolerance of 10 %: 20 replicas run and 21 are ordered, so 21 would be ignored. It is told 23, of which 21 is in
 * reach. When 23 run, it is told 20.35, which is more than a tenth below, and runs 21. An order for a few less may be out of reach,
 * such as 99 while 100 run: until it differs by more, at most a tenth too many run, and never too few.
 */
final class Tolerance {
    /** HPA counts in thousandths. */
    private static final double SMALLEST_GAP = 0.01;

    private final Function<Target, OptionalInt> running;

    /** @param running replicas that exist now; empty where nobody sees them */
    Tolerance(Function<Target, OptionalInt> running) {
        this.running = running;
    }

    /** What to tell for an order of this many replicas. */
    double beyond(Target target, int ordered, double tolerance) {
        OptionalInt now = tolerance > 0 ? running.apply(target) : OptionalInt.empty();
        return now.isPresent() ? beyond(now.getAsInt(), ordered, tolerance) : ordered;
    }

    private static double beyond(int now, int ordered, double tolerance) {
        double most = now * (1 + tolerance);
        double least = now * (1 - tolerance);
        if (now == ordered || ordered > most || ordered < least) {
            return ordered;
        }
        if (ordered > now) {
            return Math.floor(Math.max(most, (ordered - 1 + SMALLEST_GAP) / (1 - tolerance))) + 1;
        }
        return least - (ordered - 1) > SMALLEST_GAP ? (least + ordered - 1) / 2 : ordered;
    }
}
