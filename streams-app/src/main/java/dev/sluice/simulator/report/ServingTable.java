package dev.sluice.simulator.report;

import static dev.sluice.simulator.report.TextTable.number;

import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScore;
import dev.sluice.simulator.llm.TokenLimits;
import dev.sluice.simulator.llm.contender.Contenders;
import dev.sluice.simulator.llm.plant.GroupUse;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.report.ServingComparison.Entry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Autoscalers of LLM serving as plain text: what was served in time, and what was paid. */
public final class ServingTable {
    private static final double MINUTE = 60;

    private ServingTable() {}

    public static String of(ServingComparison comparison) {
        TextTable table = new TextTable(
                "autoscaler",
                "both %",
                "first %",
                "inter %",
                "p50 s",
                "p90 s",
                "p99 s",
                "GPU-hours",
                "of constant",
                "changes",
                "backlog %");
        comparison.entries().forEach(entry -> table.row(row(comparison, entry)));
        return facts(comparison) + "\n" + table + "\n" + uses(comparison) + meaning(comparison);
    }

    /** What each pool or role took of those that had several; empty if none had. */
    private static String uses(ServingComparison comparison) {
        TextTable table = new TextTable("pool", "role", "GPU-hours", "most", "changes", "an hour", "cost");
        boolean several = false;
        for (Entry entry : comparison.entries()) {
            for (GroupUse use : entry.run().uses()) {
                table.row(use(use, comparison.scenario()));
                several = true;
            }
        }
        return several ? table + "\n" : "";
    }

    private static List<String> use(GroupUse use, ServingScenario scenario) {
        double from = scenario.skip();
        double to = scenario.requests().end();
        double hours = use.replicaHours(from, to);
        return List.of(
                use.group().name(),
                use.group().role().word(),
                number(hours * use.group().spec().gpus(), 1),
                String.valueOf(use.history().mostPaid(from, to)),
                String.valueOf(use.history().changes(from, to)),
                number(use.group().pricePerHour(), 2),
                number(hours * use.group().pricePerHour(), 2));
    }

    private static List<String> row(ServingComparison comparison, Entry entry) {
        ServingScore score = entry.score();
        return List.of(
                entry.name(),
                number(100 * score.both(), 1),
                number(100 * score.firstToken(), 1),
                number(100 * score.interToken(), 1),
                number(score.firstTokenTimes().p50(), 2),
                number(score.firstTokenTimes().p90(), 2),
                number(score.firstTokenTimes().p99(), 2),
                number(score.gpuHours(comparison.scenario().spec()), 1),
                number(comparison.ofConstant(entry), 2),
                String.valueOf(score.events()),
                number(100 * score.backlog(), 1));
    }

    /** What was played, in two lines. */
    public static String facts(ServingComparison comparison) {
        ServingScenario scenario = comparison.scenario();
        ReplicaSpec spec = scenario.spec();
        return String.format(
                Locale.ROOT,
                "%s: %,d requests in %s; %s with %s; ready %s s after the order%s%n%s%n",
                scenario.name(),
                scenario.requests().length(),
                length(scenario.requests().end()),
                spec.name(),
                count(spec.gpus(), "GPU a replica", "GPUs a replica"),
                plain(scenario.startup().mean()),
                scenario.startup().vary() ? " in the mean" : "",
                limits(scenario.limits()));
    }

    private static String limits(TokenLimits limits) {
        String first = Double.isInfinite(limits.firstToken())
                ? "no limit for the first token"
                : "first token within " + plain(limits.firstToken()) + " s"
                        + (limits.slack() > 0
                                ? " or " + plain(limits.slack()) + " times its time on an idle replica"
                                : "");
        String inter = Double.isInfinite(limits.interToken())
                ? "no limit for those after it"
                : plain(1000 * limits.interToken()) + " ms between tokens";
        return "limits: " + first + ", " + inter;
    }

    private static String meaning(ServingComparison comparison) {
        Contenders.Start start = comparison.start();
        return String.format(
                Locale.ROOT,
                "both, first, inter: requests within both limits, within that of the first token, between tokens; p50 to p99:"
                        + " time to the first token.%n"
                        + "of constant: over the cheapest fleet that never changes and serves 99 %% in time, in hindsight:"
                        + " %s. All begin with %d and order %d at most.%n"
                        + "backlog: time in which a request waited longer than the limit without being begun. The first"
                        + " %s are not scored.%n",
                count(start.cheapestConstant(), "replica", "replicas"),
                start.initial(),
                start.bounds().max(),
                length(comparison.scenario().skip()));
    }

    static String length(double seconds) {
        return seconds >= 120 * MINUTE ? plain(seconds / 3600) + " h" : plain(seconds / MINUTE) + " min";
    }

    /** A number to four significant digits, without an exponent. */
    public static String plain(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String count(int n, String one, String more) {
        return n + " " + (n == 1 ? one : more);
    }
}
