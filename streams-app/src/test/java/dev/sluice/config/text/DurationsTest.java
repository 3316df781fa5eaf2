package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
    @ParameterizedTest
    @CsvSource({"250ms,250,250ms", "10s,10000,10s", "1.5m,90000,90s", "60m,3600000,1h", "7d,604800000,7d", "0,0,0s"})
    void reads_and_writes_what_people_write(String text, long millis, String shortest) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.text(Durations.parse(text))).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-5s", "10 parsecs", "1h30m", "NaNs"})
    void refuses_the_rest(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }
}
