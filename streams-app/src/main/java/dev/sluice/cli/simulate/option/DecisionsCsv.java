package dev.sluice.cli.simulate.option;

import dev.sluice.simulator.llm.plant.FleetHistory;
import dev.sluice.simulator.plant.Timeline;
import dev.sluice.simulator.report.ServingComparison;
import java.math.BigDecimal;
import java.util.Optional;

/** Sizes and the times from which they were wanted: {@code timestamp_s,replicas}. */
final class DecisionsCsv {
    private static final String HEADER = "timestamp_s,replicas\n";

    private DecisionsCsv() {}

    /** Sizes of one autoscaler of LLM serving, of the first where none is named. */
    static String of(ServingComparison comparison, Optional<String> name) {
        FleetHistory history = name.map(comparison::entry)
                .orElse(comparison.entries().get(0))
                .run()
                .history();
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < history.length(); i++) {
            if (i == 0 || history.wanted(i) != history.wanted(i - 1)) {
                BigDecimal seconds = BigDecimal.valueOf(history.at(i)).stripTrailingZeros();
                csv.append(seconds.toPlainString())
                        .append(',')
                        .append(history.wanted(i))
                        .append('\n');
            }
        }
        return csv.toString();
    }

    static String of(Timeline decisions) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (int i = 0; i < decisions.length(); i++) {
            BigDecimal seconds = BigDecimal.valueOf(decisions.at(i), 3).stripTrailingZeros();
            csv.append(seconds.toPlainString())
                    .append(',')
                    .append(decisions.replicas(i))
                    .append('\n');
        }
        return csv.toString();
    }
}
