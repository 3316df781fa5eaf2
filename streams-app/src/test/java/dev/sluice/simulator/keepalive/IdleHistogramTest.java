package dev.sluice.simulator.keepalive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.simulator.keepalive.IdleHistogram.Pattern;
import dev.sluice.simulator.keepalive.IdleHistogram.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Figures worked out from the policy's text (Shahrad et al., "Serverless in the Wild", USENIX ATC 2020): bins of a
 * minute over 240, 5th and 99th percentile, a tenth of margin, representative from a variation of 2 on.
 */
final class IdleHistogramTest {
    private static IdleHistogram of(Map<Double, Integer> idleTimes) {
        IdleHistogram histogram = new IdleHistogram();
        idleTimes.forEach((minutes, count) -> {
            for (int i = 0; i < count; i++) {
                histogram.add(minutes);
            }
        });
        return histogram;
    }

    private static void expect(IdleHistogram histogram, double variation, double prewarm, double end) {
        Window window = histogram.window(1);
        assertThat(window.pattern()).isEqualTo(Pattern.REPRESENTATIVE);
        assertThat(histogram.variation()).isCloseTo(variation, within(1e-5));
        assertThat(window.prewarm()).isCloseTo(prewarm, within(1e-9));
        assertThat(window.end()).isCloseTo(end, within(1e-9));
    }

    @Test
    void nothing_known_is_kept_for_the_whole_range() {
        assertThat(new IdleHistogram().window(1)).isEqualTo(new Window(Pattern.UNCERTAIN, 0, 240));
    }

    @Test
    void every_hour_is_loaded_from_six_minutes_before_to_seven_after() {
        expect(of(Map.of(60.5, 100)), 15.491933, 54.0, 67.1);
    }

    @Test
    void a_few_long_idle_times_move_the_end_and_one_in_a_hundred_does_not() {
        expect(of(Map.of(10.5, 95, 100.5, 5)), 14.73447, 9.0, 111.1);
        expect(of(Map.of(10.5, 99, 100.5, 1)), 15.337148, 9.0, 12.1);
    }

    @Test
    void one_short_idle_time_in_twenty_moves_the_beginning_and_fewer_do_not() {
        expect(of(Map.of(2.5, 5, 50.5, 95)), 14.73447, 1.8, 56.1);
        expect(of(Map.of(2.5, 4, 50.5, 96)), 14.88257, 45.0, 56.1);
    }

    @Test
    void a_timer_that_jitters_is_held_around_its_jitter() {
        expect(of(Map.of(14.5, 30, 15.5, 40, 16.5, 30)), 8.996513, 12.6, 18.7);
    }

    @Test
    void a_single_idle_time_is_believed_unless_more_are_asked_for() {
        IdleHistogram histogram = of(Map.of(60.2, 1));
        expect(histogram, 15.491933, 54.0, 67.1);
        assertThat(histogram.window(5)).isEqualTo(new Window(Pattern.UNCERTAIN, 0, 240));
    }

    @Test
    void four_hours_are_out_of_bounds_and_half_of_such_is_forecast_by_their_mean() {
        Window window = of(Map.of(240.0, 5, 360.0, 5)).window(5);
        assertThat(window.pattern()).isEqualTo(Pattern.OUT_OF_BOUNDS);
        assertThat(window.prewarm()).isCloseTo(255, within(1e-9));
        assertThat(window.end() - window.prewarm()).isCloseTo(90, within(1e-9));

        assertThat(of(Map.of(20.5, 5, 300.0, 5)).window(5).pattern()).isEqualTo(Pattern.OUT_OF_BOUNDS);
        assertThat(of(Map.of(20.5, 6, 300.0, 4)).window(5).pattern()).isEqualTo(Pattern.REPRESENTATIVE);
    }

    @Test
    void all_published_cases_hold_where_their_folder_is_given() throws IOException {
        String folder = System.getProperty("sluice.vectors");
        Assumptions.assumeTrue(folder != null, "skipped: the system property sluice.vectors names no folder");
        JsonNode file = new ObjectMapper()
                .readTree(Path.of(folder, "hybrid_histogram.json").toFile());
        int cases = 0;
        for (JsonNode each : file.get("cases")) {
            check(each);
            cases++;
        }
        for (JsonNode each : file.get("oob_windows")) {
            Window window = Window.around(each.get("forecast_min").asDouble());
            assertThat(window.prewarm()).isCloseTo(each.get("prewarm").asDouble(), within(1e-6));
            assertThat(window.end() - window.prewarm())
                    .isCloseTo(each.get("keep_alive").asDouble(), within(1e-6));
            cases++;
        }
        assertThat(cases).isEqualTo(file.get("count").asInt());
    }

    private static void check(JsonNode each) {
        IdleHistogram histogram = new IdleHistogram();
        for (JsonNode minutes : each.get("idle_times_min")) {
            histogram.add(minutes.asDouble());
        }
        each.get("idle_time_counts_min").properties().forEach(entry -> {
            for (int i = 0; i < entry.getValue().asInt(); i++) {
                histogram.add(Double.parseDouble(entry.getKey()));
            }
        });
        JsonNode expected = each.get("expect");
        Window window = histogram.window(1);
        String note = each.get("note").asText();
        assertThat(window.pattern().name().toLowerCase(Locale.ROOT))
                .as(note)
                .isEqualTo(expected.get("pattern").asText());
        if (expected.has("cv")) {
            assertThat(histogram.variation())
                    .as(note)
                    .isCloseTo(expected.get("cv").asDouble(), within(1e-5));
            assertThat(window.prewarm())
                    .as(note)
                    .isCloseTo(expected.get("prewarm").asDouble(), within(1e-6));
        }
        if (expected.has("keep_alive_dslab")) {
            assertThat(window.end())
                    .as(note)
                    .isCloseTo(expected.get("keep_alive_dslab").asDouble(), within(1e-6));
            assertThat(window.end() - window.prewarm())
                    .as(note)
                    .isCloseTo(expected.get("keep_alive_from_prewarm").asDouble(), within(1e-6));
        }
    }
}
