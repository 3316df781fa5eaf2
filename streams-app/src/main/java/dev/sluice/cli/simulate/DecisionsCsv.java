package dev.sluice.cli.simulate;

import dev.sluice.simulator.Timeline;
import java.math.BigDecimal;

/** Sizes and the times from which they were wanted: {@code timestamp_s,replicas}. */
final class DecisionsCsv {
    private DecisionsCsv() {}

    static String of(Timeline decisions) {
        StringBuilder csv = new StringBuilder("timestamp_s,replicas\n");
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
