package dev.sluice.control;

import dev.sluice.cost.Spending;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a service has spent: all in all, by its own budget's months, and for each tenant that pays, by the tenant's. */
final class Accounts {
    private Spending own = Spending.NONE;
    private final TreeMap<String, Spending> tenants = new TreeMap<>();

    /**
     * An hour of a service.
     *
     * @param start epoch milliseconds
     * @param cost what it cost
     * @param forgone what budgets kept it from costing
     * @param payer who pays; empty where not said
     */
    record Hour(long start, double cost, double forgone, String payer) {
        private Spending addedTo(Spending spending, ZoneId zone) {
            return spending.after(Instant.ofEpochMilli(start), cost, cost + forgone, zone);
        }
    }

    /** Notes that something runs from {@code at} (ms) on. */
    void begunAt(long at) {
        own = own.begunAt(at);
    }

    /** Books an hour for good. */
    void book(Hour hour, ZoneId ownZone, Function<String, ZoneId> zones) {
        own = hour.addedTo(own, ownZone);
        if (!hour.payer.isBlank()) {
            ZoneId zone = zones.apply(hour.payer);
            tenants.put(hour.payer, added(hour, of(hour.payer), zone));
            tenants.entrySet()
                    .removeIf(other -> !other.getKey().equals(hour.payer)
                            && other.getValue().isOver(Instant.ofEpochMilli(hour.start), zones.apply(other.getKey())));
        }
    }

    /** What the service has spent, with hours that are still open. */
    Spending with(List<Hour> open, ZoneId zone) {
        Spending all = own;
        for (Hour hour : open) {
            all = hour.addedTo(all, zone);
        }
        return all;
    }

    /** What the service has spent for a tenant, with hours that are still open. */
    Spending with(List<Hour> open, String tenant, ZoneId zone) {
        Spending all = of(tenant);
        for (Hour hour : open) {
            all = hour.payer.equals(tenant) ? added(hour, all, zone) : all;
        }
        return all;
    }

    private Spending added(Hour hour, Spending spending, ZoneId zone) {
        return hour.addedTo(spending.begunAt(Math.max(hour.start, own.since())), zone);
    }

    private Spending of(String tenant) {
        return tenants.getOrDefault(tenant, Spending.NONE);
    }

    void write(DataOutput out) throws IOException {
        write(own, out);
        Numbers.writeCount(tenants.size(), out);
        for (Map.Entry<String, Spending> tenant : tenants.entrySet()) {
            out.writeUTF(tenant.getKey());
            write(tenant.getValue(), out);
        }
    }

    void read(DataInput in) throws IOException {
        own = spending(in);
        for (long left = Numbers.readCount(in); left > 0; left--) {
            tenants.put(in.readUTF(), spending(in));
        }
    }

    private static void write(Spending spending, DataOutput out) throws IOException {
        Numbers.writeCount(spending.month(), out);
        Numbers.writeCount(spending.spent(), out);
        Numbers.writeCount(spending.since(), out);
        Numbers.writeCount(spending.days().size(), out);
        for (Spending.Day day : spending.days()) {
            Numbers.writeCount(day.day(), out);
            Numbers.writeCount(day.paid(), out);
            Numbers.writeCount(day.wished() - day.paid(), out);
        }
    }

    private static Spending spending(DataInput in) throws IOException {
        long month = Numbers.readCount(in);
        long spent = Numbers.readCount(in);
        long since = Numbers.readCount(in);
        List<Spending.Day> days = new ArrayList<>();
        for (long left = Numbers.readCount(in); left > 0; left--) {
            long day = Numbers.readCount(in);
            long paid = Numbers.readCount(in);
            days.add(new Spending.Day(day, paid, paid + Numbers.readCount(in)));
        }
        return new Spending(month, spent, since, days);
    }
}
