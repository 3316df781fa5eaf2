package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import dev.sluice.web.page.Chromium.Screen;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers and lengths of time read the same on the page as in the texts of the server and the command line. */
final class PageTextTest {
    private static final String ALL = """
            values => import('./js/number-text.js').then(text => values.map(value => [
                text.measured(value), text.cents(value), text.shareOfOne(value), text.lengthOf(value),
                text.counted(Math.round(value))]))""";
    private static final List<DoubleFunction<String>> SAME = List.of(
            NumberText::of,
            NumberText::money,
            NumberText::percent,
            DurationText::ofMillis,
            value -> NumberText.count(Math.round(value)));

    @RegisterExtension
    final Chromium chromium = new Chromium();

    @Test
    void the_page_writes_numbers_and_lengths_of_time_as_the_server_does() {
        try (StagedFleet fleet = new StagedFleet(List.of(StagedService.ok("storefront", 160)))) {
            Page page = chromium.page(Screen.DESK);
            page.navigate(fleet.url());
            List<Double> values = values();
            List<?> said = (List<?>) page.evaluate(ALL, values);
            for (int i = 0; i < values.size(); i++) {
                double value = values.get(i);
                assertThat(said.get(i))
                        .as("%s", value)
                        .isEqualTo(SAME.stream()
                                .map(text -> onOneLine(text.apply(value)))
                                .toList());
            }
        }
    }

    /** The page keeps a number and its percent sign on one line. */
    private static String onOneLine(String text) {
        return text.replace(" %", "\u202f%");
    }

    private static List<Double> values() {
        SplittableRandom random = new SplittableRandom(11);
        DoubleStream anyhow = DoubleStream.generate(() -> Math.pow(10, random.nextDouble(-8, 14)));
        DoubleStream written = DoubleStream.generate(() -> random.nextInt(1_000_000) / Math.pow(10, random.nextInt(7)));
        DoubleStream edges = DoubleStream.of(
                0,
                -0.0,
                1.005,
                0.0995,
                0.995,
                99.95,
                999.5,
                119_999,
                599_500,
                7_199_500,
                172_799_500,
                863_999_500,
                1e12,
                1e-12);
        return Stream.of(anyhow.limit(700), written.limit(700), edges)
                .flatMap(DoubleStream::boxed)
                .flatMap(value -> Stream.of(value, -value))
                .toList();
    }
}
