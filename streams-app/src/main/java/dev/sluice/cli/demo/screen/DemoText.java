package dev.sluice.cli.demo.screen;

import dev.sluice.events.DecisionStage;
import dev.sluice.events.PoolShare;
import dev.sluice.events.ScalingDecision;
import dev.sluice.schemas.ShortText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Decisions in the demo's few words. */
final class DemoText {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private DemoText() {}

    static String clock(Instant at) {
        return CLOCK.format(at);
    }

    static String reason(ScalingDecision decision) {
        return decision.getReason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Shares of traffic in thousandths, of a service that is in several pools: {@code cpu 120 a10g 880}. */
    static String weights(ScalingDecision decision) {
        List<PoolShare> serving = decision.getAllocation().stream()
                .filter(in -> in.getWeight() > 0)
                .toList();
        return serving.size() < 2
                ? ""
                : serving.stream()
                        .map(in -> in.getPool() + " " + in.getWeight())
                        .collect(Collectors.joining(" "));
    }

    /** What was ordered: {@code cpu to 12, a10g to 3}. */
    static String orders(ScalingDecision decision) {
        return decision.getCommanded().stream()
                .map(command -> (command.getPool() + " to " + command.getReplicas()).strip())
                .collect(Collectors.joining(", "));
    }

    /** What settled it, in one sentence of at most so many characters. */
    static String why(ScalingDecision decision, int most) {
        List<DecisionStage> stages = decision.getStages();
        String said = stages.isEmpty()
                ? decision.getDetail()
                : stages.get(stages.size() - 1).getDetail();
        return said.length() <= most ? said : ShortText.of(said, most - 1);
    }
}
