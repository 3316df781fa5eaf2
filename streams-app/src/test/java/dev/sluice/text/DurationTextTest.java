package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.text.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths of time as people read them. */
final class DurationTextTest {
    private static final Pattern PART = Pattern.compile("(\\d[\\d,]*(?:\\.\\d+)?) (ms|s|min|h|days)");
    private static final Map<String, Double> SECONDS =
            Map.of("ms", 0.001, "s", 1.0, "min", 60.0, "h", 3_600.0, "days", 86_400.0);

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.0000005S, 0.0005 ms",
        "PT0.25S, 250 ms",
        "PT0.99999S, 1 s",
        "PT1.5S, 1.5 s",
        "PT84.012S, 84 s",
        "PT90S, 90 s",
        "PT3M20S, 3 min 20 s",
        "PT9M59.7S, 10 min",
        "PT14M20S, 14 min",
        "PT5H29M50S, 5 h 30 min",
        "PT72H, 3 days",
        "PT73H, 3 days 1 h",
        "P4000D, '4,000 days'",
        "PT-84S, -84 s",
        "PT-3M-20S, -3 min 20 s"
    })
    void a_length_is_in_the_unit_that_people_would_take(Duration length, String text) {
        assertThat(DurationText.of(length)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT0.25S,250ms", "PT90S,90s", "PT1H,1h", "P7D,7d", "PT-5S,-5s", "PT0.0000005S,0.0005ms"})
    void a_length_that_somebody_wrote_is_said_as_it_may_be_written(Duration length, String text) {
        assertThat(DurationText.exactly(length)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_the_length_its_text_is_close_and_what_was_written_is_read_again(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1000; i++) {
            Duration length = Duration.ofNanos((long) Math.pow(10, random.nextDouble(2.1, 18.4)));
            double seconds = length.toNanos() / 1e9;
            assertThat(read(DurationText.of(length)))
                    .as(DurationText.of(length))
                    .isBetween(seconds * 0.95, seconds * 1.05);

            Duration written = Duration.ofSeconds(random.nextLong(3_000_000_000L), random.nextInt(1000) * 1_000_000L);
            assertThat(Durations.parse(DurationText.exactly(written))).isEqualTo(written);
        }
    }

    private static double read(String text) {
        assertThat(PART.matcher(text).replaceAll("")).as(text).isBlank();
        return PART.matcher(text)
                .results()
                .mapToDouble(DurationTextTest::seconds)
                .sum();
    }

    private static double seconds(MatchResult part) {
        return Double.parseDouble(part.group(1).replace(",", "")) * SECONDS.getOrDefault(part.group(2), 0.0);
    }
}
