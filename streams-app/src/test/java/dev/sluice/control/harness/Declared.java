package dev.sluice.control.harness;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.MonthlyBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A catalog that tests write into. */
public final class Declared implements Catalog {
    private final Map<String, Pool> pools = new HashMap<>();
    private final Map<String, MonthlyBudget> budgets = new HashMap<>();

    public Declared pool(String name, double pricePerHour) {
        pools.put(name, Pool.of(name, pricePerHour));
        return this;
    }

    public Declared withoutPool(String name) {
        pools.remove(name);
        return this;
    }

    public Declared budget(String tenant, MonthlyBudget budget) {
        budgets.put(tenant, budget);
        return this;
    }

    public Declared withoutBudget(String tenant) {
        budgets.remove(tenant);
        return this;
    }

    @Override
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return Optional.ofNullable(budgets.get(tenant));
    }
}
