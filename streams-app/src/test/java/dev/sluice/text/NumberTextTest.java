package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers as people read them. */
final class NumberTextTest {
    private static final String PLAIN = "-?\\d{1,3}(,\\d{3})*(\\.\\d*[1-9])?";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "-0.0|0",
                "1.467E-3|0.00147",
                "1.467E-4|0.000147",
                "1.467E-5|nearly 0",
                "-1.467E-5|nearly 0",
                "0.5|0.5",
                "2.0|2",
                "7.456|7.46",
                "99.96|100",
                "131.4|131",
                "999.7|1,000",
                "4319.4|4,319",
                "1E7|10,000,000",
                "-12345.6|-12,346",
                "1E-12|nearly 0",
                "1E300|more than 10^30",
                "-Infinity|less than -10^30",
                "NaN|not a number"
            })
    void a_measured_number_has_three_digits_that_count(double value, String text) {
        assertThat(NumberText.of(value)).isEqualTo(text);
    }

    @Test
    void the_shortcut_writes_what_exact_arithmetic_does() {
        SplittableRandom random = new SplittableRandom(16);
        for (int i = 0; i < 200_000; i++) {
            double any = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextDouble(-5, 11));
            double decimal = Math.round(any * 1_000) / 1_000.0;
            assertThat(NumberText.of(any)).isEqualTo(NumberText.inFull(any));
            assertThat(NumberText.of(decimal)).isEqualTo(NumberText.inFull(decimal));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0.99999|0.99999", "1234.5|1,234.5", "0.1|0.1", "1E-7|0.0000001", "-5.0|-5"})
    void a_number_that_somebody_wrote_keeps_its_digits(double value, String text) {
        assertThat(NumberText.exactly(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0.00", "12.5|12.50", "1234567.891|1,234,567.89", "0.00042|0.00042", "-3|-3.00", "1E-20|nearly 0"
            })
    void money_has_its_cents_unless_it_is_less(double value, String text) {
        assertThat(NumberText.money(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "999|999", "50000|50,000", "9223372036854775807|9,223,372,036,854,775,807"})
    void counts_have_all_their_digits(long things, String text) {
        assertThat(NumberText.count(things)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.004|0.4 %",
                "0.125|12.5 %",
                "1|100 %",
                "0.00001467|0.00147 %",
                "0.99996|99.9 %",
                "0.9999999999999|100 %"
            })
    void a_share_is_a_percentage(double share, String text) {
        assertThat(NumberText.percent(share)).isEqualTo(text);
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    /** Numbers of all sizes that are neither nearly nothing nor beyond counting. */
    private static DoubleStream measured(long seed) {
        return numbers(seed, -4);
    }

    private static DoubleStream numbers(long seed, double least) {
        SplittableRandom random = new SplittableRandom(seed);
        return DoubleStream.generate(() -> (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextDouble(least, 30)))
                .limit(500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_the_number_its_text_has_no_exponent_and_is_close(long seed) {
        measured(seed).forEach(value -> {
            String text = NumberText.of(value);
            assertThat(text).matches(PLAIN);
            double read = Double.parseDouble(text.replace(",", ""));
            double most = Math.abs(value) < 100 ? Math.abs(value) * 0.00501 : 0.5 + Math.abs(value) * 1e-15;
            assertThat(Math.abs(read - value)).as("%s as %s", value, text).isLessThanOrEqualTo(most);
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_was_written_is_read_again_as_the_same(long seed) {
        numbers(seed, -9).forEach(value -> {
            String text = NumberText.exactly(value);
            assertThat(text).matches(PLAIN);
            assertThat(Double.parseDouble(text.replace(",", ""))).as(text).isEqualTo(value);
        });
    }

    @Test
    void a_larger_number_never_has_a_smaller_text() {
        double before = 0;
        for (double value : measured(3).map(Math::abs).sorted().toArray()) {
            double read = Double.parseDouble(NumberText.of(value).replace(",", ""));
            assertThat(read).isGreaterThanOrEqualTo(before);
            before = read;
        }
    }
}
