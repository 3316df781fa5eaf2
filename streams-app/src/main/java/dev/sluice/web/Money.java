package dev.sluice.web;

import dev.sluice.allocation.Pool;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.Parameters;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.model.TenantClaim;
import dev.sluice.web.model.series.CostHour;
import dev.sluice.web.model.summary.Numbers;
import dev.sluice.web.model.summary.PoolState;
import dev.sluice.web.service.Services;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pools, budgets and costs of all services. */
final class Money {
    private static final long DAY_MS = 86_400_000;

    private final ReadModel model;
    private final Services services;

    Money(ReadModel model, Services services) {
        this.model = model;
        this.services = services;
    }

    HttpResponse pools(HttpRequest request) {
        Map<String, List<Holder>> holders = new TreeMap<>();
        model.pools().keySet().forEach(pool -> holders.put(pool, new ArrayList<>()));
        for (ServiceView view : model.services()) {
            for (PoolState state : view.pools()) {
                if (!state.pool().isEmpty() && (state.target() > 0 || state.ready() > 0)) {
                    holders.computeIfAbsent(state.pool(), p -> new ArrayList<>())
                            .add(new Holder(view.service(), state, view.grant(state.pool())));
                }
            }
        }
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        holders.forEach((name, held) ->
                all.add(pool(name, Optional.ofNullable(model.pools().get(name)), held)));
        return HttpResponse.json(JsonObject.of("pools", all).map());
    }

    private record Holder(String service, PoolState state, Optional<Double> granted) {
        Map<String, @Nullable Object> json() {
            return JsonObject.of("service", service)
                    .put("replicas", state.target())
                    .put("ready", Numbers.countOrNull(state.ready()))
                    .put("granted", granted.orElse(null))
                    .map();
        }
    }

    private static Map<String, @Nullable Object> pool(String name, Optional<Pool> declared, List<Holder> holders) {
        holders.sort(Comparator.comparingInt((Holder holder) -> holder.state().target())
                .reversed()
                .thenComparing(Holder::service));
        return JsonObject.of("pool", name)
                .put("declared", declared.isPresent())
                .put("pricePerHour", declared.map(Pool::pricePerHour).orElse(null))
                .put(
                        "limit",
                        declared.map(Pool::limit)
                                .filter(limit -> limit != Pool.UNLIMITED)
                                .orElse(null))
                .put(
                        "leadTimeMs",
                        declared.map(pool -> pool.leadTime().toMillis()).orElse(null))
                .put(
                        "used",
                        holders.stream()
                                .mapToInt(holder -> holder.state().target())
                                .sum())
                .put(
                        "ready",
                        holders.stream()
                                .mapToInt(holder -> Math.max(0, holder.state().ready()))
                                .sum())
                .put("holders", holders.stream().map(Holder::json).toList())
                .map();
    }

    HttpResponse budgets(HttpRequest request) {
        Map<String, List<Claimant>> claims = new TreeMap<>();
        model.budgets().keySet().forEach(tenant -> claims.put(tenant, new ArrayList<>()));
        for (ServiceView view : model.services()) {
            view.tenantClaim()
                    .ifPresent(claim -> claims.computeIfAbsent(claim.tenant(), t -> new ArrayList<>())
                            .add(new Claimant(view.service(), claim)));
        }
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        claims.forEach((tenant, of) ->
                all.add(budget(tenant, Optional.ofNullable(model.budgets().get(tenant)), of)));
        return HttpResponse.json(
                JsonObject.of("budgets", all).put("services", ownBudgets()).map());
    }

    /** Services whose policies have budgets of their own, by name. */
    private List<Map<String, @Nullable Object>> ownBudgets() {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (ServiceView view : model.services()) {
            view.policy()
                    .flatMap(policy -> policy.placement().budget())
                    .ifPresent(budget -> all.add(ownBudget(view, budget)));
        }
        return all;
    }

    private Map<String, @Nullable Object> ownBudget(ServiceView view, MonthlyBudget budget) {
        return JsonObject.of("service", view.service())
                .put("perMonth", budget.perMonth())
                .put("kind", budget.kind().name())
                .put("zone", budget.zone().getId())
                .put("spent", spentThisMonth(view))
                .put("perHour", view.summary(model.now()).costPerHour())
                .put("tooSmall", view.isShortOfMoney())
                .map();
    }

