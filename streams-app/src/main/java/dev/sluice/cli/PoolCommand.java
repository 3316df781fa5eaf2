package dev.sluice.cli;

import dev.sluice.allocation.Pool;
import dev.sluice.config.Durations;
import dev.sluice.config.Manifest;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code pool}: the machines that there are. */
@Command(
        name = "pool",
        mixinStandardHelpOptions = true,
        description = "Shows and ends pools of machines; policy apply -f FILE puts them in force.")
final class PoolCommand extends DeclaredCommand {
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
                Double.toString(pool.pricePerHour()),
                pool.limit() == Pool.UNLIMITED ? "-" : Integer.toString(pool.limit()),
                Durations.text(pool.leadTime()),
                resources(manifest.spec()),
                pool.spot()
                        .map(spot -> Double.toString(spot.interruptionsPerHour()))
                        .orElse("-"));
    }

    /** As the file has them, without what is zero. */
    private static String resources(Map<String, Object> spec) {
        if (!(spec.get("resources") instanceof Map<?, ?> resources)) {
            return "-";
        }
        StringBuilder text = new StringBuilder();
        resources.forEach((key, value) -> {
            if (!(value instanceof Number number) || number.doubleValue() != 0) {
                text.append(text.isEmpty() ? "" : ", ").append(key).append(' ').append(value);
            }
        });
        return text.toString();
    }
}
