package dev.sluice.simulator.report;

import dev.sluice.simulator.llm.ServingRun;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScore;
import dev.sluice.simulator.llm.contender.Contenders;
import java.util.List;

/**
 * Several autoscalers of LLM serving on one scenario.
 *
 * @param scenario that all played
 * @param start what all began with
 * @param entries in the order in which they were asked for
 */
public record ServingComparison(ServingScenario scenario, Contenders.Start start, List<Entry> entries) {
    public ServingComparison {
        entries = List.copyOf(entries);
    }

    /** An autoscaler and what came of it. */
    public record Entry(String name, ServingRun run, ServingScore score) {}

    /** Plays those that are named. */
    public static ServingComparison of(ServingScenario scenario, Contenders contenders, List<String> names) {
        List<Entry> entries = names.stream()
                .map(name -> {
                    ServingRun run = contenders.play(name);
                    return new Entry(name, run, run.score());
                })
                .toList();
        return new ServingComparison(scenario, contenders.start(), entries);
    }

    /** Replica-hours paid, over those of the cheapest constant fleet. */
    public double ofConstant(Entry entry) {
        double hours = (scenario.requests().end() - scenario.skip()) / 3600;
        return entry.score().replicaHours() / (start.cheapestConstant() * hours);
    }

    /** The autoscaler of that name. */
    public Entry entry(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " did not play"));
    }
}