    /** Money spent so far in the month of now; null if nothing was metered in it lately. */
    private @Nullable Double spentThisMonth(ServiceView view) {
        ZoneId zone = view.policy()
                .flatMap(policy -> policy.placement().budget())
                .map(MonthlyBudget::zone)
                .orElse(ZoneOffset.UTC);
        YearMonth month = monthOf(model.now(), zone);
        // it only grows: the largest figure is the newest
        return view.costs().stream()
                .filter(hour -> monthOf(hour.hour(), zone).equals(month))
                .flatMap(hour -> Stream.ofNullable(hour.spentThisMonth()))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static YearMonth monthOf(long time, ZoneId zone) {
        return YearMonth.from(Instant.ofEpochMilli(time).atZone(zone));
    }

    private record Claimant(String service, TenantClaim claim) {}

    private static Map<String, @Nullable Object> budget(
            String tenant, Optional<MonthlyBudget> budget, List<Claimant> claimants) {
        return JsonObject.of("tenant", tenant)
                .put("perMonth", budget.map(MonthlyBudget::perMonth).orElse(null))
                .put("kind", budget.map(b -> b.kind().name()).orElse(null))
                .put("zone", budget.map(b -> b.zone().getId()).orElse(null))
                .put(
                        "spent",
                        claimants.stream()
                                .mapToDouble(one -> one.claim().spent())
                                .sum())
                .put(
                        "burn",
                        claimants.stream()
                                .mapToDouble(one -> one.claim().burn())
                                .sum())
                .put(
                        "services",
                        claimants.stream()
                                .sorted(Comparator.comparingDouble(
                                                (Claimant one) -> one.claim().spent())
                                        .reversed())
                                .map(one -> JsonObject.of("service", one.service())
                                        .put("spent", one.claim().spent())
                                        .put("burn", one.claim().burn())
                                        .map())
                                .toList())
                .map();
    }

    HttpResponse costs(HttpRequest request) {
        long now = model.now();
        long midnight = now - Math.floorMod(now, DAY_MS);
        Map<String, Sum> byService = new TreeMap<>();
        Map<String, Sum> byTenant = new TreeMap<>();
        Sum all = new Sum();
        for (ServiceView view : model.services()) {
            Sum own = new Sum();
            String tenant =
                    view.policy().map(policy -> policy.placement().tenant()).orElse("");
            own.perHour = price(view, now);
            view.costs().stream().filter(hour -> hour.hour() >= midnight).forEach(own::add);
            if (own.isSomething()) {
                byService.put(view.service(), own);
                byTenant.computeIfAbsent(tenant, t -> new Sum()).add(own);
                all.add(own);
            }
        }
        return HttpResponse.json(JsonObject.of("perHour", all.perHour)
                .put("today", all.cost)
                .put("staticPeakToday", all.staticPeak)
                .put("since", midnight)
                .put("byService", Sum.list("service", byService))
                .put("byTenant", Sum.list("tenant", byTenant))
                .map());
    }

    HttpResponse ofService(HttpRequest request) {
        ServiceView view = services.of(request);
        Parameters.Span span = new Parameters(request).span();
        List<CostHour> hours =
                view.costs().stream().filter(hour -> span.has(hour.hour())).toList();
        return HttpResponse.json(JsonObject.of("hours", hours)
                .put("perHour", price(view, model.now()))
                .put("staticPeak", staticPeak(hours))
                .put("sum", hours.stream().mapToDouble(CostHour::cost).sum())
                .put("thisMonth", spentThisMonth(view))
                .map());
    }

    /** What its largest size of all these hours would have cost in each of them. */
    private static double staticPeak(List<CostHour> hours) {
        Map<String, Double> largest = new TreeMap<>();
        hours.forEach(hour -> largest.merge(hour.pool(), hour.peak() * hour.pricePerHour(), Math::max));
        long count = new TreeSet<>(hours.stream().map(CostHour::hour).toList()).size();
        return count
                * largest.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double price(ServiceView view, long now) {
        return Optional.ofNullable(view.summary(now).costPerHour()).orElse(0.0);
    }

    /** Sums of money. */
    private static final class Sum {
        private double perHour;
        private double cost;
        private double staticPeak;

        /** Of an hour that is not over, both costs are those of the part that is metered. */
        void add(CostHour hour) {
            cost += hour.cost();
            staticPeak += hour.staticPeakCost();
        }

        void add(Sum other) {
            perHour += other.perHour;
            cost += other.cost;
            staticPeak += other.staticPeak;
        }

        boolean isSomething() {
            return perHour > 0 || cost > 0;
        }

        static List<Map<String, @Nullable Object>> list(String key, Map<String, Sum> sums) {
            return sums.entrySet().stream()
                    .sorted(Comparator.comparingDouble((Map.Entry<String, Sum> entry) -> entry.getValue().cost)
                            .reversed())
                    .map(entry -> JsonObject.of(key, entry.getKey())
                            .put("perHour", entry.getValue().perHour)
                            .put("today", entry.getValue().cost)
                            .put("staticPeakToday", entry.getValue().staticPeak)
                            .map())
                    .toList();
        }
    }
}
