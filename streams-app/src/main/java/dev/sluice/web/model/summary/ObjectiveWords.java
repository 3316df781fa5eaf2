package dev.sluice.web.model.summary;

import dev.sluice.sizing.Objective;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An objective in a few words. */
final class ObjectiveWords {
    private ObjectiveWords() {}

    static String of(Objective objective) {
        if (objective instanceof Objective.Latency latency) {
            return percent(latency.quantile()) + " of requests within " + DurationText.of(latency.below());
        }
        if (objective instanceof Objective.Drain drain) {
            return "finish the backlog within " + DurationText.of(drain.within());
        }
        if (objective instanceof Objective.Deadline deadline) {
            return "finish by " + deadline.by();
        }
        if (objective instanceof Objective.Tokens tokens) {
            return of(tokens);
        }
        return "serve " + percent(1 - objective.share()) + " of demand";
    }

    private static String of(Objective.Tokens tokens) {
        return Stream.of(
                        tokens.firstToken()
                                .map(first -> percent(first.quantile()) + " of first tokens within "
                                        + DurationText.of(first.below())),
                        tokens.interToken()
                                .map(inter -> percent(inter.quantile()) + " of answers with "
                                        + DurationText.of(inter.below()) + " between tokens at most"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static String percent(double share) {
        return NumberText.exactly(Math.rint(share * 1e8) / 1e6) + " %";
    }
}
