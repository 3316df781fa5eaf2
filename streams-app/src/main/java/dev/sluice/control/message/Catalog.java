package dev.sluice.control.message;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.MonthlyBudget;
import java.util.Optional;

/** What is declared for all services: the pools, and the budgets of tenants. */
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

    /** The pool of this name. */
    Optional<Pool> pool(String name);

    /** What a tenant may spend; empty where that does not matter. */
    Optional<MonthlyBudget> budget(String tenant);
}
