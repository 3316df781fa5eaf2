package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.RuleFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rules that compete to size a service by its tokens. A rule is a level of demand times a factor. Levels are counted
 * in busy replicas: prompt tokens per second divided by what a busy replica computes.
 *
 * <ul>
 *   <li>a mean of the demand, divided by the share of a replica's time that prompts may take
 *   <li>a mean of minutes times a factor, plus a multiple of its root: what comes at random varies with the root, so a small fleet
 *       needs more to spare for each replica than a large one
 *   <li>a mean of half an hour, times three to four: for bursts that come at random, where no peak tells when the next one comes
 *   <li>the last window, or two thirds of a short mean if that is more, divided by such a share: only where replicas are
 *       ready within the next window
 *   <li>a forecast at the lead time, divided by such a share
 *   <li>the highest half minute of the last minutes, times a factor: for demand in bursts
 *   <li>the larger of a long mean and a peak: the cautious rule, which decides until the others have been tried
 * </ul>
 */
public final class TokenRules {
    /** Time constants of the means, seconds. */
    static final double[] MEANS = {10, 30, 60, 150, 300, 900};

    /** Spans in which peaks are remembered, seconds. */
    static final double[] PEAKS = {600, 1200};

    private static final double[] SHARES = {.36, .42, .5, .6};

    /** The place of one half among the shares. */
    private static final int HALF_SHARE = 2;

    /** For bursts that come at random: what they need is kept all the time. These rules came last. */
    private static final double[] ABUNDANT_SHARES = {.3, .24};

    /** The time constant of the mean that bursts hardly move, seconds. */
    static final double LONG_MEAN = 1800;

    private static final double[] QUICK_SHARES = {.4, .48, .56, .67};

    /** For prompts that may wait longer than a window takes. */
    private static final double LEAN_QUICK_SHARE = .8;

    /** The shortest of the means that a root is added to, by its place. */
    private static final int FIRST_WITH_ROOT = 3;

    private static final List<Margin> MARGINS = List.of(
            new Margin(1.65, 1),
            new Margin(1.65, 1.5),
            new Margin(1.65, 2.5),
            new Margin(1.5, 1),
            new Margin(1.5, 1.5),
            new Margin(1.5, 2.5),
            new Margin(1.4, 1.5),
            new Margin(1.4, 2.5),
            new Margin(1.3, 1.5),
            new Margin(1.2, 1.5),
            new Margin(1.2, 2.5));

    private static final double[] FACTORS = {1, 1.1, 1.2, 1.4};
    private static final String[] FORECASTS = {"forecast", "forecast's 90 % quantile"};
    private static final double[] QUANTILE_SHARES = {.5, .65, .8};

    /** A mean shorter than this many lead times moves faster than replicas can follow. */
    private static final double LEADS_PER_MEAN = 2;

    private static final double CAUTIOUS_SHARE = .4;
    private static final double CAUTIOUS_FACTOR = 1.1;

    static final int CAUTIOUS = 0;
    private static final int LAST_MEAN = MEANS.length - 1;
    private static final int PEAK_LANE = MEANS.length;
    private static final int FORECAST_LANE = PEAK_LANE + PEAKS.length;
    private static final int CAUTIOUS_LANE = FORECAST_LANE + FORECASTS.length;
    private static final int QUICK_LANE = CAUTIOUS_LANE + 1;
    static final int LONG_LANE = QUICK_LANE + 1;
    static final int LANES = LONG_LANE + 1;

    /** Demand that falls from one window to the next is not trusted at once: this share of the 30 s mean stays. */
    private static final double OF_SHORT_MEAN = 2 / 3.0;

    private static final int SHORT_MEAN = 1;

    private static final List<Rule> ALL = all();

    /** Rules that there were before the abundant ones: they come first. */
    public static final int WITHOUT_ABUNDANT = ALL.size() - ABUNDANT_SHARES.length;

    /** Rules that there were before the lean one. */
    private static final int WITHOUT_LEAN = WITHOUT_ABUNDANT - 1;

    /** Rules that there were before there were roots: they come before all others. */
    public static final int WITHOUT_ROOTS = WITHOUT_LEAN - (MEANS.length - FIRST_WITH_ROOT) * MARGINS.size();

    private TokenRules() {}

    /** What is added to a level: a share of it, and a multiple of its root. */
    private record Margin(double factor, double root) {}

    private record Rule(int lane, Margin margin, RuleFamily family, String name) {
        Rule(int lane, double factor, RuleFamily family, String name) {
            this(lane, new Margin(factor, 0), family, name);
        }
    }

