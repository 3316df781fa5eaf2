package dev.sluice.simulator.keepalive;

import dev.sluice.policy.idle.IdleBudget;
import dev.sluice.policy.idle.IdleMinute;
import dev.sluice.policy.idle.IdlePrice;
import dev.sluice.policy.idle.KeepAlive;
import dev.sluice.policy.idle.LoadState;
import dev.sluice.policy.idle.calls.IdleHistory;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sluice's own rule: each function's history decides, against a price that its group of functions shares. */
public final class LearnedKeepAlive implements KeepAlivePolicy {
    private final KeepAlive rule;
    private final long firstMinute;
    private final IdleHistory[] histories;
    private final int[] groupOf;
    private final IdlePrice[] prices;

    private LearnedKeepAlive(CallTrace trace, KeepAlive rule, IdleBudget budget, int[] groupOf) {
        this.rule = rule;
        this.firstMinute = trace.firstMinute();
        this.groupOf = groupOf;
        this.histories = Stream.generate(IdleHistory::new).limit(groupOf.length).toArray(IdleHistory[]::new);
        this.prices = new IdlePrice[Arrays.stream(groupOf).max().orElse(0) + 1];
        Arrays.fill(prices, IdlePrice.of(rule.worth(), budget));
    }

    /** All functions share one price and budget. */
    public static LearnedKeepAlive together(CallTrace trace, KeepAlive rule, double budget) {
        int[] one = new int[trace.functions().size()];
        return new LearnedKeepAlive(trace, rule, IdleBudget.shared(budget), one);
    }

    /** The functions of each of so many partitions, told apart by name, share a price and a budget. */
    public static LearnedKeepAlive partitioned(CallTrace trace, KeepAlive rule, double budget, int partitions) {
        int[] groups = trace.functions().stream()
                .mapToInt(name -> Math.floorMod(name.hashCode(), partitions))
                .toArray();
        return new LearnedKeepAlive(trace, rule, IdleBudget.shared(budget), groups);
    }

    /** Every function is decided alone, with a budget of its own. */
    public static LearnedKeepAlive alone(CallTrace trace, KeepAlive rule, double budget) {
        int[] each = IntStream.range(0, trace.functions().size()).toArray();
        return new LearnedKeepAlive(trace, rule, IdleBudget.alone(budget), each);
    }

    @Override
    public boolean loads(int f, int t, boolean held) {
        LoadState presence = held ? LoadState.IDLE : LoadState.GONE;
        return rule.decide(histories[f], presence, firstMinute + t, prices[groupOf[f]].now())
                .load();
    }

    @Override
    public void ended(Minute minute) {
        IdleMinute[] spent = new IdleMinute[prices.length];
        Arrays.fill(spent, IdleMinute.NONE);
        long now = firstMinute + minute.t();
        for (int f = 0; f < histories.length; f++) {
            boolean called = minute.called().get(f);
            spent[groupOf[f]] = spent[groupOf[f]].plus(
                    histories[f], now, called, minute.held().get(f));
            if (called) {
                histories[f].called(now, !minute.ready().get(f));
            }
        }
        for (int g = 0; g < prices.length; g++) {
            prices[g] = prices[g].after(spent[g]);
        }
    }
}
