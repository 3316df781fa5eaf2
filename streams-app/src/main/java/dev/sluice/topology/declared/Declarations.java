package dev.sluice.topology.declared;

import dev.sluice.allocation.Pool;
import dev.sluice.config.record.BudgetCodec;
import dev.sluice.config.record.PoolCodec;
import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.TenantBudget;
import dev.sluice.policy.MonthlyBudget;

/** What records of pools and budgets mean. Each throws {@code IllegalArgumentException} if that cannot be. */
final class Declarations {
    private Declarations() {}

    static Pool pool(String key, ResourcePool record) {
        usable(key, record.getName(), DeclarationChecks.of(record));
        return PoolCodec.fromRecord(record);
    }

    static MonthlyBudget budget(String key, TenantBudget record) {
        usable(key, record.getTenant(), DeclarationChecks.of(record));
        return BudgetCodec.fromRecord(record);
    }

    private static void usable(String key, String name, Rejection why) {
        if (!key.equals(name)) {
            throw new IllegalArgumentException("the key is " + key + ", the value names " + name);
        }
        if (why.isRejected()) {
            throw new IllegalArgumentException(why.detail());
        }
    }
}
