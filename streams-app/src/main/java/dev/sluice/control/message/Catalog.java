package dev.sluice.control.message;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.MonthlyBudget;
import java.util.Optional;

/** What is declared for all services: pools, and budgets of tenants. */
public interface Catalog {
    /** Nothing is declared. */
    Catalog EMPTY = new Catalog() {
        @Override
        public Optional<Pool> pool(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<MonthlyBudget> budget(String tenant) {
            return Optional.empty();
        }
    };

    /** Returns the pool of this name. */
    Optional<Pool> pool(String name);

    /** Returns the budget of a tenant; empty if there is none. */
    Optional<MonthlyBudget> budget(String tenant);
}
