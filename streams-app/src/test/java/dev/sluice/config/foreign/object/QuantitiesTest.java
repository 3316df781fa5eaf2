package dev.sluice.config.foreign.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An amount means here what it means to Kubernetes. */
final class QuantitiesTest {
    private static final List<String> UNITS =
            List.of("", "n", "u", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "e3", "E-2", "e+6");

    @Test
    void every_unit_is_the_one_that_kubernetes_own_client_reads() {
        Random random = new Random(441);
        for (int i = 0; i < 2_000; i++) {
            String unit = UNITS.get(random.nextInt(UNITS.size()));
            String text = number(random) + unit;

            assertThat(Quantities.parse(text))
                    .as(text)
                    .isEqualByComparingTo(
                            new Quantity(text).getNumericalAmount().round(MathContext.DECIMAL64));
        }
    }

    private static String number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.toString(random.nextInt(10));
            case 1 -> Integer.toString(random.nextInt(Integer.MAX_VALUE));
            case 2 -> random.nextInt(100) + "." + random.nextInt(1000);
            default ->
                BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(6)).toPlainString();
        };
    }

    @Test
    void a_thousand_of_a_unit_is_one_of_the_next() {
        List<String> decimal = List.of("n", "u", "m", "", "k", "M", "G", "T", "P");
        for (int i = 1; i < decimal.size(); i++) {
            assertThat(Quantities.parse("1000" + decimal.get(i - 1)))
                    .isEqualByComparingTo(Quantities.parse("1" + decimal.get(i)));
        }
        List<String> binary = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi");
        for (int i = 1; i < binary.size(); i++) {
            assertThat(Quantities.parse("1024" + binary.get(i - 1)))
                    .isEqualByComparingTo(Quantities.parse("1" + binary.get(i)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "m",
                ".",
                "-1",
                "-500m",
                "1 Gi",
                "1gi",
                "1GI",
                "1K",
                "1KiB",
                "1MB",
                "1,5",
                "1.5.5",
                "0x10",
                "1e",
                "1e999",
                "e3",
                "70%",
                "NaN",
                "Infinity",
                "١",
                "1m m",
                "1\n",
                "9999999999999999999"
            })
    void what_kubernetes_would_not_take_or_nobody_can_mean_is_no_amount(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quantities.parse(text))
                .withMessage("'" + text + "' is no amount");
    }
}
