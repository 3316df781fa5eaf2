package dev.sluice.web.model.summary;

import dev.sluice.config.record.SignalCodec;
import dev.sluice.demand.Signal;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingDecision;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What counts of a service's newest decision. Numbers that are not known are not-a-number, counts negative. */
public record Newest(
        long at,
        Outcome outcome,
        Reason reason,
        Set<Reason> reasons,
        String detail,
        Mode mode,
        Signal signal,
        Amounts amounts,
        Counts counts,
        List<PoolState> pools) {
    /** Amounts of demand, money and time. */
    public record Amounts(
            double seen,
            double forecast,
            double upper,
            double perReplica,
            double capacity,
            double unserved,
            double pricePerHour,
            long leadTimeMs,
            boolean forecastUsable) {}

    /** Counts of replicas: ordered before the decision, ready, decided. */
    public record Counts(int current, int ready, int target) {}

    public static Newest of(ScalingDecision d) {
        Set<Reason> reasons = EnumSet.of(d.getReason());
        for (DecisionStage stage : d.getStages()) {
            reasons.add(stage.getReason());
        }
        int ready = d.getReady() == null ? -1 : d.getReady();
        return new Newest(
                d.getAt().toEpochMilli(),
                d.getOutcome(),
                d.getReason(),
                reasons,
                d.getDetail(),
                d.getMode(),
                signal(d),
                amounts(d),
                new Counts(d.getCurrent(), ready, d.getTarget()),
                d.getAllocation().stream().map(Newest::pool).toList());
    }

    private static Signal signal(ScalingDecision d) {
        return d.getSignal() == null
                ? Signal.REQUESTS
                : SignalCodec.signal(d.getSignal(), d.getTokens(), d.getLag() != null);
    }

    private static Amounts amounts(ScalingDecision d) {
        return new Amounts(
                number(d.getSeen()),
                number(d.getForecast()),
                number(d.getUpper()),
                number(d.getPerReplica()),
                capacity(d),
                d.getRule() == null ? Double.NaN : d.getRule().getUnservedShare(),
                number(d.getPricePerHour()),
                d.getLeadTimeMs() == null ? -1 : d.getLeadTimeMs(),
                d.getForecastUsable());
    }

    /** What the ready replicas serve; where readiness is not known, what is ordered. What is only advised serves nothing. */
    private static double capacity(ScalingDecision d) {
        if (d.getMode() == Mode.ACT && !d.getAllocation().isEmpty()) {
            return d.getAllocation().stream()
                    .mapToDouble(share -> ready(share) * share.getPerReplica())
                    .sum();
        }
        Double each = d.getPerReplica();
        return each == null ? Double.NaN : each * (d.getReady() == null ? d.getCurrent() : d.getReady());
    }

    private static int ready(PoolShare share) {
        return share.getReady() == null ? share.getReplicas() : share.getReady();
    }

    private static PoolState pool(PoolShare share) {
        int ready = share.getReady() == null ? -1 : share.getReady();
        return new PoolState(share.getPool(), share.getReplicas(), ready, share.getPricePerHour());
    }

    private static double number(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** Replicas ordered after the decision. */
    int ordered() {
        return mode == Mode.ACT ? counts.target() : counts.current();
    }
}
