package dev.sluice.simulator.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.simulator.Elasticity;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.report.Comparison.Entry;
import java.util.List;

/** Comparisons as JSON, all numbers in full. */
public final class ComparisonJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ComparisonJson() {}

    /** One object for each trace, and sums over them. */
    public static String of(List<Comparison> comparisons) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode traces = root.putArray("traces");
        comparisons.forEach(c -> trace(traces.addObject(), c));
        ObjectNode sums = root.putObject("all");
        for (Entry entry : comparisons.get(0).entries()) {
            sums(sums.putObject(entry.name()), entry.name(), comparisons);
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers is always JSON", e);
        }
    }

    private static void trace(ObjectNode node, Comparison comparison) {
        Scenario scenario = comparison.scenario();
        node.put("trace", scenario.name());
        node.put("steps", scenario.trace().length());
        node.put("stepSeconds", scenario.trace().step());
        node.put("skipSeconds", scenario.skipSeconds());
        node.put("perReplica", scenario.model().perReplica());
        node.put("leadSeconds", scenario.model().leadMillis() / 1000.0);
        node.put("objectiveUnserved", scenario.objective());
        ObjectNode scores = node.putObject("scores");
        comparison.entries().forEach(e -> score(scores.putObject(e.name()), e.card()));
    }

    private static void score(ObjectNode node, Scorecard card) {
        node.put("unservedPercent", card.unservedPercent());
        node.put("refusedPercent", card.failedPercent());
        node.put("timeShortPercent", card.timeShortPercent());
        node.put("costVsOracle", card.costVsOracle());
        node.put("overPercent", card.overPercent());
        node.put("changesPerHour", card.changesPerHour());
        node.put("replicaHours", card.replicaHours());
        node.put("starts", card.starts());
        node.put("coldStarts", card.coldStarts());
        elasticity(node.putObject("elasticity"), card.elasticity());
    }

    private static void elasticity(ObjectNode node, Elasticity e) {
        node.put("accuracyUnderPercent", e.accuracyUnder());
        node.put("accuracyOverPercent", e.accuracyOver());
        node.put("timeshareUnderPercent", e.timeshareUnder());
        node.put("timeshareOverPercent", e.timeshareOver());
        node.put("instabilityPercent", e.instability());
        node.put("jitterPerHour", e.jitter());
    }

    private static void sums(ObjectNode node, String name, List<Comparison> comparisons) {
        Summary sum = Summary.of(name, comparisons);
        node.put("kept", sum.kept());
        node.put("traces", sum.traces());
        node.put("unservedPercentMean", sum.unserved().mean());
        node.put("unservedPercentMedian", sum.unserved().median());
        node.put("costMean", sum.cost().mean());
        node.put("costMedian", sum.cost().median());
        node.put("changesPerHourMedian", sum.changes().median());
        sum.against(SummaryTable.REFERENCE, comparisons)
                .ifPresent(a -> against(node.putObject("against " + SummaryTable.REFERENCE), a));
    }

    private static void against(ObjectNode node, Summary.Against a) {
        node.put("both", a.both());
        if (a.both() > 0) {
            node.put("costGeometricMean", a.geometricMean());
            node.put("costMedian", a.median());
        }
        if (a.both() > 1) {
            node.put("costWithoutBest", a.withoutBest());
        }
        node.put("onlyThis", a.onlyThis());
        node.put("onlyOther", a.onlyOther());
    }
}
