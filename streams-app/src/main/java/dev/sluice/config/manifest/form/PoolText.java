package dev.sluice.config.manifest.form;

import dev.sluice.allocation.Pool;
import dev.sluice.config.text.Durations;
import dev.sluice.config.text.ResourcesText;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Resources;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the files of pools and budgets say under {@code spec}. */
public final class PoolText {
    private PoolText() {}

    public static Map<String, Object> spec(Pool pool) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("price", pool.pricePerHour());
        if (pool.limit() != Pool.UNLIMITED) {
            spec.put("limit", pool.limit());
        }
        spec.put("leadTime", Durations.text(pool.leadTime()));
        if (!pool.perReplica().equals(Resources.NONE)) {
            spec.put("resources", ResourcesText.keys(pool.perReplica()));
        }
        pool.spot().ifPresent(spot -> spec.put("spot", Map.of("interruptionsPerHour", spot.interruptionsPerHour())));
        return spec;
    }

    public static Map<String, Object> spec(MonthlyBudget budget) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("perMonth", budget.perMonth());
        spec.put("kind", PolicyText.word(budget.kind()));
        spec.put("zone", budget.zone().getId());
        return spec;
    }
}
