package dev.sluice.cli.tutorial;

import java.time.Duration;
import java.util.Random;

/**
 * A load that rises and falls like the sine: requests per second at a time since the begin.
 *
 * @param least requests per second at the begin
 * @param most requests per second at the top
 */
record Wave(double least, double most, Duration period) {
    double rate(double seconds) {
        double phase = 2 * Math.PI * seconds / (period.toMillis() / 1e3);
        return least + (most - least) * (1 - Math.cos(phase)) / 2;
    }

    double mean() {
        return (least + most) / 2;
    }

    /**
     * The next arrival after {@code seconds}, of a Poisson process with this rate: arrivals at the highest rate, of which
     * each is kept with the chance of its own time (Lewis and Shedler, 1979).
     */
    double next(double seconds, Random random) {
        double at = seconds;
        do {
            at += -Math.log(1 - random.nextDouble()) / most;
        } while (random.nextDouble() * most > rate(at));
        return at;
    }
}
