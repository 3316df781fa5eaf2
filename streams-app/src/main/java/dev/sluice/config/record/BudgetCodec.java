package dev.sluice.config.record;

import dev.sluice.config.text.Zones;
import dev.sluice.events.BudgetKind;
import dev.sluice.events.ServiceBudget;
import dev.sluice.events.TenantBudget;
import dev.sluice.policy.MonthlyBudget;

/** Turns budgets of tenants into records of {@code tenant-budgets} and back, and those of services into their part. */
public final class BudgetCodec {
    private BudgetCodec() {}

    /** The record of a tenant's budget. */
    public static TenantBudget toRecord(String tenant, MonthlyBudget budget) {
        return new TenantBudget(
                tenant, budget.perMonth(), kind(budget), budget.zone().getId());
    }

    /**
     * The budget of a record; its tenant is the record's key.
     *
     * @throws IllegalArgumentException where the record holds what no budget can
     */
    public static MonthlyBudget fromRecord(TenantBudget record) {
        return budget(record.getPerMonth(), record.getKind(), record.getZone());
    }

    static ServiceBudget ofService(MonthlyBudget budget) {
        return new ServiceBudget(budget.perMonth(), kind(budget), budget.zone().getId());
    }

    static MonthlyBudget ofService(ServiceBudget budget) {
        return budget(budget.getPerMonth(), budget.getKind(), budget.getZone());
    }

    private static BudgetKind kind(MonthlyBudget budget) {
        return BudgetKind.valueOf(budget.kind().name());
    }

    private static MonthlyBudget budget(double perMonth, BudgetKind kind, String zone) {
        return new MonthlyBudget(perMonth, MonthlyBudget.Kind.valueOf(kind.name()), Zones.parse("zone", zone));
    }
}
