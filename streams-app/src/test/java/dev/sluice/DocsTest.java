package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the docs point to is there: types of the code, other pages and their headings. */
final class DocsTest {
    private static final Path TOP = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");

    /** A type by its package below dev.sluice, as in {@code sizing.contest.RuleContest}, with a member or without. */
    private static final Pattern TYPE =
            Pattern.compile("`(?:dev\\.sluice\\.)?([a-z]+(?:\\.[a-z]+)*\\.[A-Z]\\w*[a-z]\\w*)[^`]*`");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^):\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern NO_ANCHOR = Pattern.compile("[^\\p{L}\\p{N}_ -]");

    @Test
    void each_type_that_a_page_names_is_in_the_package_that_it_says() {
        Set<String> types = types();
        Set<String> packages = types.stream().map(DocsTest::first).collect(Collectors.toSet());
        List<String> wrong = each(
                TYPE, match -> match.group(1), (page, type) -> !packages.contains(first(type)) || types.contains(type));
        assertThat(wrong).isEmpty();
    }

    @Test
    void each_link_leads_to_a_file_and_a_heading() {
        List<String> wrong = each(LINK, match -> match.group(1), (page, link) -> {
            String[] parts = link.split("#", 2);
            Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
        });
        assertThat(wrong).isEmpty();
    }

    private static String first(String name) {
        return name.split("\\.", 2)[0];
    }

    private interface Check {
        boolean holds(Path page, String found);
    }

    /** What does not hold, with the page that says it. */
    private static List<String> each(Pattern pattern, Function<MatchResult, String> what, Check check) {
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            pattern.matcher(CODE.matcher(text(page)).replaceAll(""))
                    .results()
                    .map(what)
                    .filter(found -> !check.holds(page, found))
                    .forEach(found -> wrong.add(TOP.relativize(page) + ": " + found));
        }
        return wrong;
    }

    private static Set<String> anchors(Path page) {
        return HEADING.matcher(CODE.matcher(text(page)).replaceAll(""))
                .results()
                .map(match -> NO_ANCHOR
                        .matcher(match.group(1).toLowerCase(Locale.ROOT))
                        .replaceAll("")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<Path> pages() {
        return Stream.concat(
                        Stream.of("README.md", "CONTRIBUTING.md").map(TOP::resolve), files(TOP.resolve("docs"), ".md"))
                .toList();
    }

    /** All types of the code, by their package below dev.sluice. */
    private static Set<String> types() {
        return Stream.of("streams-app/src/main/java", "streams-app/src/test/java", "schemas/src/main/java")
                .map(root -> TOP.resolve(root).resolve("dev/sluice"))
                .flatMap(root ->
                        files(root, ".java").map(file -> root.relativize(file).toString()))
                .map(name -> name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> files(Path root, String end) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path page) {
        try {
            return Files.readString(page, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
