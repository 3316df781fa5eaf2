package dev.sluice.ingest.mapping;

import dev.sluice.config.manifest.MetricMapping;
import dev.sluice.config.manifest.MetricMapping.Rule;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The built-in mapping as a table for people. Run it to print the table for {@code docs/ingest.md}. */
final class MappingTable {
    private MappingTable() {}

    public static void main(String[] args) {
        System.out.print(markdown());
    }

    static String markdown() {
        MetricMapping mapping = Mapping.readBuiltIn();
        StringBuilder table =
                new StringBuilder("| Signal | Metrics; those of an earlier line count first |\n|---|---|\n");
        for (String signal : Mapping.signals()) {
            String metrics = mapping.metrics().stream()
                    .filter(rule -> rule.signal().equals(signal))
                    .sorted(Comparator.comparingInt(Rule::rank))
                    .collect(Collectors.groupingBy(Rule::rank, LinkedHashMap::new, Collectors.toList()))
                    .values()
                    .stream()
                    .map(MappingTable::line)
                    .collect(Collectors.joining("<br>"));
            if (!metrics.isEmpty()) {
                table.append("| `")
                        .append(signal)
                        .append("` | ")
                        .append(metrics)
                        .append(" |\n");
            }
        }
        return table.toString();
    }

    private static String line(List<Rule> rules) {
        return rules.stream().map(MappingTable::names).collect(Collectors.joining(", "));
    }

    private static String names(Rule rule) {
        String where =
                rule.where().entrySet().stream().map(MappingTable::condition).collect(Collectors.joining(", "));
        return rule.names().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))
                + (where.isEmpty() ? "" : " with " + where);
    }

    private static String condition(Map.Entry<String, String> condition) {
        String value = condition.getValue();
        return value.matches("\\w+") ? "`" + condition.getKey() + "=" + value + "`" : "`" + condition.getKey() + "`";
    }
}
