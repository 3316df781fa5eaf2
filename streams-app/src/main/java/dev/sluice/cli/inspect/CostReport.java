package dev.sluice.cli.inspect;

import dev.sluice.cli.terminal.Table;
import dev.sluice.cost.Account;
import dev.sluice.cost.Bill;
import dev.sluice.cost.FixedFleet;
import dev.sluice.cost.HourCost;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What hours cost, summed by one of their keys, beside what fleets of fixed size would have. */
record CostReport(Key key, List<Line> lines, Line total) {
    CostReport {
        lines = List.copyOf(lines);
    }

    /** What a line is for. */
    enum Key {
        SERVICE,
        POOL,
        TENANT;

        private String of(Account account) {
            return switch (this) {
                case SERVICE -> account.service();
                case POOL -> account.pool();
                case TENANT -> account.tenant();
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One sum.
     *
     * @param name name of the service, pool or tenant
     * @param replicaHours replica-time paid for, hours
     * @param readyHours of it, that of ready replicas, hours
     * @param cost money, in the currency of the price list
     * @param staticPeakCost what the dearest fleet of each service would have cost all the time; by pool, its largest size
     *     there
     */
    record Line(String name, double replicaHours, double readyHours, double cost, double staticPeakCost) {
        private static final double HOUR = Duration.ofHours(1).toMillis();

        static Line nothing(String name) {
            return new Line(name, 0, 0, 0, 0);
        }

        Line plus(Bill bill) {
            return new Line(
                    name,
                    replicaHours + bill.replicaMillis() / HOUR,
                    readyHours + bill.readyMillis() / HOUR,
                    cost + bill.cost(),
                    staticPeakCost);
        }

        Line beside(double fixed) {
            return new Line(name, replicaHours, readyHours, cost, staticPeakCost + fixed);
        }

        Line plus(Line other) {
            return new Line(
                    name,
                    replicaHours + other.replicaHours,
                    readyHours + other.readyHours,
                    cost + other.cost,
                    staticPeakCost + other.staticPeakCost);
        }

        /** Share of the fixed fleets' cost that was not spent; 0 where nothing costs anything. */
        double savedShare() {
            return staticPeakCost > 0 ? 1 - cost / staticPeakCost : 0;
        }

        void into(Table table) {
            table.row(
                    name.isEmpty() ? "-" : name,
                    number(replicaHours),
                    number(readyHours),
                    number(cost),
                    number(staticPeakCost),
                    staticPeakCost > 0 ? NumberText.percent(savedShare()) : "-");
        }

        Map<String, Object> json() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("replicaHours", replicaHours);
            fields.put("usefulHours", readyHours);
            fields.put("cost", cost);
            fields.put("staticPeakCost", staticPeakCost);
            fields.put("savedShare", savedShare());
            return fields;
        }

        private static String number(double value) {
            return NumberText.money(value);
        }
    }

    /** The bill of each account, summed by a key; hours in any order. */
    static CostReport of(List<CostLog.Booked> hours, Key key) {
        Map<Account, Map<String, List<HourCost>>> fleets = hours.stream()
                .collect(Collectors.groupingBy(
                        booked -> fleet(booked.account(), key),
                        Collectors.groupingBy(
                                booked -> booked.account().pool(),
                                Collectors.mapping(CostLog.Booked::hour, Collectors.toList()))));
        TreeMap<String, Line> lines = new TreeMap<>();
        fleets.forEach((fleet, pools) -> {
            Line line = lines.getOrDefault(key.of(fleet), Line.nothing(key.of(fleet)));
            for (List<HourCost> pool : pools.values()) {
                line = line.plus(Bill.of(pool));
            }
            lines.put(line.name(), line.beside(FixedFleet.of(pools).cost()));
        });
        Line total = lines.values().stream().reduce(Line.nothing("total"), Line::plus);
        return new CostReport(key, List.copyOf(lines.values()), total);
    }

    /** What is replaced by one fleet of fixed size: a service; by pool, what it has there. */
    private static Account fleet(Account account, Key key) {
        return key == Key.POOL ? account : new Account(account.service(), "", account.tenant());
    }

    String text() {
        Table table = new Table(key.name(), "REPLICA-HOURS", "USEFUL", "COST", "STATIC PEAK", "SAVED");
        lines.forEach(line -> line.into(table));
        total.into(table);
        return table.toString().stripTrailing();
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("by", key.toString());
        fields.put("rows", lines.stream().map(Line::json).toList());
        fields.put("total", total.json());
        return fields;
    }
}
