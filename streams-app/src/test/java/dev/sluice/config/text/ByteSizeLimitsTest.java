package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeLimitsTest {
    @Test
    void any_amount_that_is_written_is_read_as_the_same() {
        Random random = new Random(63);
        for (int i = 0; i < 5_000; i++) {
            long bytes = random.nextLong() >>> (1 + random.nextInt(63));
            long rounded = bytes >>> 30 << 30;
            for (long amount : new long[] {bytes, rounded, bytes / 1_000_000 * 1_000_000}) {
                assertThat(ByteSizes.parse(ByteSizes.text(amount).toString())).isEqualTo(amount);
            }
        }
    }

    @Test
    void what_is_written_is_never_longer_than_the_plain_number() {
        Random random = new Random(64);
        for (int i = 0; i < 1_000; i++) {
            long bytes = random.nextLong() >>> (1 + random.nextInt(63));
            assertThat(ByteSizes.text(bytes).toString())
                    .hasSizeLessThanOrEqualTo(Long.toString(bytes).length());
        }
    }

    @Test
    void the_suffixes_of_1024_and_of_1000_are_told_apart() {
        assertThat(ByteSizes.parse("1Ki")).isEqualTo(1_024);
        assertThat(ByteSizes.parse("1k")).isEqualTo(1_000);
        assertThat(ByteSizes.parse("1Mi") - ByteSizes.parse("1M")).isEqualTo(48_576);
        assertThat(ByteSizes.parse("1Gi") - ByteSizes.parse("1G")).isEqualTo(73_741_824);
        assertThat(ByteSizes.parse("1Ti") - ByteSizes.parse("1T")).isEqualTo(99_511_627_776L);
    }

    @ParameterizedTest
    @CsvSource({"0.5Ki,512", "0.001k,1", "1.000001M,1000001", "0.25Gi,268435456", "' 2Gi ',2147483648", "007,7", "1.0,1"
    })
    void a_fraction_is_read_where_it_makes_whole_bytes(String text, long bytes) {
        assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0001k",
                "0.1Ki",
                "1.0000001M",
                "8388608Ti",
                "9223372036854775807k",
                "99999999999999999999",
                "K",
                "1K",
                "1m",
                "1mi",
                "1MI",
                "1GiB",
                "1Pi",
                "+1",
                ".5G",
                "5.",
                "1 000",
                "1_000",
                "0x10",
                "١Ki",
                "Infinity",
                "NaN"
            })
    void what_is_no_amount_or_too_much_is_refused_with_examples(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSizes.parse(text))
                .withMessage("is not an amount of bytes such as 512Mi, 16Gi or 2G");
    }

    @Test
    void the_largest_amount_is_the_largest_that_can_be_counted() {
        assertThat(ByteSizes.parse("8388607Ti")).isEqualTo(8_388_607L << 40);
        assertThat(ByteSizes.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    }
}
