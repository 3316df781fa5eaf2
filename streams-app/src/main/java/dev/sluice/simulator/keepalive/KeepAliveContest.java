package dev.sluice.simulator.keepalive;

import dev.sluice.policy.idle.ColdStartWorth;
import dev.sluice.policy.idle.IdlePrice;
import dev.sluice.policy.idle.KeepAlive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sluice's keep-alive against fixed ones, the hybrid histogram and perfect knowledge, scored by one rule on one trace. */
public final class KeepAliveContest {
    private static final int[] FIXED_MINUTES = {IdlePrice.FIXED_MINUTES, 60, 240};
    private static final int FEWEST_IDLE_TIMES = 5;

    private KeepAliveContest() {}

    /**
     * One policy's result.
     *
     * @param idleRatio idle minutes over those of the fixed 10-minute keep-alive; 0 where that has none
     */
    public record Entry(String name, KeepAliveScore score, double idleRatio) {}

    /**
     * Runs them all.
     *
     * @param budget idle minutes that Sluice may spend for each of the fixed 10-minute keep-alive's
     * @param lead minutes that loading takes
     */
    public static List<Entry> run(CallTrace trace, double budget, int lead) {
        Map<String, KeepAlivePolicy> policies = baselines(trace);
        KeepAlive worstOff = new KeepAlive(ColdStartWorth.WORST_OFF, lead);
        KeepAlive alone = new KeepAlive(ColdStartWorth.ALONE, lead);
        KeepAlive balanced = new KeepAlive(ColdStartWorth.BALANCED, lead);
        policies.put("sluice", LearnedKeepAlive.together(trace, worstOff, budget));
        policies.put("sluice, balanced", LearnedKeepAlive.together(trace, balanced, budget));
        policies.put("sluice, each function alone", LearnedKeepAlive.alone(trace, alone, budget));
        policies.put("perfect knowledge", new PerfectKnowledge(trace, lead));
        return entries(trace, policies, lead);
    }

    private static Map<String, KeepAlivePolicy> baselines(CallTrace trace) {
        int functions = trace.functions().size();
        Map<String, KeepAlivePolicy> policies = new LinkedHashMap<>();
        for (int minutes : FIXED_MINUTES) {
            policies.put("fixed " + minutes + " min", new FixedKeepAlive(functions, minutes));
        }
        policies.put("hybrid histogram, one idle time", new HybridHistogram(functions, 1));
        policies.put(
                "hybrid histogram, " + FEWEST_IDLE_TIMES + " idle times",
                new HybridHistogram(functions, FEWEST_IDLE_TIMES));
        return policies;
    }

    private static List<Entry> entries(CallTrace trace, Map<String, KeepAlivePolicy> policies, int lead) {
        List<Entry> entries = new ArrayList<>();
        double fixedIdle = 0;
        for (Map.Entry<String, KeepAlivePolicy> each : policies.entrySet()) {
            KeepAliveScore score = KeepAliveScore.of(trace, each.getValue(), lead);
            // the first is the fixed keep-alive of 10 minutes
            fixedIdle = entries.isEmpty() ? score.idle() : fixedIdle;
            entries.add(new Entry(each.getKey(), score, fixedIdle > 0 ? score.idle() / fixedIdle : 0));
        }
        return entries;
    }
}
