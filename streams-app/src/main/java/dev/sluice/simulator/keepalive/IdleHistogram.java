package dev.sluice.simulator.keepalive;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One function's idle times in bins of a minute over four hours, and the window in which they say it should be loaded:
 * the hybrid histogram policy of "Serverless in the Wild" (Shahrad et al., USENIX ATC 2020).
 *
 * <p>Read here the economical way: what is kept from the pre-warm on ends at the tail, it does not last as long as the
 * tail once more. For functions that mostly idle longer than four hours the paper forecasts with ARIMA; here the mean
 * of the last ten idle times stands in.
 */
public final class IdleHistogram {
    /** Minutes. */
    public static final int RANGE = 240;

    private static final double REPRESENTATIVE = 2;
    private static final double HEAD = 0.05;
    private static final double TAIL = 0.99;
    private static final double EARLY = 0.9;
    private static final double LATE = 1.1;
    private static final double MOSTLY = 0.5;
    private static final int RECENT = 10;

    private final int[] bins = new int[RANGE];
    private final Deque<Double> recent = new ArrayDeque<>();
    private int inside;
    private int outside;

    /** What the idle times look like. */
    public enum Pattern {
        UNCERTAIN,
        REPRESENTATIVE,
        OUT_OF_BOUNDS
    }

    /**
     * When to be loaded, in minutes since the last run ended.
     *
     * @param prewarm loading is done then; 0 keeps it loaded
     * @param end it is unloaded then
     */
    public record Window(Pattern pattern, double prewarm, double end) {
        /** Around a forecast idle time: 15 % early to 15 % late. */
        static Window around(double forecast) {
            return new Window(Pattern.OUT_OF_BOUNDS, 0.85 * forecast, 1.15 * forecast);
        }
    }

    /** Takes in an idle time, minutes from a run's end to the next one's beginning. */
    public void add(double minutes) {
        if (minutes < RANGE) {
            bins[(int) minutes]++;
            inside++;
        } else {
            outside++;
        }
        recent.addLast(minutes);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
    }

    /** The window, trusting the histogram from {@code fewest} idle times on. */
    public Window window(int fewest) {
        int samples = inside + outside;
        if (samples < Math.max(1, fewest)) {
            return new Window(Pattern.UNCERTAIN, 0, RANGE);
        }
        if (outside >= MOSTLY * samples) {
            return Window.around(
                    recent.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
        }
        if (variation() < REPRESENTATIVE) {
            return new Window(Pattern.UNCERTAIN, 0, RANGE);
        }
        return new Window(Pattern.REPRESENTATIVE, EARLY * bin(HEAD), LATE * (bin(TAIL) + 1));
    }

    /** Coefficient of variation of the bins' counts: sample standard deviation over mean; 0 when all are empty. */
    public double variation() {
        double mean = (double) inside / RANGE;
        double squares = 0;
        for (int count : bins) {
            squares += (count - mean) * (count - mean);
        }
        return inside == 0 ? 0 : Math.sqrt(squares / (RANGE - 1)) / mean;
    }

    /** The bin that holds this quantile of the idle times in range. */
    int bin(double quantile) {
        double rank = quantile * inside - 1e-9;
        int sum = 0;
        for (int i = 0; i < RANGE; i++) {
            sum += bins[i];
            if (sum >= rank && sum > 0) {
                return i;
            }
        }
        throw new IllegalStateException("no idle time in range");
    }
}
