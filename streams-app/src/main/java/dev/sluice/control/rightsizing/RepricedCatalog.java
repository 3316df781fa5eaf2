package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.CommandedResources;
import dev.sluice.control.message.Catalog;
import dev.sluice.policy.MonthlyBudget;
import java.util.Optional;

/**
 * The declared pools and budgets, with prices for the commanded resources of a service's replicas.
 *
 * @param declared the declared catalog
 * @param size the commanded resources of the replicas
 */
public record RepricedCatalog(Catalog declared, CommandedResources size) implements Catalog {
    @Override
    public Optional<Pool> pool(String name) {
        return size.size().isEmpty() ? declared.pool(name) : declared.pool(name).map(size::priced);
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return declared.budget(tenant);
    }
}
