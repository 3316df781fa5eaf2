package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contrast by WCAG 2.2, computed from the page's own variables: 4.5 for text, 3 for signs, lines of a chart and borders of controls. */
final class PageColoursTest {
    private static final Pattern COLOUR =
            Pattern.compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6})[0-9a-f]*, #([0-9a-f]{6})[0-9a-f]*\\)");
    private static final List<String> BACKGROUNDS = List.of("page", "surface", "raised");

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void text_is_readable(String scheme) throws IOException {
        Map<String, int[]> colours = colours(scheme);
        for (String background : BACKGROUNDS) {
            for (String text : List.of("text", "muted", "accent", "ok", "attention", "trouble", "unknown")) {
                assertReadable(colours, text, background, 4.5);
            }
        }
        for (String state : List.of("ok", "attention", "trouble", "unknown")) {
            assertReadable(colours, state, state + "-soft", 4.5);
            assertReadable(colours, "text", state + "-soft", 4.5);
        }
        assertReadable(colours, "on-accent", "accent", 4.5);
        assertReadable(colours, "accent", "accent-soft", 4.5);
        assertReadable(colours, "text", "accent-soft", 4.5);
        assertReadable(colours, "muted", "accent-soft", 4.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void lines_and_controls_can_be_seen(String scheme) throws IOException {
        Map<String, int[]> colours = colours(scheme);
        for (String line : List.of("demand", "forecast", "capacity", "control", "accent")) {
            assertReadable(colours, line, "surface", 3);
        }
    }

    private static void assertReadable(Map<String, int[]> colours, String on, String background, double least) {
        assertThat(contrast(colour(colours, on), colour(colours, background)))
                .as(on + " on " + background)
                .isGreaterThanOrEqualTo(least);
    }

    private static int[] colour(Map<String, int[]> colours, String name) {
        return Optional.ofNullable(colours.get(name)).orElseThrow(() -> new AssertionError("no colour " + name));
    }

    private static Map<String, int[]> colours(String scheme) throws IOException {
        Matcher found = COLOUR.matcher(Files.readString(Path.of("src/main/resources/web/css/tokens.css")));
        Map<String, int[]> colours = new LinkedHashMap<>();
        while (found.find()) {
            int rgb = Integer.parseInt(found.group(scheme.equals("light") ? 2 : 3), 16);
            colours.put(found.group(1), new int[] {rgb >> 16, rgb >> 8 & 255, rgb & 255});
        }
        return colours;
    }

    /** (L1 + 0.05) / (L2 + 0.05), of the relative luminances. */
    private static double contrast(int[] one, int[] other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(int[] rgb) {
        return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
    }

    private static double linear(int part) {
        double share = part / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
