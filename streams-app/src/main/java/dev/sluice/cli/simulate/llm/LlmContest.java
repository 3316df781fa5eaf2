package dev.sluice.cli.simulate.llm;

import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.contender.Contenders;
import dev.sluice.simulator.report.ServingComparison;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Autoscalers of LLM serving on one scenario.
 *
 * @param known by name; Sluice comes first where it is among them
 */
record LlmContest(ServingScenario scenario, Contenders known) {
    private static final String SLUICE = "sluice";
    private static final int MANY = 50_000;

    /** Plays those that are named, or all. */
    ServingComparison play(Optional<List<String>> against, Consumer<String> say) {
        List<String> names = Stream.concat(
                        known.names().stream().filter(SLUICE::equals), against.orElseGet(known::names).stream())
                .distinct()
                .toList();
        names.forEach(known::check);
        int requests = scenario.requests().length();
        if (requests > MANY) {
            say.accept(String.format(
                    Locale.ROOT,
                    "rating a replica, then playing %,d requests on %d fleets; this takes a while",
                    requests,
                    names.size()));
        }
        return ServingComparison.of(scenario, known, names);
    }
}
