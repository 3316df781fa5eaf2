package dev.sluice.simulator.workload;

import dev.sluice.simulator.Trace;

/**
 * Demand that is made, not recorded: the same record makes the same trace, whatever the machine.
 *
 * @param kind what it is like
 * @param start of the trace, seconds since the epoch; days and weeks begin there
 * @param step seconds
 * @param steps number of steps
 * @param mean units per second on average
 * @param seed of everything random
 */
public record Workload(Kind kind, double start, double step, int steps, double mean, long seed) {
    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;

    public Workload {
        if (!(step > 0) || steps < 1 || !(mean > 0)) {
            throw new IllegalArgumentException("a workload needs a step, a number of steps and a mean above zero");
        }
    }

    /** What demand can be like. */
    public enum Kind {
        /** A web site: a wave each day, noise, now and then a flash crowd. */
        WEB_DAY("web-day"),
        /** An office tool: working days and weekends. */
        OFFICE_WEEK("office-week"),
        /** Tokens asked of a language model: on and off, heavy-tailed requests. */
        LLM_TOKENS("llm-tokens"),
        /** A function that is called rarely, in clusters. */
        SPARSE_FUNCTION("sparse-function"),
        /** Messages: a trickle, and batches every few hours. */
        QUEUE_BATCHES("queue-batches"),
        /** A platform's tenants that come and go: levels that jump. */
        LEVEL_SHIFTS("level-shifts"),
        /** A product that grows: a day wave on a ramp. */
        GROWTH("growth");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Its name in tables and files. */
        public String label() {
            return label;
        }
    }

    /** The demand, in units a step; counts but for tokens, which come in requests of many. */
    public Trace trace() {
        SeededRandom chance = new SeededRandom(seed * 31 + kind.label().hashCode());
        double[] expected = shapes(new DemandShapes(steps, step, chance)).scaledTo(mean * step);
        double[] values = new double[steps];
        for (int i = 0; i < steps; i++) {
            values[i] = kind == Kind.LLM_TOKENS ? tokens(expected[i], chance) : chance.count(expected[i]);
        }
        return new Trace(start, step, values);
    }

    private DemandShapes shapes(DemandShapes flat) {
        return switch (kind) {
            case WEB_DAY -> flat.day(.55).noise(.08, 900).crowds(2 * DAY, 3);
            case OFFICE_WEEK -> flat.day(.8).weekend(.35).noise(.1, 1800);
            case LLM_TOKENS -> flat.bursts(240, 300, .15).noise(.4, 60).day(.3);
            case SPARSE_FUNCTION -> flat.bursts(600, 2.5 * HOUR, .004).day(.6);
            case QUEUE_BATCHES -> flat.noise(.15, 600).batches(4 * HOUR, 600, 12);
            case LEVEL_SHIFTS -> flat.levels(1.2 * DAY, .7).noise(.06, 600);
            case GROWTH -> flat.growth(4).day(.4).noise(.08, 900);
        };
    }

    /** Tokens of a number of requests, each of a log-normal length of 400 on average. */
    private static double tokens(double expected, SeededRandom chance) {
        double mean = 400;
        double spread = 1.1;
        double requests = chance.count(expected / mean);
        double median = mean * Math.exp(-spread * spread / 2);
        double sum = 0;
        for (int i = 0; i < Math.min(requests, 1000); i++) {
            sum += Math.rint(median * chance.factor(spread));
        }
        return requests <= 1000 ? sum : sum / 1000 * requests;
    }
}