    private static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        rules.add(new Rule(CAUTIOUS_LANE, 1, RuleFamily.COLD_START, "a long mean or the last peak"));
        for (int i = 0; i < MEANS.length; i++) {
            for (double share : SHARES) {
                rules.add(mean(i, MEANS[i], share));
            }
        }
        for (int i = 0; i < PEAKS.length; i++) {
            for (double factor : FACTORS) {
                String name = String.format(Locale.ROOT, "%.1f x the most of %.0f min", factor, PEAKS[i] / 60);
                rules.add(new Rule(PEAK_LANE + i, factor, RuleFamily.BURST_MEMORY, name));
            }
        }
        for (int i = 0; i < FORECASTS.length; i++) {
            for (double share : i == 0 ? SHARES : QUANTILE_SHARES) {
                String name = String.format(Locale.ROOT, "%s at %.0f %%", FORECASTS[i], 100 * share);
                rules.add(new Rule(FORECAST_LANE + i, 1 / share, RuleFamily.FORECAST, name));
            }
        }
        for (double share : QUICK_SHARES) {
            rules.add(quick(share));
        }
        for (int i = FIRST_WITH_ROOT; i < MEANS.length; i++) {
            for (Margin margin : MARGINS) {
                String name = String.format(
                        Locale.ROOT, "%.2f x mean of %.0f s + %.1f x root", margin.factor(), MEANS[i], margin.root());
                rules.add(new Rule(i, margin, RuleFamily.REACTIVE, name));
            }
        }
        rules.add(quick(LEAN_QUICK_SHARE));
        for (double share : ABUNDANT_SHARES) {
            rules.add(mean(LONG_LANE, LONG_MEAN, share));
        }
        return rules;
    }

    private static Rule mean(int lane, double seconds, double share) {
        String name = String.format(Locale.ROOT, "mean of %.0f s at %.0f %%", seconds, 100 * share);
        return new Rule(lane, 1 / share, RuleFamily.REACTIVE, name);
    }

    private static Rule quick(double share) {
        return new Rule(
                QUICK_LANE,
                1 / share,
                RuleFamily.REACTIVE,
                String.format(Locale.ROOT, "last window at %.0f %%", 100 * share));
    }

    /** True if there ever were so many rules. */
    static boolean wereSoMany(int rules) {
        return rules == WITHOUT_ROOTS || rules == WITHOUT_LEAN || rules == WITHOUT_ABUNDANT || rules == ALL.size();
    }

    public static int count() {
        return ALL.size();
    }

    static int lane(int rule) {
        return ALL.get(rule).lane();
    }

    /** Replicas that a rule asks for, where its level keeps so many busy. */
    static double replicas(int rule, double busy) {
        Margin margin = ALL.get(rule).margin();
        return margin.factor() * busy + margin.root() * Math.sqrt(busy);
    }

    /**
     * What a rule that came later began as: that without a root which looks at the same mean, with half of the time for
     * prompts, the least lean of the quick ones, or the longest mean with the least of the time for prompts.
     */
    static int like(int rule) {
        if (rule >= WITHOUT_ABUNDANT) {
            return 1 + LAST_MEAN * SHARES.length;
        }
        return rule >= WITHOUT_LEAN ? WITHOUT_ROOTS - 1 : 1 + lane(rule) * SHARES.length + HALF_SHARE;
    }

    static RuleFamily family(int rule) {
        return ALL.get(rule).family();
    }

    static String name(int rule) {
        return ALL.get(rule).name();
    }

    /**
     * True if replicas that are ready {@code leadWindows} windows of {@code seconds} after their order can follow the rule. Where
     * they are ready at once, what comes next is seen and needs neither a root nor abundance.
     */
    static boolean takesPart(int rule, int leadWindows, double seconds) {
        int lane = lane(rule);
        if (lane == QUICK_LANE) {
            return leadWindows == 0;
        }
        if (leadWindows == 0 && (ALL.get(rule).margin().root() > 0 || rule >= WITHOUT_ABUNDANT)) {
            return false;
        }
        return lane >= LAST_MEAN || MEANS[lane] >= LEADS_PER_MEAN * leadWindows * seconds;
    }

    /** Fills in the levels of the rules that combine others; {@code last} is the demand of the last window. */
    static void combine(double[] levels, double last) {
        levels[CAUTIOUS_LANE] = Math.max(levels[LAST_MEAN] / CAUTIOUS_SHARE, levels[PEAK_LANE] * CAUTIOUS_FACTOR);
        levels[QUICK_LANE] = Math.max(last, OF_SHORT_MEAN * levels[SHORT_MEAN]);
    }
}
