package dev.sluice.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The rows of the export keep the rules of FOCUS 1.2. */
final class FocusExportTest {
    private static final long FIRST = Instant.parse("2026-02-28T22:00:00Z").toEpochMilli();

    private static CostLog.Booked hour(String service, String pool, int hour, double replicas, double price) {
        long millis = Math.round(replicas * HourCost.HOUR);
        HourCost.Slice slice = new HourCost.Slice(price, millis, HourCost.HOUR);
        return new CostLog.Booked(
                new Account(service, pool, "retail"),
                new HourCost(FIRST + hour * HourCost.HOUR, List.of(slice), millis, (int) Math.ceil(replicas)),
                true);
    }

    private static List<NamedCsvRecord> rows(List<CostLog.Booked> hours) {
        String csv = new FocusExport(hours, Currency.getInstance("EUR"), "Sluice", Set.of("spare")).csv();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
            return reader.stream().toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void an_hour_of_a_service_in_a_pool() {
        NamedCsvRecord row = rows(List.of(hour("chat", "h100", 0, 2.5, 4))).get(0);
        assertThat(row.getField("BilledCost")).isEqualTo("10");
        assertThat(row.getField("PricingQuantity")).isEqualTo("2.5");
        assertThat(row.getField("ChargePeriodStart")).isEqualTo("2026-02-28T22:00:00Z");
        assertThat(row.getField("ChargePeriodEnd")).isEqualTo("2026-02-28T23:00:00Z");
        assertThat(row.getField("BillingPeriodStart")).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(row.getField("BillingPeriodEnd")).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(row.getField("ChargeDescription")).isEqualTo("Replicas of chat in pool h100");
        assertThat(row.getField("SubAccountId")).isEqualTo("retail");
        assertThat(row.getField("Tags"))
                .isEqualTo("{\"sluice/pool\":\"h100\",\"sluice/service\":\"chat\",\"sluice/tenant\":\"retail\"}");
        assertThat(row.getField("x_PeakReplicas")).isEqualTo("3");
    }

    @Test
    void hours_on_spot_machines_have_a_price_that_moves() {
        assertThat(rows(List.of(hour("chat", "h100", 0, 1, 4), hour("chat", "spare", 0, 1, 1))))
                .extracting(row -> row.getField("PricingCategory"))
                .containsExactly("Standard", "Dynamic");
    }

    @Test
    void a_service_without_a_tenant_belongs_to_no_sub_account() {
        CostLog.Booked of = hour("chat", "", 0, 1, 1);
        Account nobody = new Account("chat", "", "");
        NamedCsvRecord row =
                rows(List.of(new CostLog.Booked(nobody, of.hour(), true))).get(0);
        assertThat(row.getField("BillingAccountId")).isEqualTo("sluice");
        assertThat(row.getField("SubAccountId")).isEmpty();
        assertThat(row.getField("SubAccountName")).isEmpty();
        assertThat(row.getField("Tags")).isEqualTo("{\"sluice/service\":\"chat\"}");
    }

    @Test
    void each_row_keeps_the_rules_of_each_column() {
        SplittableRandom random = new SplittableRandom(7);
        List<CostLog.Booked> hours = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            CostLog.Booked hour = hour(
                    "s-" + random.nextInt(9),
                    List.of("", "p", "spare", "größer, \"2\"").get(random.nextInt(4)),
                    i,
                    random.nextInt(9) == 0 ? 0 : random.nextDouble(40),
                    random.nextInt(9) == 0 ? 0 : random.nextDouble(1e-6, 5e3));
            Account account = hour.account();
            hours.add(new CostLog.Booked(
                    new Account(
                            account.service(),
                            account.pool(),
                            List.of("", "retail", "Ops").get(random.nextInt(3))),
                    hour.hour(),
                    true));
        }
        List<NamedCsvRecord> rows = rows(hours);
        assertThat(rows).hasSize(500).allSatisfy(FocusRules::check);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XXX", "XAU", "eur", "Euro"})
    void a_currency_that_no_nation_has_is_refused(String code) {
        assertThatThrownBy(() -> options("--currency", code).export(List.of(), Set.of()))
                .hasMessage("--currency " + code + " is no national currency of ISO 4217, such as EUR or USD");
    }

    @Test
    void a_provider_without_a_name_is_refused() {
        assertThatThrownBy(() -> options("--currency", "EUR", "--provider", " ").export(List.of(), Set.of()))
                .hasMessage("--provider is empty: the format asks for a name");
    }

    private static FocusOptions options(String... words) {
        return CommandLine.populateCommand(new FocusOptions(), words);
    }

    /** Columns that a provider with a price list has, also where they are null. */
    @Test
    void columns_of_a_price_list_are_there() {
        assertThat(rows(List.of(hour("chat", "", 0, 1, 1))).get(0).getHeader())
                .contains(
                        "ListUnitPrice", "ContractedUnitPrice", "SkuPriceDetails", "ConsumedQuantity", "ConsumedUnit");
    }

    @Test
    void own_columns_come_last() {
        List<String> header = rows(List.of(hour("chat", "", 0, 1, 1))).get(0).getHeader();
        int first = header.indexOf("x_PeakReplicas");
        assertThat(header.subList(0, first)).noneMatch(name -> name.startsWith("x_"));
        assertThat(header.subList(first, header.size())).allMatch(name -> name.startsWith("x_"));
    }

    @Test
    void an_hour_that_may_still_change_is_left_out() {
        CostLog.Booked closed = hour("chat", "", 0, 1, 1);
        CostLog.Booked open = new CostLog.Booked(closed.account(), closed.hour(), false);
        assertThat(rows(List.of(open))).isEmpty();
    }

    @Test
    void names_with_commas_and_quotes_stay_whole() {
        assertThat(rows(List.of(hour("a,\"b\"", "", 0, 1, 1))).get(0).getField("ResourceName"))
                .isEqualTo("a,\"b\"");
    }
}
