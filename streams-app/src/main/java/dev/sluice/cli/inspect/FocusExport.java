package dev.sluice.cli.inspect;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sluice.cli.terminal.Json;
import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Costs as rows of FOCUS 1.2, the FinOps Foundation's format for bills (focus.finops.org): one for each service, pool and closed
 * hour. An hour that may still change is left out, so that no row has to be corrected.
 *
 * @param currency of the prices of pools
 * @param provider who provides the machines
 * @param spot pools whose machines the provider may take back, at a price that it changes
 */
record FocusExport(List<CostLog.Booked> hours, Currency currency, String provider, Set<String> spot) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
    /** Digits behind the point: a second of the cheapest replica still counts. */
    private static final int DIGITS = 10;

    private static final CostLog.Booked NOTHING = new CostLog.Booked(
            new Account("", "", ""), new HourCost(0, List.of(new HourCost.Slice(0, 0, 0)), 0, 0), true);

    FocusExport {
        hours = hours.stream()
                .filter(CostLog.Booked::closed)
                .sorted(Comparator.comparingLong(
                                (CostLog.Booked booked) -> booked.hour().hour())
                        .thenComparing(booked -> booked.account().service())
                        .thenComparing(booked -> booked.account().pool()))
                .toList();
    }

    /** A header and the rows. */
    String csv() {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(row(NOTHING).keySet());
            hours.forEach(booked -> csv.writeRecord(row(booked).values()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private Map<String, String> row(CostLog.Booked booked) {
        Map<String, String> row = new LinkedHashMap<>();
        money(row, booked);
        periods(row, booked.hour());
        charge(row, booked.account());
        quantities(row, booked);
        what(row, booked.account());
        own(row, booked);
        return row;
    }

    private void money(Map<String, String> row, CostLog.Booked booked) {
        // exactly the product: the rules ask for it
        String cost = plain(hours(booked.hour()).multiply(price(booked.hour())));
        row.put("BilledCost", cost);
        row.put("BillingAccountId", payer(booked.account()));
        row.put("BillingAccountName", payer(booked.account()));
        row.put("BillingCurrency", currency.getCurrencyCode());
        row.put("ContractedCost", cost);
        row.put("EffectiveCost", cost);
        row.put("ListCost", cost);
    }

    private static String payer(Account account) {
        return account.tenant().isEmpty() ? "sluice" : account.tenant();
    }

    private static void periods(Map<String, String> row, HourCost hour) {
        ZonedDateTime from = Instant.ofEpochMilli(hour.hour()).atZone(ZoneOffset.UTC);
        ZonedDateTime month = from.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        row.put("BillingPeriodStart", TIME.format(month));
        row.put("BillingPeriodEnd", TIME.format(month.plusMonths(1)));
        row.put("ChargePeriodStart", TIME.format(from));
        row.put("ChargePeriodEnd", TIME.format(from.plusHours(1)));
    }

    private static void charge(Map<String, String> row, Account account) {
        row.put("ChargeCategory", "Usage");
        row.put("ChargeClass", "");
        row.put("ChargeDescription", "Replicas of " + account.service() + inPool(account));
        row.put("ChargeFrequency", "Usage-Based");
    }

    private static String inPool(Account account) {
        return account.pool().isEmpty() ? "" : " in pool " + account.pool();
    }

    private void quantities(Map<String, String> row, CostLog.Booked booked) {
        HourCost hour = booked.hour();
        String hours = plain(hours(hour));
        String price = plain(price(hour));
        row.put("ConsumedQuantity", hours);
        row.put("ConsumedUnit", "Hours");
        row.put("ContractedUnitPrice", price);
        row.put("ListUnitPrice", price);
        row.put("PricingCategory", spot.contains(booked.account().pool()) ? "Dynamic" : "Standard");
        row.put("PricingQuantity", hours);
        row.put("PricingUnit", "Hours");
    }

    private void what(Map<String, String> row, Account account) {
        String sku = account.pool().isEmpty() ? account.service() : account.pool();
        row.put("InvoiceIssuerName", provider);
        row.put("ProviderName", provider);
        row.put("PublisherName", provider);
        row.put("ResourceId", account.service() + "/" + account.pool());
        row.put("ResourceName", account.service());
        row.put("ResourceType", "Replica");
        row.put("ServiceCategory", "Compute");
        row.put("ServiceName", "Replicas");
        row.put("ServiceSubcategory", "Containers");
        row.put("SkuId", sku);
        row.put("SkuMeter", "Replica Time");
        row.put("SkuPriceDetails", "");
        row.put("SkuPriceId", sku + "/hour");
        row.put("SubAccountId", account.tenant());
        row.put("SubAccountName", account.tenant());
        row.put("Tags", Json.line(tags(account)));
    }

    /** Tags that a provider sets have a prefix of its own, by the rules. A tag without a value is left out. */
    private static Map<String, String> tags(Account account) {
        Map<String, String> tags =
                new TreeMap<>(Map.of("service", account.service(), "pool", account.pool(), "tenant", account.tenant()));
        return tags.entrySet().stream()
                .filter(tag -> !tag.getValue().isEmpty())
                .collect(Collectors.toMap(
                        tag -> "sluice/" + tag.getKey(), Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private static void own(Map<String, String> row, CostLog.Booked booked) {
        row.put("x_PeakReplicas", String.valueOf(booked.hour().peak()));
        row.put("x_ReadyHours", number((double) booked.hour().readyMillis() / HourCost.HOUR));
        row.put("x_StaticPeakCost", number(booked.hour().staticPeakCost()));
    }

    private static BigDecimal hours(HourCost hour) {
        return rounded((double) hour.replicaMillis() / HourCost.HOUR);
    }

    private static BigDecimal price(HourCost hour) {
        return rounded(hour.pricePerHour());
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    private static String number(double value) {
        return plain(rounded(value));
    }

    /** A decimal without an exponent. */
    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
