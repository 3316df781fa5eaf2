package dev.sluice.simulator.report;

import static dev.sluice.simulator.report.TextTable.number;

import dev.sluice.allocation.Pool;
import dev.sluice.simulator.cluster.score.ClusterComparison;
import dev.sluice.simulator.cluster.score.ClusterScore;
import dev.sluice.simulator.cluster.score.Hindsight;
import dev.sluice.simulator.cluster.score.ServiceScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A cluster beside its best single pools as plain text: a service a row, the total, then what it comes to. */
public final class ClusterTable {
    private final ClusterComparison comparison;

    private ClusterTable(ClusterComparison comparison) {
        this.comparison = comparison;
    }

    public static String of(ClusterComparison comparison) {
        ClusterTable table = new ClusterTable(comparison);
        return table.services() + "\n" + table.onePool() + "\n" + table.describe();
    }

    private TextTable services() {
        List<String> heading = new ArrayList<>(List.of("service", "promise %", "unserved %"));
        comparison.pools().forEach(pool -> heading.add(pool.name() + " h"));
        heading.addAll(List.of("cost", "floor", "static peak", "single pool", "unserved %", "cost", "saved %"));
        TextTable table = new TextTable(heading.toArray(String[]::new));
        for (int i = 0; i < comparison.mixed().services().size(); i++) {
            table.row(row(
                    comparison.mixed().services().get(i), comparison.hindsight().get(i)));
        }
        table.row(total());
        return table;
    }

    private List<String> row(ServiceScore mixed, Hindsight hindsight) {
        ServiceScore single = comparison.single().score().service(mixed.name());
        List<String> row = new ArrayList<>(List.of(
                mixed.name(),
                number(100 * mixed.service().objective(), 2),
                unserved(mixed.unservedShare(), mixed.keeps())));
        comparison.pools().forEach(pool -> row.add(number(mixed.replicaHours(pool.name()), 1)));
        row.addAll(List.of(
                number(mixed.cost(), 2),
                number(hindsight.floorCost(), 2),
                number(hindsight.staticPeakCost(), 2),
                comparison.single().pool(mixed.name()),
                unserved(single.unservedShare(), single.keeps()),
                number(single.cost(), 2),
                saved(mixed.cost(), single.cost())));
        return row;
    }

    private List<String> total() {
        ClusterScore mixed = comparison.mixed();
        ClusterScore single = comparison.single().score();
        List<String> row = new ArrayList<>(List.of("total", "", number(100 * mixed.unservedShare(), 2)));
        comparison.pools().forEach(pool -> row.add(number(mixed.replicaHours(pool.name()), 1)));
        row.addAll(List.of(
                number(mixed.cost(), 2),
                number(comparison.floorCost(), 2),
                number(comparison.staticPeakCost(), 2),
                "",
                number(100 * single.unservedShare(), 2),
                number(single.cost(), 2),
                saved(mixed.cost(), single.cost())));
        return row;
    }

    private TextTable onePool() {
        TextTable table = new TextTable("all services in", "services", "unserved %", "keep", "cost");
        for (int i = 0; i < comparison.pools().size(); i++) {
            Pool pool = comparison.pools().get(i);
            ClusterScore score = comparison.onePool().get(i);
            table.row(List.of(
                    pool.name(),
                    String.valueOf(score.services().size()),
                    number(100 * score.unservedShare(), 2),
                    String.valueOf(score.services().stream()
                            .filter(ServiceScore::keeps)
                            .count()),
                    number(score.cost(), 2)));
        }
        return table;
    }

    private String describe() {
        ClusterScore single = comparison.single().score();
        ClusterScore equal = comparison.equal().score();
        String kept = comparison.single().kept()
                ? ""
                : "no spread over single pools that was tried keeps all promises: compared with the cheapest\n";
        return kept
                + String.format(
                        Locale.ROOT,
                        "as promised: %.2f against %.2f, %.1f %% saved; unserved %.3f %% against %.3f %%%n",
                        comparison.mixed().cost(),
                        single.cost(),
                        100 * comparison.saved(),
                        100 * comparison.mixed().unservedShare(),
                        100 * single.unservedShare())
                + String.format(
                        Locale.ROOT,
                        "at equal service: %.2f against %.2f, %.1f %% saved; unserved %.3f %% against %.3f %%"
                                + " (promises times %.2f)%n",
                        equal.cost(),
                        single.cost(),
                        100 * comparison.savedAtEqualService(),
                        100 * equal.unservedShare(),
                        100 * single.unservedShare(),
                        comparison.equal().factor());
    }

    private static String unserved(double share, boolean keeps) {
        return (keeps ? "" : "!") + number(100 * share, 2);
    }

    private static String saved(double cost, double of) {
        return number(100 * (1 - cost / of), 1);
    }
}
