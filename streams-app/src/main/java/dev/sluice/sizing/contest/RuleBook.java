package dev.sluice.sizing.contest;

import java.util.Locale;

/**
 * The rules that compete: each multiple of two spreads above the forecast with each hold, each target utilization of
 * the recent demand with each hold, and each factor of each remembered burst.
 *
 * <p>A rule is a lane (a level of demand, held or not) times a factor. Lanes and rules are numbered in that order.
 *
 * @param multiples multiples of the spreads, each scaled to about the mean error of a forecast
 * @param holds seconds that a forecast level is held; 0 for no hold
 * @param targets utilizations of the reactive rules
 * @param reactiveHolds seconds that a reactive level is held
 * @param bursts seconds that the highest demand is remembered
 * @param factors factors of the remembered demand
 */
record RuleBook(
        double[] multiples,
        double[] holds,
        double[] targets,
        double[] reactiveHolds,
        double[] bursts,
        double[] factors) {
    /** Spreads: to the level exceeded once in ten times, and to the level exceeded once in a hundred times. */
    static final int SPREADS = 2;

    /** How a multiple weighs the two spreads. */
    static final double LIKELY = .7;

    static final double RARELY = .33;

    static final RuleBook STANDARD = new RuleBook(
            new double[] {-.5, 0, .35, .7, 1.05, 1.4, 1.8, 2.3, 3, 4, 5.5, 8, 11, 16},
            new double[] {0, 300},
            new double[] {1.4, 1.2, 1, .9, .8, .7, .6, .5, .4, .3, .2, .12},
            new double[] {0, 300, 1800},
            new double[] {900, 3600, 14400, 86400, 172800},
            new double[] {.4, .55, .7, .85, 1, 1.25, 1.6});

    int sources() {
        return SPREADS * multiples.length;
    }

    int forecastLanes() {
        return sources() * holds.length;
    }

    int lanes() {
        return forecastLanes() + reactiveHolds.length + bursts.length;
    }

    int rules() {
        return forecastLanes() + reactiveHolds.length * targets.length + bursts.length * factors.length;
    }

    /** The lane of each rule. */
    int[] laneOfRule() {
        int[] lane = new int[rules()];
        int rule = 0;
        for (; rule < forecastLanes(); rule++) {
            lane[rule] = rule;
        }
        for (int hold = 0; hold < reactiveHolds.length; hold++) {
            for (int i = 0; i < targets.length; i++) {
                lane[rule++] = forecastLanes() + hold;
            }
        }
        for (int burst = 0; burst < bursts.length; burst++) {
            for (int i = 0; i < factors.length; i++) {
                lane[rule++] = forecastLanes() + reactiveHolds.length + burst;
            }
        }
        return lane;
    }

    /** What each rule multiplies its lane by. */
    float[] factorOfRule() {
        float[] factor = new float[rules()];
        int rule = 0;
        for (; rule < forecastLanes(); rule++) {
            factor[rule] = 1;
        }
        for (int hold = 0; hold < reactiveHolds.length; hold++) {
            for (double target : targets) {
                factor[rule++] = (float) (1 / target);
            }
        }
        for (int burst = 0; burst < bursts.length; burst++) {
            for (double times : factors) {
                factor[rule++] = (float) times;
            }
        }
        return factor;
    }

    /** Seconds for which a reactive rule holds its level; 0 for the other rules. */
    double reactiveHold(int rule) {
        return family(rule) == RuleFamily.REACTIVE ? reactiveHolds[(rule - forecastLanes()) / targets.length] : 0;
    }

    RuleFamily family(int rule) {
        if (rule < forecastLanes()) {
            return RuleFamily.FORECAST;
        }
        return rule < forecastLanes() + reactiveHolds.length * targets.length
                ? RuleFamily.REACTIVE
                : RuleFamily.BURST_MEMORY;
    }

    /** The rule as text. */
    String name(int rule) {
        if (rule < forecastLanes()) {
            return forecastName(rule % sources(), holds[rule / sources()]);
        }
        int reactive = rule - forecastLanes();
        if (reactive < reactiveHolds.length * targets.length) {
            return String.format(Locale.ROOT, "last 30 s at %.0f %%", 100 * targets[reactive % targets.length])
                    + held(reactiveHolds[reactive / targets.length]);
        }
        int burst = reactive - reactiveHolds.length * targets.length;
        return number(factors[burst % factors.length]) + " x the most of " + span(bursts[burst / factors.length]);
    }

    private String forecastName(int source, double hold) {
        double multiple = multiples[source % multiples.length];
        boolean likely = source < multiples.length;
        double spreads = Math.abs(multiple) * (likely ? LIKELY : RARELY);
        return String.format(
                        Locale.ROOT,
                        "forecast %s %.2f x spread to its %s %% quantile",
                        multiple < 0 ? "-" : "+",
                        spreads,
                        likely ? "90" : "99")
                + held(hold);
    }

    private static String held(double hold) {
        return hold == 0 ? "" : ", held " + span(hold);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String span(double seconds) {
        if (seconds % 86400 == 0) {
            return number(seconds / 86400) + " d";
        }
        return seconds % 3600 == 0 ? number(seconds / 3600) + " h" : number(seconds / 60) + " min";
    }
}
