package dev.sluice.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What FOCUS 1.2 demands of a row of usage: all columns that are mandatory, those on resources, tags and a price list, and no
 * other that the format does not know.
 */
final class FocusRules {
    private static final String TEXT = "(?s).*\\S.*";
    private static final String NUMBER = "-?\\d+(\\.\\d+)?(E-?\\d+)?";
    private static final String PRICE = "\\d+(\\.\\d+)?(E-?\\d+)?";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
    private static final String CURRENCY = "[A-Z]{3}";
    private static final String UNIT = "[A-Z][A-Za-z]*s(-[A-Z][a-z]*s|/[A-Z][a-z]*)?";
    private static final String JSON = "\\{.*}";

    /** What a column holds; an empty one stands for null. */
    private record Rule(boolean nullable, String form) {
        static Rule of(String form) {
            return new Rule(false, form);
        }

        static Rule orNull(String form) {
            return new Rule(true, form);
        }
    }

    private static final Map<String, Rule> RULES = rules();

    private FocusRules() {}

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        Rule name = Rule.of(TEXT);
        Rule cost = Rule.of(NUMBER);
        Rule time = Rule.of(TIME);
        Rule price = Rule.of(PRICE);
        Rule sku = Rule.of(TEXT);
        Rule account = Rule.orNull(TEXT);
        rules.put("BilledCost", cost);
        rules.put("BillingAccountId", name);
        rules.put("BillingAccountName", name);
        rules.put("BillingCurrency", Rule.of(CURRENCY));
        rules.put("BillingPeriodEnd", time);
        rules.put("BillingPeriodStart", time);
        rules.put("ChargeCategory", Rule.of("Usage|Purchase|Tax|Credit|Adjustment"));
        rules.put("ChargeClass", Rule.orNull("Correction"));
        rules.put("ChargeDescription", name);
        rules.put("ChargeFrequency", Rule.of("One-Time|Recurring|Usage-Based"));
        rules.put("ChargePeriodEnd", time);
        rules.put("ChargePeriodStart", time);
        // of usage, these may not be null
        rules.put("ConsumedQuantity", Rule.of(NUMBER));
        rules.put("ConsumedUnit", Rule.of(UNIT));
        rules.put("ContractedCost", cost);
        rules.put("ContractedUnitPrice", price);
        rules.put("EffectiveCost", cost);
        rules.put("InvoiceIssuerName", name);
        rules.put("ListCost", cost);
        rules.put("ListUnitPrice", price);
        rules.put("PricingCategory", Rule.of("Standard|Dynamic|Committed|Other"));
        rules.put("PricingQuantity", Rule.of(NUMBER));
        rules.put("PricingUnit", Rule.of(UNIT));
        rules.put("ProviderName", name);
        rules.put("PublisherName", name);
        rules.put("ResourceId", sku);
        rules.put("ResourceName", sku);
        rules.put("ResourceType", sku);
        rules.put("ServiceCategory", Rule.of("Compute"));
        rules.put("ServiceName", name);
        // those of the category Compute
        rules.put(
                "ServiceSubcategory",
                Rule.of("Containers|End User Computing|Quantum Compute|Serverless Compute|Virtual Machines|Other"
                        + " \\(Compute\\)"));
        rules.put("SkuId", sku);
        rules.put("SkuMeter", sku);
        rules.put("SkuPriceDetails", Rule.orNull(JSON));
        rules.put("SkuPriceId", sku);
        rules.put("SubAccountId", account);
        rules.put("SubAccountName", account);
        rules.put("Tags", Rule.orNull(JSON));
        return rules;
    }

    static void check(NamedCsvRecord row) {
        header(row.getHeader());
        RULES.forEach((column, rule) -> {
            String value = row.getField(column);
            if (!rule.nullable() || !value.isEmpty()) {
                assertThat(value).as(column).matches(rule.form());
            }
        });
        costs(row);
        periods(row);
        accounts(row);
        tags(row.getField("Tags"));
    }

    private static void header(List<String> header) {
        assertThat(header).doesNotHaveDuplicates().allMatch(column -> column.matches("(x_)?([A-Z][a-z]+)+"));
        assertThat(header.stream().filter(column -> !column.startsWith("x_"))).hasSameElementsAs(RULES.keySet());
    }

    /** A cost is exactly its price, times its quantity. */
    private static void costs(NamedCsvRecord row) {
        BigDecimal quantity = number(row, "PricingQuantity");
        assertThat(number(row, "ListCost"))
                .isEqualByComparingTo(number(row, "ListUnitPrice").multiply(quantity));
        assertThat(number(row, "ContractedCost"))
                .isEqualByComparingTo(number(row, "ContractedUnitPrice").multiply(quantity));
        // nothing is bought in advance
        assertThat(number(row, "EffectiveCost")).isEqualByComparingTo(number(row, "BilledCost"));
    }

    private static BigDecimal number(NamedCsvRecord row, String column) {
        return new BigDecimal(row.getField(column));
    }

    private static void periods(NamedCsvRecord row) {
        assertThat(List.of(
                        time(row, "BillingPeriodStart"),
                        time(row, "ChargePeriodStart"),
                        time(row, "ChargePeriodEnd"),
                        time(row, "BillingPeriodEnd")))
                .isSorted();
        assertThat(time(row, "ChargePeriodStart")).isBefore(time(row, "ChargePeriodEnd"));
    }

    private static Instant time(NamedCsvRecord row, String column) {
        return Instant.parse(row.getField(column));
    }

    private static void accounts(NamedCsvRecord row) {
        assertThat(row.getField("SubAccountName").isEmpty())
                .isEqualTo(row.getField("SubAccountId").isEmpty());
        assertThat(row.getField("ResourceName")).isNotEqualTo(row.getField("ResourceId"));
    }

    /** Tags of a provider have its prefix, and a value is one text. */
    private static void tags(String text) {
        JsonNode tags;
        try {
            tags = new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
        tags.properties().forEach(tag -> {
            assertThat(tag.getKey()).startsWith("sluice/");
            assertThat(tag.getValue().isTextual()).isTrue();
        });
    }
}
