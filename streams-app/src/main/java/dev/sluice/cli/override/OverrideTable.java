package dev.sluice.cli.override;

import dev.sluice.cli.terminal.Table;
import dev.sluice.config.text.Durations;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.policy.schedule.OverrideSet.Rule;
import dev.sluice.policy.schedule.Schedule;
import dev.sluice.policy.schedule.ServiceOverride;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Overrides and schedules of services for a person to read. */
record OverrideTable(List<Row> rows) {
    /** Which bounds a policy states does not change what is set beside it. */
    private static final Bounds ANY = new Bounds(0, 1);

    OverrideTable {
        rows = List.copyOf(rows);
    }

    /**
     * One override or schedule.
     *
     * @param service whose it is
     * @param when {@code now}, {@code outranked} by a newer one of its kind, or when it begins
     * @param rule what, who, why, until when
     * @param from from when on it counts
     * @param calendar at which times of the calendar; empty where always
     */
    record Row(String service, String when, Rule rule, Instant from, String calendar) {
        String describe() {
            String start = when.equals("now") ? "" : ", " + when;
            return rule.describe() + start + (calendar.isEmpty() ? "" : ", " + calendar);
        }

        String what() {
            return rule.action().describe() + (calendar.isEmpty() ? "" : ", " + calendar);
        }
    }

    /** What holds for a service at {@code now} or later, of all that was ever set. */
    static OverrideTable of(String service, OverrideSet everything, Instant now) {
        OverrideSet agenda = everything.pruned(now);
        Set<String> standing = standing(agenda.at(now, ANY));
        Stream<Row> byHand = agenda.overrides().stream().map(override -> row(service, override, standing, now));
        Stream<Row> scheduled = agenda.schedules().stream().map(schedule -> row(service, schedule, now));
        return new OverrideTable(Stream.concat(byHand, scheduled).toList());
    }

    /** These and those of another service. */
    OverrideTable and(OverrideTable other) {
        return new OverrideTable(
                Stream.concat(rows.stream(), other.rows.stream()).toList());
    }

    boolean has(String id) {
        return rows.stream().anyMatch(row -> row.rule().id().equals(id));
    }

    /** A sentence for each. */
    List<String> describe() {
        return rows.stream().map(Row::describe).toList();
    }

    String text() {
        if (rows.isEmpty()) {
            return "nothing is set, now or later";
        }
        Table table = new Table("SERVICE", "WHEN", "WHAT", "ID", "OWNER", "FROM", "UNTIL", "REASON");
        rows.forEach(row -> table.row(
                row.service(),
                row.when(),
                row.what(),
                row.rule().id(),
                row.rule().author().owner(),
                row.from().toString(),
                row.rule().until().toString(),
                row.rule().author().reason()));
        return table.toString().stripTrailing();
    }

    List<Map<String, Object>> json() {
        return rows.stream().map(OverrideTable::fields).toList();
    }

    private static Map<String, Object> fields(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service", row.service());
        fields.put("id", row.rule().id());
        fields.put("when", row.when());
        fields.put("what", row.what());
        fields.put("owner", row.rule().author().owner());
        fields.put("reason", row.rule().author().reason());
        fields.put("at", row.rule().author().at().toString());
        fields.put("from", row.from().toString());
        fields.put("until", row.rule().until().toString());
        return fields;
    }

    private static Row row(String service, ServiceOverride override, Set<String> standing, Instant now) {
        String active = standing.contains(override.id()) ? "now" : "outranked";
        return new Row(
                service,
                override.active(now) ? active : "from " + override.from(),
                new Rule(override.action(), override.id(), override.author(), override.until(), false),
                override.from(),
                "");
    }

    private static Row row(String service, Schedule schedule, Instant now) {
        Instant from = schedule.validity().from();
        String next = schedule.start()
                .next(from.isAfter(now) ? from : now, schedule.zone())
                .filter(schedule.validity().until()::isAfter)
                .map(start -> "next " + start)
                .orElse("never");
        return new Row(
                service,
                schedule.activeUntil(now).isPresent() ? "now" : next,
                new Rule(
                        schedule.bounds(),
                        schedule.id(),
                        schedule.author(),
                        schedule.validity().until(),
                        true),
                from,
                calendar(schedule));
    }

    private static String calendar(Schedule schedule) {
        String end = schedule.end() instanceof Schedule.Lasting lasting
                ? " for " + Durations.text(lasting.time())
                : " to '" + ((Schedule.Until) schedule.end()).cron() + "'";
        return "at '" + schedule.start() + "'" + end + " " + schedule.zone();
    }

    private static Set<String> standing(EffectiveOverrides standing) {
        return Stream.of(
                        standing.paused().stream(),
                        standing.forced().stream(),
                        standing.frozen().stream(),
                        standing.boundedBy().stream())
                .flatMap(rules -> rules)
                .map(Rule::id)
                .collect(Collectors.toSet());
    }
}
