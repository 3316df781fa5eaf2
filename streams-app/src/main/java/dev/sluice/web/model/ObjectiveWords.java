package dev.sluice.web.model;

import dev.sluice.config.text.Durations;
import dev.sluice.sizing.Objective;
import java.math.BigDecimal;
import java.math.MathContext;

/** An objective in a few words. */
final class ObjectiveWords {
    private ObjectiveWords() {}

    static String of(Objective objective) {
        if (objective instanceof Objective.Latency latency) {
            return percent(latency.quantile()) + " of requests within " + Durations.text(latency.below());
        }
        if (objective instanceof Objective.Drain drain) {
            return "finish the backlog within " + Durations.text(drain.within());
        }
        if (objective instanceof Objective.Deadline deadline) {
            return "finish by " + deadline.by();
        }
        return "serve " + percent(1 - objective.share()) + " of demand";
    }

    private static String percent(double share) {
        return new BigDecimal(100 * share)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }
}
