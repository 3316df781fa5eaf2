package dev.sluice.cli.inspect;

import dev.sluice.cli.terminal.CommandFailedException;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an export of costs states that Sluice does not know. */
final class FocusOptions {
    @Option(
            names = "--currency",
            paramLabel = "CODE",
            description = "With --format focus: currency of the price list, by ISO 4217, such as EUR.")
    private @Nullable String currency;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "With --format focus: who provides the machines (default: ${DEFAULT-VALUE}).")
    private String provider = "Sluice";

    /** The rows of the closed hours, some of them of spot pools. */
    FocusExport export(List<CostLog.Booked> hours, Set<String> spot) {
        if (currency == null) {
            throw new CommandFailedException(
                    "--format focus needs --currency, the currency of the prices of your pools,"
                            + " such as --currency EUR");
        }
        if (provider.isBlank()) {
            throw new CommandFailedException("--provider is empty: the format asks for a name");
        }
        return new FocusExport(hours, national(currency), provider, spot);
    }

    /** The format allows no other: gold and the code for no currency have no fraction digits. */
    private static Currency national(String code) {
        return Currency.getAvailableCurrencies().stream()
                .filter(one -> one.getCurrencyCode().equals(code) && one.getDefaultFractionDigits() >= 0)
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "--currency " + code + " is no national currency of ISO 4217, such as EUR or USD"));
    }
}
