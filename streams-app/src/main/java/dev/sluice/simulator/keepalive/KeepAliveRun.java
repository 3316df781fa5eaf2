package dev.sluice.simulator.keepalive;

import dev.sluice.simulator.keepalive.KeepAlivePolicy.Minute;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** One policy on its way through one trace: who is held since when, and the tally so far. */
final class KeepAliveRun {
    private static final int NEVER = -1;

    private final CallTrace trace;
    private final KeepAlivePolicy policy;
    private final int lead;
    private final int[] heldSince;
    private final int[] cold;
    private final int[] active;
    private long idle;

    KeepAliveRun(CallTrace trace, KeepAlivePolicy policy, int lead) {
        int functions = trace.functions().size();
        this.trace = trace;
        this.policy = policy;
        this.lead = lead;
        heldSince = new int[functions];
        Arrays.fill(heldSince, NEVER);
        cold = new int[functions];
        active = new int[functions];
    }

    void minute(int t) {
        Minute minute = new Minute(t, new BitSet(), new BitSet(), new BitSet());
        for (int f = 0; f < cold.length; f++) {
            decide(minute, f);
        }
        for (int f = 0; f < cold.length; f++) {
            happen(minute, f);
        }
        policy.ended(minute);
    }

    private void decide(Minute minute, int f) {
        if (active[f] == 0) {
            return;
        }
        boolean held = heldSince[f] != NEVER;
        boolean loading = held && minute.t() < heldSince[f] + lead;
        boolean loads = loading || policy.loads(f, minute.t(), held);
        heldSince[f] = !loads ? NEVER : held ? heldSince[f] : minute.t();
        minute.held().set(f, loads);
        minute.ready().set(f, loads && minute.t() >= heldSince[f] + lead);
    }

    private void happen(Minute minute, int f) {
        if (!trace.called(f, minute.t())) {
            idle += minute.held().get(f) ? 1 : 0;
            return;
        }
        minute.called().set(f);
        active[f]++;
        cold[f] += minute.ready().get(f) ? 0 : 1;
        heldSince[f] = heldSince[f] == NEVER ? minute.t() : heldSince[f];
    }

    KeepAliveScore score() {
        List<Double> ascending = IntStream.range(0, cold.length)
                .filter(f -> active[f] > 0)
                .mapToObj(f -> (double) cold[f] / active[f])
                .sorted()
                .toList();
        return new KeepAliveScore(ascending, sum(cold), sum(active), idle);
    }

    private static long sum(int[] counts) {
        return Arrays.stream(counts).asLongStream().sum();
    }
}
