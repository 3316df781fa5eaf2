package dev.sluice.control.billing;

import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import dev.sluice.cost.Meter;
import dev.sluice.cost.MeterReading;
import dev.sluice.cost.Spending;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The cost of one service: one meter per pool, fed by acknowledgements, and the hours that result.
 *
 * <p>An hour is booked to one account: service, pool, and the tenant that paid when the hour began. Prices are looked
 * up when time passes ({@link #due(long, Optional)}); a pool that is not declared costs nothing, or its last price.
 */
public final class Costs {
    /** An older acknowledgement describes nothing that still runs, or its clock is wrong. */
    private static final long OLDEST = Duration.ofDays(7).toMillis();
    /** Spreads the end of the hours of many services over this time. */
    private static final int SPREAD = 60_000;

    private final String service;
    private final Catalog catalog;
    private final TreeMap<String, PoolMeter> pools = new TreeMap<>();
    private final PayerHistory payers = new PayerHistory();
    private final SuppressedSpend forgone = new SuppressedSpend();
    private final SpendLedger accounts = new SpendLedger();
    private boolean changed;

    public Costs(String service, Catalog catalog) {
        this.service = service;
        this.catalog = catalog;
    }

    /**
     * Meters an acknowledgement; {@code now} is the newest known time, ms, or the smallest possible before any is
     * known.
     */
    public void acknowledged(Acknowledgement ack, long now) {
        long at = ack.at().toEpochMilli();
        MeterReading reading = new MeterReading(at, ack.generation(), ordered(ack), ready(ack));
        boolean tells = reading.ordered().isPresent() || reading.ready().isPresent();
        if (tells && at + OLDEST >= now) {
            accounts.begunAt(at);
            changed |= pools.computeIfAbsent(
                            ack.pool(), pool -> PoolMeter.open(at, price(pool).orElse(0)))
                    .read(reading);
        }
    }

    private static OptionalInt ordered(Acknowledgement ack) {
        boolean carriedOut = ack.status() == Status.APPLIED || ack.status() == Status.READY;
        return carriedOut ? OptionalInt.of(ack.replicas()) : ack.platform().running();
    }

    private static OptionalInt ready(Acknowledgement ack) {
        return ack.ready().isEmpty() && ack.status() == Status.READY ? OptionalInt.of(ack.replicas()) : ack.ready();
    }

    private OptionalDouble price(String pool) {
        return pool.isEmpty()
                ? OptionalDouble.empty()
                : catalog.pool(pool)
                        .map(declared -> OptionalDouble.of(declared.pricePerHour()))
                        .orElse(OptionalDouble.empty());
    }

    /**
     * Notes that time has passed under the placement in force, and returns the hours to report: a changed hour within a
     * minute, each hour when it is over, and the final value when it is settled.
     */
    public List<Output.Costed> due(long now, Optional<Placement> placement) {
        if (forgone.perHour() > 0
                && placement.map(terms -> terms.pools().isEmpty()).orElse(true)) {
            forgo(0, now);
        }
        placement
                .filter(terms -> !terms.tenant().equals(payers.newestTenant()))
                .ifPresent(terms -> changed |= payers.note(terms.tenant(), firstHourOfChange(now)));
        pools.forEach((name, meter) -> price(name).ifPresent(price -> changed |= meter.price(price, now)));
        if (now < due()) {
            return List.of();
        }
        changed = true;
        ZoneId zone =
                placement.flatMap(Placement::budget).map(MonthlyBudget::zone).orElse(ZoneOffset.UTC);
        List<Metered> metered = new ArrayList<>();
        settle(now, zone, metered);
        pools.forEach((name, meter) -> meter.say(now).forEach(hour -> metered.add(new Metered(name, hour, false))));
        List<Output.Costed> said = costed(metered, Instant.ofEpochMilli(now), zone);
        payers.forget(settledTo(now));
        return said;
    }

    /** An hour of a pool, to be reported. */
    private record Metered(String pool, HourCost hour, boolean closed) {}

    private long firstHourOfChange(long now) {
        return pools.isEmpty() ? Long.MIN_VALUE : Meter.hourOf(now) + HourCost.HOUR;
    }

    private void settle(long now, ZoneId zone, List<Metered> metered) {
        TreeMap<Long, Double> costs = new TreeMap<>();
        pools.forEach((name, meter) -> meter.settle(now).forEach(hour -> {
            metered.add(new Metered(name, hour, true));
            costs.merge(hour.hour(), hour.cost(), Double::sum);
        }));
        hours(costs, forgone.settle(settledTo(now))).forEach(hour -> accounts.book(hour, zone, this::zoneOf));
    }

    private static long settledTo(long now) {
        return Meter.hourOf(now - Meter.GRACE);
    }

    private List<Output.Costed> costed(List<Metered> metered, Instant now, ZoneId zone) {
        if (metered.isEmpty()) {
            return List.of();
        }
        double spent = accounts.with(open(now), zone).spentIn(now, zone);
        return metered.stream()
                .map(one -> new Output.Costed(
                        new Account(service, one.pool(), payers.of(one.hour().hour())),
                        one.hour(),
                        one.closed(),
                        Spending.isSameMonth(Instant.ofEpochMilli(one.hour().hour()), now, zone)
                                ? OptionalDouble.of(spent)
                                : OptionalDouble.empty()))
                .toList();
    }

    private List<SpendLedger.Hour> hours(SortedMap<Long, Double> costs, SortedMap<Long, Double> saved) {
        saved.keySet().forEach(hour -> costs.putIfAbsent(hour, 0.0));
        List<SpendLedger.Hour> hours = new ArrayList<>();
        for (Map.Entry<Long, Double> cost : costs.entrySet()) {
            long hour = cost.getKey();
            hours.add(new SpendLedger.Hour(hour, cost.getValue(), saved.getOrDefault(hour, 0.0), payers.of(hour)));
        }
        return hours;
    }

    private ZoneId zoneOf(String tenant) {
        return catalog.budget(tenant).map(MonthlyBudget::zone).orElse(ZoneOffset.UTC);
    }

    /** Returns when {@link #due(long, Optional)} next has something to report, ms. */
    public long due() {
        long spread = Math.floorMod(service.hashCode(), SPREAD);
        long due = forgone.isEmpty() ? Long.MAX_VALUE : forgone.due();
        for (PoolMeter meter : pools.values()) {
            due = Math.min(due, meter.due(spread));
        }
        return due;
    }

    /**
     * Returns what the service has spent, by the months of {@code zone}, if it now wants to spend this much per hour.
     */
    Spend spent(Instant now, ZoneId zone, double wishPerHour) {
        return accounts.with(open(now), zone).by(now, zone, perHour(now.toEpochMilli()), wishPerHour);
    }

    /** Returns what the service has spent for a tenant, by the months of {@code zone}. */
    Spend spent(String tenant, Instant now, ZoneId zone, double wishPerHour) {
        return accounts.with(open(now), tenant, zone).by(now, zone, perHour(now.toEpochMilli()), wishPerHour);
    }

    /** Returns true if no tenant has ever paid. */
    boolean hasNoPayer() {
        return payers.isEmpty();
    }

    /** Returns the paying tenant at {@code now} (ms); empty if none is stated. */
    String payer(long now) {
        return payers.of(Meter.hourOf(now));
    }

    /** Returns the money per hour that is paid at {@code now} (ms). */
    double perHour(long now) {
        return pools.values().stream().mapToDouble(meter -> meter.perHour(now)).sum();
    }

    private List<SpendLedger.Hour> open(Instant now) {
        TreeMap<Long, Double> costs = new TreeMap<>();
        for (PoolMeter meter : pools.values()) {
            meter.open(now.toEpochMilli()).forEach(hour -> costs.merge(hour.hour(), hour.cost(), Double::sum));
        }
        return hours(costs, forgone.until(now.toEpochMilli()));
    }

    /** Notes how much money per hour budgets suppress from {@code now} (ms) on. */
    public void forgo(double perHour, long now) {
        changed |= forgone.perHour() != perHour && forgone.note(perHour, now);
    }

    /** Returns true if something changed since the last write. */
    public boolean changed() {
        return changed;
    }

    public void write(DataOutput out) throws IOException {
        VarInts.writeCount(pools.size(), out);
        for (Map.Entry<String, PoolMeter> pool : pools.entrySet()) {
            out.writeUTF(pool.getKey());
            pool.getValue().write(out);
        }
        payers.write(out);
        forgone.write(out);
        accounts.write(out);
        changed = false;
    }

    public void read(DataInput in) throws IOException {
        for (long left = VarInts.readCount(in); left > 0; left--) {
            pools.put(in.readUTF(), PoolMeter.read(in));
        }
        payers.read(in);
        forgone.read(in);
        accounts.read(in);
    }
}
