package dev.sluice.simulator.report;

import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.baseline.Baseline;
import java.util.List;
import java.util.Optional;

/** Several autoscalers on the same scenario. */
public record Comparison(Scenario scenario, List<Entry> entries) {
    public Comparison {
        entries = List.copyOf(entries);
    }

    /** One of them. */
    public record Entry(String name, Run run, Scorecard card) {}

    /** Runs and scores all contenders, one after the other. */
    public static Comparison of(Scenario scenario, List<Baseline> contenders) {
        return new Comparison(
                scenario, contenders.stream().map(c -> entry(scenario, c)).toList());
    }

    /** What {@code name} did. */
    public Entry entry(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(name + " did not take part"));
    }

    /** The score of {@code name}, where it took part. */
    public Optional<Scorecard> card(String name) {
        return find(name).map(Entry::card);
    }

    private Optional<Entry> find(String name) {
        return entries.stream().filter(e -> e.name().equals(name)).findFirst();
    }

    private static Entry entry(Scenario scenario, Baseline contender) {
        Run run = contender.run(scenario);
        return new Entry(contender.name(), run, Scorecard.of(scenario, run));
    }
}
