package dev.sluice.web.page;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the server says of pools, money and dead letters. */
final class StagedTotals {
    private StagedTotals() {}

    static Map<String, Object> pools(Collection<StagedService> services) {
        List<Map<String, Object>> holders = services.stream()
                .limit(300)
                .map(s -> Map.<String, Object>of("service", s.name(), "replicas", s.target(), "granted", s.target()))
                .toList();
        int used = services.stream().mapToInt(StagedService::target).sum();
        return Map.of(
                "pools",
                List.of(
                        Map.of(
                                "pool",
                                "cpu",
                                "pricePerHour",
                                0.08,
                                "limit",
                                used + 20,
                                "used",
                                used,
                                "ready",
                                used,
                                "holders",
                                holders),
                        Map.of(
                                "pool",
                                "h100",
                                "pricePerHour",
                                4.2,
                                "limit",
                                2,
                                "used",
                                2,
                                "ready",
                                1,
                                "holders",
                                holders.subList(0, 1))));
    }

    static Map<String, Object> budgets() {
        return Map.of(
                "budgets",
                List.of(Map.of(
                        "tenant",
                        "shop",
                        "perMonth",
                        900,
                        "spent",
                        870.5,
                        "burn",
                        1.2,
                        "services",
                        List.of("storefront"))),
                "services",
                List.of(
                        own("storefront", 900, 640.5, 1.1, false),
                        own("search", 2_000, 1_912, 3.5, true),
                        own("mail", 300, 22.8, .1, false)));
    }

    private static Map<String, Object> own(
            String service, double perMonth, double spent, double perHour, boolean tooSmall) {
        return Map.of(
                "service",
                service,
                "perMonth",
                perMonth,
                "spent",
                spent,
                "perHour",
                perHour,
                "kind",
                tooSmall ? "HARD" : "SOFT",
                "zone",
                "UTC",
                "tooSmall",
                tooSmall);
    }

    static Map<String, Object> costs(Collection<StagedService> services) {
        double perHour = services.stream().mapToInt(StagedService::target).sum() * StagedService.PRICE;
        List<Map<String, Object>> byService = services.stream()
                .map(s -> Map.<String, Object>of(
                        "service",
                        s.name(),
                        "perHour",
                        s.target() * StagedService.PRICE,
                        "today",
                        9 * s.target() * StagedService.PRICE,
                        "staticPeakToday",
                        15 * s.target() * StagedService.PRICE))
                .toList();
        return Map.of(
                "perHour",
                perHour,
                "today",
                perHour * 9,
                "staticPeakToday",
                perHour * 15,
                "byService",
                byService,
                "byTenant",
                List.of(Map.of("tenant", "shop", "perHour", perHour, "today", perHour * 9)));
    }

    static Map<String, Object> deadLetters(long now) {
        return Map.of(
                "byReason",
                List.of(Map.of(
                        "reason",
                        "LATE",
                        "topic",
                        "request-rate-events",
                        "count",
                        412,
                        "last",
                        now,
                        "example",
                        Map.of(
                                "topic",
                                "request-rate-events",
                                "partition",
                                3,
                                "offset",
                                182_734,
                                "service",
                                "storefront",
                                "detail",
                                "the window has closed"))));
    }
}
