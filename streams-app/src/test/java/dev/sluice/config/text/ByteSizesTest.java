package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "123, 123, 123",
        "2k, 2000, 2k",
        "512Mi, 536870912, 512Mi",
        "1024Mi, 1073741824, 1Gi",
        "1.5Gi, 1610612736, 1536Mi",
        "3G, 3000000000, 3G",
        "2Ti, 2199023255552, 2Ti",
        "9223372036854775807, 9223372036854775807, 9223372036854775807"
    })
    void amounts_are_read_and_written_the_shortest_way(String text, long bytes, String shortest) {
        assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
        assertThat(ByteSizes.text(bytes)).hasToString(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "1 Mi", "12MB", "lots", "9223372036854775808", "9999999999T", "1e9"})
    void what_is_no_whole_amount_of_bytes_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSizes.parse(text));
    }
}
