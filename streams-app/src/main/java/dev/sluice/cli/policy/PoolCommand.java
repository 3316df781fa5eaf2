package dev.sluice.cli.policy;

import dev.sluice.allocation.Pool;
import dev.sluice.cli.terminal.Table;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.text.Durations;
import dev.sluice.config.text.ResourcesText;
import dev.sluice.text.NumberText;
import picocli.CommandLine.Command;

/** {@code pool}: the machines that there are. */
@Command(
        name = "pool",
        mixinStandardHelpOptions = true,
        description = "Shows and ends pools of machines; policy apply -f FILE puts them in force.")
public final class PoolCommand extends DeclaredCommand {
    PoolCommand() {
        super(Manifest.Kind.POOL);
    }

    @Override
    Table table() {
        return new Table("POOL", "PRICE/H", "LIMIT", "LEAD TIME", "RESOURCES", "INTERRUPTIONS/H");
    }

    @Override
    void row(Manifest manifest, Table table) {
        Pool pool = ((Manifest.OfPool) manifest).pool();
        table.row(
                pool.name(),
                NumberText.exactly(pool.pricePerHour()),
                pool.limit() == Pool.UNLIMITED ? "-" : Integer.toString(pool.limit()),
                Durations.text(pool.leadTime()),
                ResourcesText.describe(pool.perReplica()),
                pool.spot()
                        .map(spot -> NumberText.exactly(spot.interruptionsPerHour()))
                        .orElse("-"));
    }
}
