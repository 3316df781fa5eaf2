package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.CommandedResources;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.MonthlyBudget;
import java.util.Optional;

/**
 * What is declared, as a service sees it whose replicas have a size of their own: at the price of that size.
 *
 * @param declared what is declared
 * @param size the size of its replicas
 */
public record RepricedCatalog(Catalog declared, CommandedResources size) implements Catalog {
    @Override
    public Optional<Pool> pool(String name) {
        return declared.pool(name).map(size::priced);
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return declared.budget(tenant);
    }
}
