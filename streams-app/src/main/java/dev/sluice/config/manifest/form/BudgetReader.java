package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.text.Zones;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.MonthlyBudget.Kind;
import java.time.ZoneId;
import java.util.Optional;

/** Reads what may be spent in a month: of a policy, and of a tenant's document. */
public final class BudgetReader {
    private BudgetReader() {}

    public static Optional<MonthlyBudget> read(YamlValue budget) {
        YamlKeys keys = budget.keys("perMonth", "kind", "zone");
        Optional<Double> perMonth = keys.required("perMonth").flatMap(YamlValue::number);
        Kind kind = keys.at("kind").flatMap(v -> v.oneOf(Kind.values())).orElse(Kind.SOFT);
        ZoneId zone = keys.at("zone").flatMap(YamlValue::zone).orElse(Zones.UTC);
        return perMonth.flatMap(money -> budget.made(() -> new MonthlyBudget(money, kind, zone)));
    }
}
