package dev.sluice.control;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.MonthlyBudget;
import java.util.Optional;

/**
 * What is declared, as a service sees it whose replicas have a size of their own: at the price of that size.
 *
 * @param declared what is declared
 * @param size the size of its replicas
 */
record SizedCatalog(Catalog declared, SizeInForce size) implements Catalog {
    @Override
    public Optional<Pool> pool(String name) {
        return declared.pool(name).map(size::priced);
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return declared.budget(tenant);
    }
}
