package dev.sluice.control.billing;

import dev.sluice.cost.Spending;
import dev.sluice.state.VarInts;
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

/**
 * What a service has spent: in total, by the months of its own budget, and per paying tenant by the tenant's months.
 */
final class SpendLedger {
    private Spending own = Spending.NONE;
    private final TreeMap<String, Spending> tenants = new TreeMap<>();

    /**
     * One hour of a service.
     *
     * @param start epoch milliseconds
     * @param cost what it cost
     * @param forgone spend that budgets suppressed
     * @param payer the paying tenant; empty if none is stated
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

    /** Books a settled hour. */
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

    /** Returns what the service has spent, including open hours. */
    Spending with(List<Hour> open, ZoneId zone) {
        Spending all = own;
        for (Hour hour : open) {
            all = hour.addedTo(all, zone);
        }
        return all;
    }

    /** Returns what the service has spent for a tenant, including open hours. */
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
        VarInts.writeCount(tenants.size(), out);
        for (Map.Entry<String, Spending> tenant : tenants.entrySet()) {
            out.writeUTF(tenant.getKey());
            write(tenant.getValue(), out);
        }
    }

    void read(DataInput in) throws IOException {
        own = spending(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            tenants.put(in.readUTF(), spending(in));
        }
    }

    private static void write(Spending spending, DataOutput out) throws IOException {
        VarInts.writeCount(spending.month(), out);
        VarInts.writeCount(spending.spent(), out);
        VarInts.writeCount(spending.since(), out);
        VarInts.writeCount(spending.days().size(), out);
        for (Spending.Day day : spending.days()) {
            VarInts.writeCount(day.day(), out);
            VarInts.writeCount(day.paid(), out);
            VarInts.writeCount(day.wished() - day.paid(), out);
        }
    }

    private static Spending spending(DataInput in) throws IOException {
        long month = VarInts.readCount(in);
        long spent = VarInts.readCount(in);
        long since = VarInts.readCount(in);
        List<Spending.Day> days = new ArrayList<>();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            long day = VarInts.readCount(in);
            long paid = VarInts.readCount(in);
            days.add(new Spending.Day(day, paid, paid + VarInts.readCount(in)));
        }
        return new Spending(month, spent, since, days);
    }
}
