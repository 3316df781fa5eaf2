package dev.sluice.cli.simulate.keepalive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.simulator.keepalive.CallTrace;
import dev.sluice.simulator.keepalive.KeepAliveContest;
import dev.sluice.simulator.keepalive.KeepAliveContest.Entry;
import dev.sluice.simulator.keepalive.KeepAliveScore;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * What {@code simulate --keep-alive} prints: cold starts and idle time of Sluice's rule, of fixed keep-alives, of the
 * hybrid histogram and of perfect knowledge, on one trace with a column a function.
 *
 * @param trace the functions' calls
 * @param entries the policies' scores, all functions
 * @param distinct the same without functions whose calls repeat another's to the minute; empty where none does
 */
public record KeepAliveReport(CallTrace trace, List<Entry> entries, List<Entry> distinct) {
    public KeepAliveReport {
        entries = List.copyOf(entries);
        distinct = List.copyOf(distinct);
    }

    /**
     * Scores every policy.
     *
     * @param budget idle minutes that Sluice's rule may spend for each of the fixed 10-minute keep-alive's, above 0
     * @param lead minutes that loading takes
     */
    public static KeepAliveReport of(CallTrace trace, double budget, int lead) {
        CallTrace once = trace.distinct();
        boolean repeats = once.functions().size() < trace.functions().size();
        return new KeepAliveReport(
                trace,
                KeepAliveContest.run(trace, budget, lead),
                repeats ? KeepAliveContest.run(once, budget, lead) : List.of());
    }

    /** Prints it as a table, or as one JSON document. */
    public void print(PrintWriter out, boolean json) {
        if (json) {
            printJson(out);
        } else {
            printTable(out);
        }
        out.flush();
    }

    private void printTable(PrintWriter out) {
        out.printf(Locale.ROOT, "%d functions, %d minutes%n", trace.functions().size(), trace.minutes());
        printRows(out, entries);
        if (!distinct.isEmpty()) {
            out.printf(Locale.ROOT, "%nfunctions with the same calls counted once%n");
            printRows(out, distinct);
        }
    }

    private static void printRows(PrintWriter out, List<Entry> entries) {
        out.printf(
                Locale.ROOT,
                "%-38s %7s %7s %7s %7s %9s %7s%n",
                "cold share, %",
                "p75",
                "median",
                "mean",
                "all",
                "idle min",
                "x fixed");
        for (Entry entry : entries) {
            KeepAliveScore score = entry.score();
            out.printf(
                    Locale.ROOT,
                    "%-38s %7.1f %7.1f %7.1f %7.2f %9d %7.2f%n",
                    entry.name(),
                    100 * score.percentile(0.75),
                    100 * score.percentile(0.5),
                    100 * score.mean(),
                    100 * score.overall(),
                    score.idle(),
                    entry.idleRatio());
        }
    }

    private void printJson(PrintWriter out) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("functions", trace.functions().size());
        document.put("minutes", trace.minutes());
        addRows(document.putArray("policies"), entries);
        if (!distinct.isEmpty()) {
            addRows(document.putArray("policies_distinct_functions"), distinct);
        }
        try {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException("cannot write JSON", e);
        }
    }

    private static void addRows(ArrayNode rows, List<Entry> entries) {
        for (Entry entry : entries) {
            KeepAliveScore score = entry.score();
            rows.addObject()
                    .put("policy", entry.name())
                    .put("cold_share_p75", score.percentile(0.75))
                    .put("cold_share_median", score.percentile(0.5))
                    .put("cold_share_mean", score.mean())
                    .put("cold_share_all", score.overall())
                    .put("cold_minutes", score.cold())
                    .put("active_minutes", score.active())
                    .put("idle_minutes", score.idle())
                    .put("idle_of_fixed_10", entry.idleRatio());
        }
    }
}
