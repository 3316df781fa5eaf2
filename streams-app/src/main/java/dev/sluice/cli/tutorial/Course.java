package dev.sluice.cli.tutorial;

import java.util.Locale;

/**
 * One run of the load against one way to scale.
 *
 * @param workerSeconds seconds that workers existed, from start to end, added up
 */
record Course(String name, Answers answers, double workerSeconds, CountedOrders.Changes changes) {
    static final String[] HEADING = {
        "", "requests", "failed", "p50 ms", "p95 ms", "p99 ms", "max ms", "worker-seconds", "scaled up", "down"
    };

    String[] row() {
        double[] quantiles = answers.quantiles(0.5, 0.95, 0.99, 1);
        return new String[] {
            name,
            number(answers.count()),
            number(answers.failures()),
            number(quantiles[0]),
            number(quantiles[1]),
            number(quantiles[2]),
            number(quantiles[3]),
            number(workerSeconds),
            number(changes.up()),
            number(changes.down())
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
