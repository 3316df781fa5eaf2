package dev.sluice.cli.policy;

import dev.sluice.cli.terminal.Table;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.text.NumberText;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code budget}: what tenants may spend. */
@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        description = "Shows and ends budgets of tenants; policy apply -f FILE puts them in force.")
public final class BudgetCommand extends DeclaredCommand {
    BudgetCommand() {
        super(Manifest.Kind.BUDGET);
    }

    @Override
    Table table() {
        return new Table("TENANT", "PER MONTH", "KIND", "ZONE");
    }

    @Override
    void row(Manifest manifest, Table table) {
        MonthlyBudget budget = ((Manifest.OfTenant) manifest).budget();
        table.row(
                manifest.name(),
                NumberText.exactly(budget.perMonth()),
                budget.kind().name().toLowerCase(Locale.ROOT),
                budget.zone().getId());
    }
}
