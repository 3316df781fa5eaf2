package dev.sluice.simulator.llm.engine;

/**
 * Steps of one engine in a row with the same sequences; with prompts it is one step.
 *
 * @param start of the first step, s
 * @param end of the last step, s; infinite where there is nothing to do
 * @param first how long the first step takes, s
 * @param growth how much longer each further step takes than the one before, s
 */
record Run(double start, double end, int steps, double first, double growth, boolean withPrompts) {
    /** Nothing to do. */
    static final Run IDLE = new Run(0, Double.POSITIVE_INFINITY, 0, 0, 0, false);

    // steps that end at the very moment count as done
    private static final double ROUNDING = 1e-9;

    static Run withPrompts(double start, double seconds) {
        return new Run(start, start + seconds, 1, seconds, 0, true);
    }

    static Run decoding(double start, int steps, double first, double growth) {
        return new Run(start, end(start, steps, first, growth), steps, first, growth, false);
    }

    private static double end(double start, int steps, double first, double growth) {
        return start + steps * first + growth * (.5 * steps * (steps - 1.0));
    }

    boolean isIdle() {
        return steps == 0;
    }

    /** Ends with the step that is under way at {@code now}; a step is never left half done. */
    Run endingSoon(double now) {
        int soon = completed(now) + 1;
        return withPrompts || soon >= steps ? this : decoding(start, soon, first, growth);
    }

    /** Steps that are complete at {@code now}. */
    int completed(double now) {
        if (isIdle() || now <= start) {
            return 0;
        }
        if (now >= end) {
            return steps;
        }
        return Math.max(0, Math.min(steps, (int) Math.floor(progress(now - start) + ROUNDING)));
    }

    /** Solves elapsed = n x first + growth x n (n - 1) / 2. */
    private double progress(double elapsed) {
        if (growth <= 0) {
            return elapsed / first;
        }
        double linear = first - .5 * growth;
        return (Math.sqrt(linear * linear + 2 * growth * elapsed) - linear) / growth;
    }

    /** How long the first {@code count} steps take, s. */
    double seconds(int count) {
        return end(0, count, first, growth);
    }
}
